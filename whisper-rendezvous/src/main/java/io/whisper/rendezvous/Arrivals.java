package io.whisper.rendezvous;

import io.whisper.core.seal.FirstContact;
import io.whisper.core.state.StateException;
import io.whisper.rendezvous.author.RoomQuestion;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.mailbox.Mail;
import io.whisper.rendezvous.mailbox.MailListener;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.reception.Incoming;
import io.whisper.rendezvous.reception.Receipt;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes to an endpoint, inside introductions and from its mailbox, and to whom it goes by its
 * kind. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Arrivals implements MailListener {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  private final Overlay overlay;
  private final Handover handover;
  private final SessionAcceptor acceptor;
  private final Authorship authorship;
  private final HandedBefore handed;
  private final AtomicLong unreadable = new AtomicLong();
  private boolean closed;

  /**
   * Nothing has come yet.
   *
   * @param handover takes messages and late replies
   * @param acceptor takes terms of sessions
   * @param authorship answers questions for room keys
   * @param handed tells what came before
   */
  Arrivals(
      Overlay overlay,
      Handover handover,
      SessionAcceptor acceptor,
      Authorship authorship,
      HandedBefore handed) {
    this.overlay = overlay;
    this.handover = handover;
    this.acceptor = acceptor;
    this.authorship = authorship;
    this.handed = handed;
  }

  private Arrived arrived(Incoming incoming) {
    FirstContact content = incoming.content();
    Instant expiry = overlay.time().now().plusSeconds(content.ttlSeconds());
    return new Arrived(
        content,
        incoming.sender(),
        expiry,
        incoming.answering(),
        () -> handed.admit(content.id(), expiry));
  }

  @Override
  public void onMail(Mail mail) {
    FirstContact content = mail.content();
    Arrived arrived = new Arrived(content, mail.sender(), mail.expires(), mail, () -> admit(mail));
    switch (content.kind()) {
      case MESSAGE -> handover.hand(arrived, content.payload());
      case LATE_REPLY -> handover.lateReply(arrived);
      case ROOM_KEY -> onQuestion(content, mail);
      case SESSION, PUBLICATION, ACKNOWLEDGEMENT, SIGNED_PUBLICATION -> mail.malformed();
    }
  }

  @Override
  public void onUnreadable() {
    unreadable.incrementAndGet();
  }

  /** How many things came that nobody can read; from any thread. */
  long unreadable() {
    return unreadable.get();
  }

  /** Whether it is new says the memory of messages; the digest spares another look at it. */
  private Admission admit(Mail mail) {
    Admission admission = handed.admitMail(mail.content().id(), mail.expires());
    if (admission != Admission.FULL) {
      try {
        mail.admit();
      } catch (StateException unwritten) {
        LOG.debug("the digest of a message is not kept", unwritten);
      }
    }
    return admission;
  }

  /** Deals with what came inside an introduction. */
  void onIntroduced(Incoming incoming) {
    switch (incoming.content().kind()) {
      case MESSAGE -> onMessage(incoming);
      case SESSION -> acceptor.accept(incoming);
      case LATE_REPLY -> handover.lateReply(arrived(incoming));
      case ROOM_KEY -> onQuestion(incoming.content(), incoming.answering());
      case PUBLICATION, ACKNOWLEDGEMENT, SIGNED_PUBLICATION -> incoming.answering().refused();
    }
  }

  /** Who asks twice is answered twice: it is the same answer. */
  private void onQuestion(FirstContact content, Receipt receipt) {
    RoomQuestion question = RoomQuestion.decode(content.payload()).orElse(null);
    if (question == null) {
      receipt.malformed();
    } else if (closed) {
      receipt.refused();
    } else {
      authorship
          .answer(question)
          .whenComplete(
              (answer, failure) -> {
                if (Retries.areBusy(failure)) {
                  receipt.noRoom();
                } else if (failure != null) {
                  receipt.refused();
                } else {
                  receipt.replied(answer);
                }
              });
    }
  }

  private void onMessage(Incoming incoming) {
    byte[] payload = incoming.content().payload();
    if (payload.length > Introduction.MAX_MESSAGE) {
      incoming.answering().refused();
      return;
    }
    handover.hand(arrived(incoming), payload);
  }

  /** Answers no more questions. */
  void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "Arrivals";
  }
}
