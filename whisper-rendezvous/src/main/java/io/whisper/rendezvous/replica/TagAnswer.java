package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.store.wire.Assembly;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
  static TagAnswer listed(Bytes32 after, TagCheck check, CompletableFuture<Listed> result) {
    return data -> {
      Listed listed = Listed.decode(data).orElse(null);
      if (listed == null
          || (!listed.entries().isEmpty() && listed.entries().get(0).id().compareTo(after) <= 0)
          || !listed.entries().stream().allMatch(check::allows)) {
        return Progress.LIE;
      }
      result.complete(listed);
      return Progress.DONE;
    };
  }

  /** Envelopes, or their marks, by their ids in the order in which they were asked for. */
  static TagAnswer taken(
      List<Bytes32> ids, TagCheck check, TagSink sink, CompletableFuture<List<Bytes32>> result) {
    return new TakenAnswer(ids, check, sink, result);
  }

  /** What {@link #taken} says. */
  final class TakenAnswer implements TagAnswer {
    private final List<Bytes32> ids;
    private final TagCheck check;
    private final TagSink sink;
    private final CompletableFuture<List<Bytes32>> result;
    private final Assembly assembly = new Assembly();
    private int next;

    private TakenAnswer(
        List<Bytes32> ids, TagCheck check, TagSink sink, CompletableFuture<List<Bytes32>> result) {
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
      Progress one = part == null ? instead(given, awaited) : envelope(part, awaited);
      if (one != Progress.DONE) {
        return one;
      }
      next++;
      if (next < ids.size()) {
        return Progress.MORE;
      }
      result.complete(ids);
      return Progress.DONE;
    }

    private Progress envelope(Part part, Bytes32 awaited) {
      switch (assembly.take(part)) {
        case REFUSED -> {
          return Progress.LIE;
        }
        case MORE -> {
          return Progress.MORE;
        }
        case WHOLE -> {
          Envelope envelope = check.envelope(assembly.finish()).orElse(null);
          if (envelope == null || !envelope.id().equals(awaited)) {
            return Progress.LIE;
          }
          sink.onEnvelope(envelope);
        }
      }
      return Progress.DONE;
    }

    /** What comes in place of an envelope: that it was withdrawn, or is not there. */
    private Progress instead(Given given, Bytes32 awaited) {
      if (assembly.underway()) {
        return Progress.LIE;
      }
      WithdrawnMark mark = given.mark();
      if (mark != null) {
        if (!check.allows(mark) || !mark.id().equals(awaited)) {
          return Progress.LIE;
        }
        sink.onWithdrawn(mark);
        return Progress.DONE;
      }
      if (!Objects.equals(given.gone(), awaited)) {
        return Progress.LIE;
      }
      sink.onGone(awaited);
      return Progress.DONE;
    }
  }
}
