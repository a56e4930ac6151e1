package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The writing of a document that stays as it is. Confined to the loop. */
final class DocumentWriting implements Writing {
  private final Replicas replicas;
  private final DocumentKind kind;
  private final byte[] document;
  private final Spreading spreading;
  private PutAnswer.@Nullable Status refusal;

  DocumentWriting(
      Replicas replicas, Bytes32 tag, DocumentKind kind, byte[] document, IntConsumer stored) {
    this.replicas = replicas;
    this.kind = kind;
    this.document = document;
    this.spreading = new Spreading(replicas, tag, this::put, stored);
  }

  void start(Instant until) {
    spreading.start(until);
  }

  @Override
  public int stored() {
    return spreading.count();
  }

  @Override
  public CompletableFuture<Written> written() {
    return spreading.ended().thenApply(end -> new Written(end, spreading.count(), refusal, 0));
  }

  @Override
  public void cancel() {
    spreading.end(SpreadEnd.CANCELLED);
  }

  private CompletableFuture<Act.Outcome> put(RelayEntry store) {
    return Putting.put(replicas, store, kind, document)
        .thenApply(
            answer -> {
              if (answer.status() != PutAnswer.Status.STORED) {
                refusal = answer.status();
              }
              return outcome(answer.status());
            });
  }

  /** What an answer means for the next try, where it is not about work. */
  static Act.Outcome outcome(PutAnswer.Status status) {
    return switch (status) {
      case STORED -> Act.Outcome.DONE;
      case LIMITED, NOT_RESPONSIBLE, UNAVAILABLE, TOO_LITTLE_WORK, FULL -> Act.Outcome.LATER;
      case OLDER_REVISION, MALFORMED, EXPIRED, OUT_OF_TIME, WITHDRAWN -> Act.Outcome.NEVER;
    };
  }
}
