package io.whisper.rendezvous;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.mailbox.Mailbox;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.reception.Reception;
import io.whisper.rendezvous.reception.ReceptionSettings;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of an endpoint: it is reachable from when the application listens, what
 * arrives is handed to its listeners, each message once, and answered. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Inbox {
  /** How long the end of an endpoint waits for its listener. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  /** How long it waits for acknowledgements to stand at a store. */
  private static final Duration LAST_ACKNOWLEDGEMENTS = Duration.ofSeconds(6);

  private final Overlay overlay;
  private final OutgoingReplies replies;
  private final Handover handover;
  private final Arrivals arrivals;
  private final HandedBefore handed;
  private final Retries retries;
  private final Reception reception;
  private final SessionAcceptor acceptor;
  private final @Nullable Mailbox mailbox;
  private final CompletableFuture<Void> mailboxReady = new CompletableFuture<>();
  private final CompletableFuture<Void> published = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Cancellable lastAnswers;
  private boolean started;
  private boolean closed;

  Inbox(
      Overlay overlay,
      Identity identity,
      Executor executor,
      Outbox outbox,
      Authorship authorship,
      StateStore state,
      EndpointOptions options,
      ProofSearch proofs) {
    this.overlay = overlay;
    SerialExecutor order = new SerialExecutor(executor);
    this.replies = new OutgoingReplies(overlay, executor, outbox, options.receivingHops());
    this.handover = new Handover(overlay, order, outbox.replies(), replies, this::acknowledge);
    this.handed = new HandedBefore(state, overlay.time(), options.mailbox());
    this.retries = new Retries(overlay.reactor());
    this.acceptor =
        new SessionAcceptor(overlay, identity, executor, order, handed, options.receivingHops());
    this.arrivals = new Arrivals(overlay, handover, acceptor, authorship, handed);
    this.reception =
        new Reception(
            overlay,
            identity,
            state,
            new ReceptionSettings(options.introductionPoints(), options.receivingHops()),
            arrivals::onIntroduced);
    this.mailbox =
        options.mailbox()
            ? new Mailbox(
                overlay.reactor(),
                overlay.consensus(),
                Replicas.on(overlay, HopRange.exactly(options.receivingHops())),
                identity,
                state,
                proofs,
                arrivals)
            : null;
  }

  /** Completes when messages can wait for the recipient; fails when they cannot. */
  CompletableFuture<Void> mailbox() {
    return mailboxReady;
  }

  /** How many things came that nobody can read; from any thread. */
  long unreadable() {
    return arrivals.unreadable();
  }

  /** Completes when the recipient can be found and reached for the first time. */
  CompletableFuture<Void> published() {
    return published;
  }

  void onMessage(Consumer<Message> newListener) {
    handover.onMessage(newListener);
    acceptor.onMessage(newListener);
    start();
  }

  void onSession(Consumer<Session> newListener) {
    acceptor.onSession(newListener);
    start();
  }

  /** Makes the endpoint reachable, for those who ask for what it answers by itself. */
  void reachable() {
    start();
  }

  /** There is another consensus, or circuits can be built again. */
  void hurry() {
    if (started && !closed) {
      reception.hurry();
      if (mailbox != null) {
        mailbox.hurry();
      }
    }
  }

  private void start() {
    if (started || closed) {
      return;
    }
    started = true;
    retries
        .compute(handed::open)
        .thenCompose(
            opened -> {
              if (closed) {
                return new CompletableFuture<Void>();
              }
              startMailbox();
              return reception.start();
            })
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                published.complete(null);
              } else {
                published.completeExceptionally(failure);
              }
            });
  }

  private void startMailbox() {
    if (mailbox == null) {
      mailboxReady.completeExceptionally(
          new SessionException(
              FailureReason.NO_PRESENCE, "no state is kept, or the endpoint wants no mailbox"));
      return;
    }
    mailbox
        .start()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                mailboxReady.complete(null);
              } else {
                mailboxReady.completeExceptionally(failure);
              }
            });
  }

  /**
   * Takes nothing more; completes when the answers to what the listener has were given, after 2
   * seconds at the latest, and 6 more where something that waited is acknowledged.
   */
  CompletableFuture<Void> close() {
    closed = true;
    retries.close();
    arrivals.close();
    handover.close();
    acceptor.close();
    published.completeExceptionally(Outbox.closedException());
    if (handover.idle()) {
      acknowledge();
    } else {
      lastAnswers = overlay.time().after(LAST_ANSWERS, this::acknowledge);
    }
    return ended;
  }

  private void acknowledge() {
    if (lastAnswers != null) {
      lastAnswers.cancel();
    }
    if (mailbox == null || mailbox.settled().isDone()) {
      end();
    } else {
      lastAnswers = overlay.time().after(LAST_ACKNOWLEDGEMENTS, this::end);
      mailbox.settled().thenRun(this::end);
    }
  }

  private void end() {
    if (lastAnswers != null) {
      lastAnswers.cancel();
    }
    if (!ended.isDone()) {
      reception.close();
      if (mailbox != null) {
        mailbox.close();
      }
      mailboxReady.completeExceptionally(Outbox.closedException());
      replies.close();
      ended.complete(null);
    }
  }
}
