package io.whisper.rendezvous.mailbox;

import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Prekey;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.introduction.ReplayCache;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.reception.KeptKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what is taken from the mailbox, has it handed, acknowledged, and deleted then. Confined to
 * the loop.
 *
 * <p>It is deleted after its acknowledgement stands at stores: what a crash comes between is found
 * again, known by the digest of what is sealed, acknowledged once more and not handed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  /** How long a digest is remembered after the envelope expired, for clocks that are set. */
  private static final Duration AFTERWARDS = Duration.ofDays(1);

  private final RoleLoop loop;
  private final Identity identity;
  private final KeptKeys<CardKey> keys;
  private final ReplayCache digests;
  private final Acknowledger acknowledger;
  private final MailListener listener;
  private final Retries retries;
  private final Set<Letter> letters = new HashSet<>();
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
    this.retries = new Retries(loop);
  }

  /**
   * Deals with an envelope; completes when nothing more happens with it, and not when this is
   * closed before.
   */
  CompletableFuture<?> arrived(MailReading from, Envelope envelope) {
    Prekey prekey = keys.find(MailboxSealer.prekeyId(envelope)).map(CardKey::prekey).orElse(null);
    if (prekey == null || closed) {
      return CompletableFuture.completedFuture(null);
    }
    Letter letter = new Letter(from, envelope);
    letters.add(letter);
    letter.open(prekey);
    return letter.dealtWith;
  }

  /** Opens and hands nothing more. What was not acknowledged by now stays where it is. */
  void close() {
    closed = true;
    retries.close();
    letters.forEach(Letter::wipe);
    letters.clear();
  }

  /** An envelope until it is let go or acknowledged; equal to itself only. */
  private final class Letter {
    private final MailReading from;
    private final Envelope envelope;
    private final CompletableFuture<Void> dealtWith = new CompletableFuture<>();
    private final Pause pause = retries.pause();
    private @Nullable OpenedMail mail;

    Letter(MailReading from, Envelope envelope) {
      this.from = from;
      this.envelope = envelope;
    }

    void open(Prekey prekey) {
      retries
          .compute(() -> MailboxSealer.open(identity, prekey, envelope), failure -> !expired())
          .whenComplete(
              (opened, failure) -> {
                if (closed) {
                  Optional.ofNullable(opened).flatMap(read -> read).ifPresent(OpenedMail::close);
                } else if (opened == null) {
                  letGo();
                } else {
                  opened.ifPresentOrElse(this::opened, this::unreadable);
                }
              });
    }

    private void opened(OpenedMail content) {
      mail = content;
      if (digests.known(envelope.id(), loop.time().now())) {
        acknowledge(content, new Acknowledgement(null));
      } else {
        hand(content);
      }
    }

    private void hand(OpenedMail content) {
      if (expired()) {
        letGo();
        return;
      }
      Mail given =
          new Mail(
              content,
              expires(),
              this::admit,
              what -> acknowledge(content, what),
              () -> retries.later(pause, () -> hand(content)),
              this::unreadable);
      try {
        listener.onMail(given);
      } catch (RuntimeException failure) {
        LOG.error("a message that waited could not be handed", failure);
        given.refused();
      }
    }

    private Admission admit() {
      return digests.admit(envelope.id(), expires().plus(AFTERWARDS), loop.time().now());
    }

    private void acknowledge(OpenedMail content, Acknowledgement what) {
      if (letters.remove(this)) {
        acknowledger.acknowledge(content, what, expires()).thenRun(this::delete);
      }
    }

    private void unreadable() {
      if (letters.contains(this)) {
        letGo();
        listener.onUnreadable();
        delete();
      }
    }

    private void delete() {
      from.delete(envelope.id());
      dealtWith.complete(null);
    }

    private void letGo() {
      letters.remove(this);
      wipe();
      dealtWith.complete(null);
    }

    void wipe() {
      if (mail != null) {
        mail.close();
      }
    }

    private Instant expires() {
      return Instant.ofEpochSecond(envelope.terms().expires());
    }

    /** Nobody wants it any more, whoever could not take it so far. */
    private boolean expired() {
      return !expires().isAfter(loop.time().now());
    }
  }
}
