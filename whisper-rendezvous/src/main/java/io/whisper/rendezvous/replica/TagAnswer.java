package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.store.wire.Assembly;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.TagStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads the messages that answer one request of a {@link TagConversation}. */
interface TagAnswer {
  /** What became of a message. */
  enum Progress {
    /** More is to come. */
    MORE,
    /** The request is answered, and its future completed. */
    DONE,
    /** It is not an answer to the request. */
    LIE
  }

  /** Takes the next message. */
  Progress take(byte[] data);

  /** An answer that is a status. */
  static TagAnswer status(CompletableFuture<TagStatus> result) {
    return data -> {
      Optional<TagStatus> status = TagStatus.decode(data);
      status.ifPresent(result::complete);
      return status.isPresent() ? Progress.DONE : Progress.LIE;
    };
  }

  /** A list of what comes behind {@code after}. */
  static TagAnswer listed(Bytes32 after, CompletableFuture<Listed> result) {
    return data -> {
      Listed listed = Listed.decode(data).orElse(null);
      if (listed == null
          || (!listed.entries().isEmpty() && listed.entries().get(0).id().compareTo(after) <= 0)) {
        return Progress.LIE;
      }
      result.complete(listed);
      return Progress.DONE;
    };
  }

  /** Envelopes by their ids, in the order in which they were asked for. */
  static TagAnswer taken(
      List<Bytes32> ids,
      Function<byte[], Optional<Envelope>> check,
      TagSink sink,
      CompletableFuture<List<Bytes32>> result) {
    return new TakenAnswer(ids, check, sink, result);
  }

  /** What {@link #taken} says. */
  final class TakenAnswer implements TagAnswer {
    private final List<Bytes32> ids;
    private final Function<byte[], Optional<Envelope>> check;
    private final TagSink sink;
    private final CompletableFuture<List<Bytes32>> result;
    private final Assembly assembly = new Assembly();
    private int next;

    private TakenAnswer(
        List<Bytes32> ids,
        Function<byte[], Optional<Envelope>> check,
        TagSink sink,
        CompletableFuture<List<Bytes32>> result) {
      this.ids = ids;
      this.check = check;
      this.sink = sink;
      this.result = result;
    }

    @Override
    public Progress take(byte[] data) {
      Given given = Given.decode(data).orElse(null);
      Bytes32 awaited = ids.get(next);
      if (given == null) {
        return Progress.LIE;
      }
      Part part = given.part();
      if (part == null) {
        if (!Objects.equals(given.gone(), awaited) || assembly.underway()) {
          return Progress.LIE;
        }
        next++;
        sink.onGone(awaited);
      } else {
        switch (assembly.take(part)) {
          case REFUSED -> {
            return Progress.LIE;
          }
          case MORE -> {
            return Progress.MORE;
          }
          case WHOLE -> {
            Envelope envelope = check.apply(assembly.finish()).orElse(null);
            if (envelope == null || !envelope.id().equals(awaited)) {
              return Progress.LIE;
            }
            next++;
            sink.onEnvelope(envelope);
          }
        }
      }
      if (next < ids.size()) {
        return Progress.MORE;
      }
      result.complete(ids);
      return Progress.DONE;
    }
  }
}
