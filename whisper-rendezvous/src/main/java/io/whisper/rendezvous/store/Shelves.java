package io.whisper.rendezvous.store;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link EnvelopeStore} as the loop uses it: questions are worked on by threads that may block,
 * and answered on the loop. Confined to the loop.
 */
final class Shelves {
  private static final Logger LOG = LoggerFactory.getLogger(Shelves.class);
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final EnvelopeStore store;
  private final Executor workers;
  private final RoleLoop loop;
  private Instant quietUntil = Instant.MIN;
  private volatile @Nullable String trouble;

  /** Shelves whose questions {@code workers} work on, which refuse what is too much. */
  Shelves(EnvelopeStore store, Executor workers, RoleLoop loop) {
    this.store = store;
    this.workers = workers;
    this.loop = loop;
  }

  /** What a store cannot answer with. */
  enum Trouble {
    /** Too much is asked for at once. */
    BUSY,
    /** The store itself does not work. */
    UNAVAILABLE,
    /** A mistake of ours. */
    MISTAKE;

    /** Why a circuit ends on which there is no other way to say it. */
    DestroyReason reason() {
      return this == BUSY ? DestroyReason.LIMIT : DestroyReason.NONE;
    }

    static Trouble of(Throwable failure) {
      Throwable cause = causeOf(failure);
      if (cause instanceof EnvelopeStoreException) {
        return UNAVAILABLE;
      }
      return cause instanceof RejectedExecutionException ? BUSY : MISTAKE;
    }
  }

  private static Throwable causeOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Whether what was asked for is not what was written, while other things may be. */
  static boolean isDamage(Throwable failure) {
    return causeOf(failure) instanceof EnvelopeStoreException known
        && known.reason() == EnvelopeStoreException.Reason.DAMAGED;
  }

  /**
   * Asks the store; the answer comes on the loop. Fails with what {@link Trouble} tells apart, at
   * once when too much waits already.
   */
  <T> CompletableFuture<T> ask(Function<EnvelopeStore, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      workers.execute(() -> answer(question, answer));
    } catch (RejectedExecutionException busy) {
      answer.completeExceptionally(busy);
    }
    return answer;
  }

  /** Why the last question could not be answered, where it could not; from any thread. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  private <T> void answer(Function<EnvelopeStore, T> question, CompletableFuture<T> answer) {
    try {
      T value = question.apply(store);
      trouble = null;
      loop.execute(() -> answer.complete(value));
    } catch (RuntimeException | Error failure) {
      trouble = failure.getMessage();
      loop.execute(
          () -> {
            complain(failure);
            answer.completeExceptionally(failure);
          });
    }
  }

  /** A disk that is full would otherwise fill what is left of it with our complaints. */
  private void complain(Throwable failure) {
    boolean closed =
        failure instanceof EnvelopeStoreException known
            && known.reason() == EnvelopeStoreException.Reason.CLOSED;
    Instant now = loop.time().now();
    if (closed || now.isBefore(quietUntil)) {
      return;
    }
    quietUntil = now.plus(SILENCE);
    if (failure instanceof EnvelopeStoreException) {
      LOG.warn("the store cannot serve: {}", failure.getMessage());
    } else {
      LOG.error("the store failed", failure);
    }
  }
}
