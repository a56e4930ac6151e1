package io.whisper.rendezvous.mailbox;

import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Prekey;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.introduction.ReplayCache;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.reception.KeptKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Opens what is taken from the mailbox, has it handed, acknowledged, and deleted then. Confined to
 * the loop.
 *
 * <p>It is deleted after its acknowledgement stands at a store: what a crash comes between is found
 * again, known by the digest of what is sealed, acknowledged once more and not handed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Opening {
  /** How long a digest is remembered after the envelope expired, for clocks that are set. */
  private static final Duration AFTERWARDS = Duration.ofDays(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RoleLoop loop;
  private final Identity identity;
  private final KeptKeys<CardKey> keys;
  private final ReplayCache digests;
  private final Acknowledger acknowledger;
  private final MailListener listener;
  private final Set<Cancellable> pauses = new HashSet<>();
  private boolean closed;

  /**
   * @param digests of what was handed
   * @param listener is given what was not handed before
   */
  Opening(
      RoleLoop loop,
      Identity identity,
      KeptKeys<CardKey> keys,
      ReplayCache digests,
      Acknowledger acknowledger,
      MailListener listener) {
    this.loop = loop;
    this.identity = identity;
    this.keys = keys;
    this.digests = digests;
    this.acknowledger = acknowledger;
    this.listener = listener;
  }

  /** Deals with an envelope; completes when nothing more happens with it. */
  CompletableFuture<?> arrived(MailReading from, Envelope envelope) {
    Prekey prekey = keys.find(MailboxSealer.prekeyId(envelope)).map(CardKey::prekey).orElse(null);
    CompletableFuture<Void> dealtWith = new CompletableFuture<>();
    if (prekey == null) {
      dealtWith.complete(null);
    } else {
      open(from, prekey, envelope, dealtWith, new Pause(loop.random(), FIRST_PAUSE, LONGEST_PAUSE));
    }
    return dealtWith;
  }

  private void open(
      MailReading from,
      Prekey prekey,
      Envelope envelope,
      CompletableFuture<Void> dealtWith,
      Pause pause) {
    loop.compute(() -> MailboxSealer.open(identity, prekey, envelope))
        .whenComplete(
            (opened, failure) -> {
              if (closed) {
                return;
              }
              if (opened != null) {
                opened(from, envelope, opened, dealtWith);
              } else if (expired(envelope)) {
                dealtWith.complete(null);
              } else {
                // The workers have too much to do.
                later(pause, () -> open(from, prekey, envelope, dealtWith, pause));
              }
            });
  }

  private void opened(
      MailReading from,
      Envelope envelope,
      Optional<OpenedMail> opened,
      CompletableFuture<Void> dealtWith) {
    Runnable unreadable =
        () -> {
          listener.onUnreadable();
          from.delete(envelope.id());
          dealtWith.complete(null);
        };
    OpenedMail mail = opened.orElse(null);
    if (mail == null) {
      unreadable.run();
      return;
    }
    CompletableFuture<Acknowledgement> taken = new CompletableFuture<>();
    taken.thenAccept(
        what ->
            acknowledger
                .acknowledge(mail, what, expires(envelope))
                .thenRun(
                    () -> {
                      from.delete(envelope.id());
                      dealtWith.complete(null);
                    }));
    if (digests.known(envelope.id(), loop.time().now())) {
      taken.complete(new Acknowledgement(null));
      return;
    }
    hand(
        envelope,
        mail,
        taken,
        dealtWith,
        () -> {
          mail.close();
          unreadable.run();
        },
        new Pause(loop.random(), FIRST_PAUSE, LONGEST_PAUSE));
  }

  private void hand(
      Envelope envelope,
      OpenedMail mail,
      CompletableFuture<Acknowledgement> taken,
      CompletableFuture<Void> dealtWith,
      Runnable malformed,
      Pause pause) {
    if (expired(envelope)) {
      mail.close();
      dealtWith.complete(null);
      return;
    }
    Instant expires = expires(envelope);
    listener.onMail(
        new Mail(
            mail,
            expires,
            () -> digests.admit(envelope.id(), expires.plus(AFTERWARDS), loop.time().now()),
            taken,
            () -> later(pause, () -> hand(envelope, mail, taken, dealtWith, malformed, pause)),
            malformed));
  }

  private static Instant expires(Envelope envelope) {
    return Instant.ofEpochSecond(envelope.terms().expires());
  }

  /** Nobody wants it any more, whoever could not take it so far. */
  private boolean expired(Envelope envelope) {
    return !expires(envelope).isAfter(loop.time().now());
  }

  private void later(Pause pause, Runnable task) {
    if (closed) {
      return;
    }
    Cancellable[] timer = new Cancellable[1];
    timer[0] =
        loop.time()
            .after(
                pause.next(),
                () -> {
                  pauses.remove(timer[0]);
                  task.run();
                });
    pauses.add(timer[0]);
  }

  void close() {
    closed = true;
    pauses.forEach(Cancellable::cancel);
  }
}
