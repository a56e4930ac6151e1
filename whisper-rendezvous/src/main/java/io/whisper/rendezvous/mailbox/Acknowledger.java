package io.whisper.rendezvous.mailbox;

import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.envelope.Topic;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.replica.SpreadEnd;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Writing;
import io.whisper.rendezvous.replica.Written;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts the acknowledgements of what waited in a mailbox, each on the board that only its sender
 * knows (docs/protocol.md, "Mailboxes"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Acknowledger {
  /** Stores may ask for as much more work than the network. */
  private static final long PATIENT = 64;

  /** Who reads two of three replicas finds what two of them hold. */
  private static final int ENOUGH = 2;

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final TagWriter writer;
  private final Retries retries;
  private final Set<Underway> all = new HashSet<>();
  private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);
  private boolean closed;

  Acknowledger(RoleLoop loop, ConsensusSource consensus, TagWriter writer) {
    this.loop = loop;
    this.consensus = consensus;
    this.writer = writer;
    this.retries = new Retries(loop);
  }

  /**
   * Acknowledges; completes when two stores hold it, or one and no more will, or nobody looks for
   * it any more; not at all when this is closed before. Closes the mail.
   *
   * @param expires of the message, after which nobody looks for an acknowledgement
   */
  CompletableFuture<Void> acknowledge(OpenedMail mail, Acknowledgement what, Instant expires) {
    Underway begun = new Underway(mail, what, expires);
    if (closed) {
      mail.close();
    } else {
      if (all.isEmpty()) {
        settled = new CompletableFuture<>();
      }
      all.add(begun);
      begun.seal();
    }
    return begun.done;
  }

  /** Completes when all that was acknowledged so far stands at its stores. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  /** What the network asks for. */
  static long effort(Consensus live) {
    return live.parameters().minimumWork();
  }

  /** Puts nothing more. */
  void close() {
    closed = true;
    retries.close();
    Set.copyOf(all).forEach(Underway::end);
  }

  /** One acknowledgement until nothing more is tried for it; equal to itself only. */
  private final class Underway {
    private final OpenedMail mail;
    private final Acknowledgement what;
    private final Instant expires;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Pause pause = retries.pause();
    private @Nullable Writing writing;

    Underway(OpenedMail mail, Acknowledgement what, Instant expires) {
      this.mail = mail;
      this.what = what;
      this.expires = expires;
    }

    void seal() {
      if (left() < 1) {
        end();
        return;
      }
      retries
          .compute(this::sealed, failure -> left() > 0)
          .whenComplete(
              (envelope, failure) -> {
                if (envelope == null || closed) {
                  end();
                } else {
                  put(envelope);
                }
              });
    }

    /** On a worker. */
    private Envelope sealed() {
      Topic topic = mail.acknowledgement();
      long now = loop.time().now().getEpochSecond();
      EnvelopeTerms terms =
          EnvelopeTerms.board(topic.tag(AckWatch.PERIOD), now, (int) left(), null);
      FirstContact content =
          new FirstContact(
              Kind.ACKNOWLEDGEMENT, mail.content().id(), terms.ttlSeconds(), what.encode());
      return BoardSealer.seal(loop.random(), topic, terms, content, null);
    }

    private long left() {
      long left = expires.getEpochSecond() - loop.time().now().getEpochSecond();
      return Math.min(left, EnvelopeTerms.MAX_TTL_SECONDS);
    }

    private void put(Envelope envelope) {
      long effort = consensus.current().map(Acknowledger::effort).orElse(0L);
      Instant until = Instant.ofEpochSecond(envelope.terms().expires());
      Writing begun =
          writer.put(
              envelope,
              new WriteTerms(effort, PATIENT * effort, until),
              stored -> {
                if (stored >= ENOUGH) {
                  done.complete(null);
                }
              });
      writing = begun;
      begun.written().thenAccept(this::written);
    }

    private void written(Written written) {
      if (written.end() == SpreadEnd.REFUSED && written.stored() == 0) {
        // A clock that is set wrong here makes them say so, and may be set right.
        retries.later(pause, this::seal);
      } else {
        end();
      }
    }

    /** Nothing more is tried. */
    void end() {
      if (!all.remove(this)) {
        return;
      }
      if (writing != null) {
        writing.cancel();
      }
      mail.close();
      if (!closed) {
        done.complete(null);
      }
      if (all.isEmpty()) {
        settled.complete(null);
      }
    }
  }
}
