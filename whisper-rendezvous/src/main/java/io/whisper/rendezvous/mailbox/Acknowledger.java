package io.whisper.rendezvous.mailbox;

import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.OpenedMail;
import io.whisper.core.envelope.Topic;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Writing;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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
  private final Set<Writing> writings = new HashSet<>();
  private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);
  private int underway;

  Acknowledger(RoleLoop loop, ConsensusSource consensus, TagWriter writer) {
    this.loop = loop;
    this.consensus = consensus;
    this.writer = writer;
  }

  /**
   * Acknowledges; completes when two stores hold it or no more will. Closes the mail.
   *
   * @param expires of the message, after which nobody looks for an acknowledgement
   */
  CompletableFuture<Void> acknowledge(OpenedMail mail, Acknowledgement what, Instant expires) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Topic topic = mail.acknowledgement();
    MessageId id = mail.content().id();
    long now = loop.time().now().getEpochSecond();
    long left = Math.min(expires.getEpochSecond() - now, EnvelopeTerms.MAX_TTL_SECONDS);
    if (left < 1) {
      mail.close();
      done.complete(null);
      return done;
    }
    begun();
    EnvelopeTerms terms = EnvelopeTerms.board(topic.tag(AckWatch.PERIOD), now, (int) left, null);
    FirstContact content = new FirstContact(Kind.ACKNOWLEDGEMENT, id, left, what.encode());
    loop.compute(() -> BoardSealer.seal(loop.random(), topic, terms, content, null))
        .whenComplete(
            (envelope, failure) -> {
              mail.close();
              if (envelope == null) {
                ended();
                done.complete(null);
              } else {
                put(envelope, done);
              }
            });
    return done;
  }

  private void begun() {
    if (underway++ == 0) {
      settled = new CompletableFuture<>();
    }
  }

  private void ended() {
    if (--underway == 0) {
      settled.complete(null);
    }
  }

  /** Completes when all that was acknowledged so far stands at its stores. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  private void put(Envelope envelope, CompletableFuture<Void> done) {
    long effort = consensus.current().map(Acknowledger::effort).orElse(0L);
    Instant until = Instant.ofEpochSecond(envelope.terms().expires());
    Writing writing =
        writer.put(
            envelope,
            new WriteTerms(effort, PATIENT * effort, until),
            stored -> {
              if (stored >= ENOUGH) {
                done.complete(null);
              }
            });
    writings.add(writing);
    writing
        .written()
        .thenAccept(
            written -> {
              writings.remove(writing);
              ended();
              done.complete(null);
            });
  }

  /** What the network asks for. */
  static long effort(Consensus live) {
    return live.parameters().minimumWork();
  }

  void close() {
    Set.copyOf(writings).forEach(Writing::cancel);
  }
}
