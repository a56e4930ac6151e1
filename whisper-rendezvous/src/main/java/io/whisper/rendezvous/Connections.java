package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.session.SessionPurpose;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The sessions that an application asks its endpoint for. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Connections {
  /** How long a connected session may be silent. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final Overlay overlay;
  private final Identity identity;
  private final SerialExecutor answers;
  private final Outbox outbox;

  /**
   * The sessions of an endpoint of this identity.
   *
   * @param executor on which the application hears what became of what it asked for
   */
  Connections(Overlay overlay, Identity identity, Executor executor, Outbox outbox) {
    this.overlay = overlay;
    this.identity = identity;
    this.answers = new SerialExecutor(executor);
    this.outbox = outbox;
  }

  /**
   * Opens a session; completes on the application's executor, exceptionally with a {@link
   * SessionException}.
   */
  CompletionStage<Session> connect(Address recipient, SendOptions options) {
    SessionOpener.Wish wish =
        new SessionOpener.Wish(
            SessionPurpose.CONVERSATION,
            options.identified() ? identity : null,
            options.profile().hops(),
            IDLE);
    CompletableFuture<Session> session = new CompletableFuture<>();
    boolean begun =
        overlay
            .reactor()
            .tryExecute(
                () ->
                    outbox
                        .connect(recipient, wish, options.ttl())
                        .whenComplete(
                            (live, failure) ->
                                answers.executeApart(
                                    () -> {
                                      if (live == null) {
                                        session.completeExceptionally(exception(failure));
                                      } else if (!session.complete(new Session(live))) {
                                        live.close();
                                      }
                                    })));
    if (!begun) {
      answers.executeApart(() -> session.completeExceptionally(Outbox.closedException()));
    }
    return session.minimalCompletionStage();
  }

  private static SessionException exception(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof SessionException known) {
      return known;
    }
    DeliveryFailure why = DeliveryFailure.of(ObstacleException.of(failure));
    return new SessionException(why.reason(), why.detail());
  }

  @Override
  public String toString() {
    return "Connections";
  }
}
