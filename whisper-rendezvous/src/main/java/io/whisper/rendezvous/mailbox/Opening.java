package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Prekey;
import io.whisper.core.time.Cancellable;
import io.whisper.rendezvous.introduction.ReplayCache;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

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

  private final Overlay overlay;
  private final Identity identity;
  private final CardKeys keys;
  private final ReplayCache digests;
  private final Acknowledger acknowledger;
  private final Consumer<Mail> handing;
  private final Set<Cancellable> pauses = new HashSet<>();
  private boolean closed;

  /**
   * @param digests of what was handed
   * @param handing is given what was not handed before
   */
  Opening(
      Overlay overlay,
      Identity identity,
      CardKeys keys,
      ReplayCache digests,
      Acknowledger acknowledger,
      Consumer<Mail> handing) {
    this.overlay = overlay;
    this.identity = identity;
    this.keys = keys;
    this.digests = digests;
    this.acknowledger = acknowledger;
    this.handing = handing;
  }

  /** Deals with an envelope; completes when nothing more happens with it. */
  CompletableFuture<?> arrived(PeriodReading from, Envelope envelope) {
    Prekey prekey = keys.find(MailboxSealer.prekeyId(envelope)).map(CardKey::prekey).orElse(null);
    CompletableFuture<Void> dealtWith = new CompletableFuture<>();
    if (prekey == null) {
      dealtWith.complete(null);
    } else {
      open(
          from,
          prekey,
          envelope,
          dealtWith,
          new Pause(overlay.random(), FIRST_PAUSE, LONGEST_PAUSE));
    }
    return dealtWith;
  }

  private void open(
      PeriodReading from,
      Prekey prekey,
      Envelope envelope,
      CompletableFuture<Void> dealtWith,
      Pause pause) {
    overlay
        .reactor()
        .compute(() -> MailboxSealer.open(identity, prekey, envelope))
        .whenComplete(
            (opened, failure) -> {
              if (closed) {
                return;
              }
              if (opened == null) {
                // The workers have too much to do.
                later(pause, () -> open(from, prekey, envelope, dealtWith, pause));
              } else {
                opened(from, envelope, opened, dealtWith);
              }
            });
  }

  private void opened(
      PeriodReading from,
      Envelope envelope,
      Optional<OpenedMail> opened,
      CompletableFuture<Void> dealtWith) {
    OpenedMail mail = opened.orElse(null);
    if (mail == null) {
      from.delete(envelope.id());
      dealtWith.complete(null);
      return;
    }
    Instant expires = Instant.ofEpochSecond(envelope.terms().expires());
    CompletableFuture<Acknowledgement> taken = new CompletableFuture<>();
    taken.thenAccept(
        what ->
            acknowledger
                .acknowledge(mail, what, expires)
                .thenRun(
                    () -> {
                      from.delete(envelope.id());
                      dealtWith.complete(null);
                    }));
    if (digests.known(envelope.id(), overlay.time().now())) {
      taken.complete(new Acknowledgement(null));
    } else {
      hand(
          mail,
          envelope.id(),
          expires,
          taken,
          new Pause(overlay.random(), FIRST_PAUSE, LONGEST_PAUSE));
    }
  }

  private void hand(
      OpenedMail mail,
      Bytes32 digest,
      Instant expires,
      CompletableFuture<Acknowledgement> taken,
      Pause pause) {
    handing.accept(
        new Mail(
            mail,
            expires,
            () -> digests.admit(digest, expires.plus(AFTERWARDS), overlay.time().now()),
            taken,
            () -> later(pause, () -> hand(mail, digest, expires, taken, pause))));
  }

  private void later(Pause pause, Runnable task) {
    if (closed) {
      return;
    }
    Cancellable[] timer = new Cancellable[1];
    timer[0] =
        overlay
            .time()
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
