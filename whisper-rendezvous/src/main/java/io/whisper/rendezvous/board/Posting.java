package io.whisper.rendezvous.board;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.core.envelope.Topic;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.replica.SpreadEnd;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Writing;
import io.whisper.rendezvous.replica.Written;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One post on its way to its board, and off it again when its author withdraws it
 * (docs/protocol.md, "Boards over periods"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Posting {
  /** How much more work than the network asks for is done when stores are under load. */
  static final long MOST_TIMES_THE_WORK = 64;

  /** What was under way to a store when it was called off has arrived by then, or never does. */
  private static final Duration UNDERWAY = Duration.ofSeconds(35);

  /** How many stores readers believe. */
  private static final int WITNESSES = 2;

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final TagWriter writer;
  private final Topic topic;
  private final Instant expires;
  private final PostingListener listener;
  private final Pause pause;
  private final WithdrawalKey key;
  private byte[] payload;
  private @Nullable Cancellable expiry;
  private @Nullable Envelope envelope;
  private @Nullable Writing writing;
  private String refusal = "";
  private int stored;
  private boolean withdrawing;
  private boolean over;

  /**
   * A post that waits for {@link #start}.
   *
   * @param topic stays the caller's to close after this is over
   * @param payload taken for its own, and wiped when it is sealed
   * @param expires when its time is up, in whole seconds
   */
  public Posting(
      RoleLoop loop,
      ConsensusSource consensus,
      TagWriter writer,
      Topic topic,
      byte[] payload,
      Instant expires,
      PostingListener listener) {
    this.loop = loop;
    this.consensus = consensus;
    this.writer = writer;
    this.topic = topic;
    this.payload = payload;
    this.expires = Instant.ofEpochSecond(expires.getEpochSecond());
    this.listener = listener;
    this.pause = new Pause(loop.random(), Duration.ofMillis(500), Duration.ofSeconds(10));
    this.key = WithdrawalKey.generate(loop.random());
  }

  /** Begins to count its time; it is put when {@link #put} says so. */
  public void start() {
    expiry = loop.time().after(Duration.between(loop.time().now(), expires), this::expire);
  }

  /** Seals it for the period of the consensus, and puts it to its stores. */
  public void put() {
    if (over) {
      return;
    }
    Consensus live = consensus.current().orElse(null);
    long now = loop.time().now().getEpochSecond();
    long left = Math.min(expires.getEpochSecond() - now, EnvelopeTerms.MAX_TTL_SECONDS);
    if (live == null || left < 1) {
      // Without time left the expiry is due, and is left to say so.
      loop.time().after(pause.next(), this::put);
      return;
    }
    EnvelopeTerms terms =
        EnvelopeTerms.board(topic.tag(live.period().number()), now, (int) left, key.commitment());
    SecureRandom random = loop.random();
    FirstContact content =
        new FirstContact(Kind.PUBLICATION, MessageId.generate(random), left, payload);
    loop.compute(() -> BoardSealer.seal(random, topic, terms, content, null))
        .whenComplete(
            (made, busy) -> {
              if (made == null) {
                loop.time().after(pause.next(), this::put);
              } else if (!over) {
                put(made, live.parameters().minimumWork());
              }
            });
  }

  private void put(Envelope post, long effort) {
    Arrays.fill(payload, (byte) 0);
    payload = new byte[0];
    envelope = post;
    listener.onSealed(post.id());
    long most = Math.max(effort, ProofOfWork.DEFAULT_EFFORT) * MOST_TIMES_THE_WORK;
    Writing begun = writer.put(post, new WriteTerms(effort, most, expires), this::stored);
    writing = begun;
    begun.written().thenAccept(this::written);
  }

  private void stored(int stores) {
    stored = stores;
    if (!over) {
      listener.onStored(stores);
    }
  }

  private void written(Written written) {
    refusal = written.reason();
    if (written.end() == SpreadEnd.REFUSED && stored == 0 && !over) {
      end();
      listener.onRefused(refusal);
    }
  }

  /** Takes it off its board; does nothing when its time is up or this was asked for before. */
  public void withdraw() {
    if (over || withdrawing) {
      return;
    }
    withdrawing = true;
    Writing begun = writing;
    if (begun == null) {
      end();
      listener.onWithdrawn();
      return;
    }
    byte[] secret = key.toByteArray();
    Bytes32 shown = Bytes32.of(secret);
    Arrays.fill(secret, (byte) 0);
    boolean underway = !begun.written().isDone();
    begun.cancel();
    erase(shown);
    if (underway) {
      // What a store took after the withdrawal had come to it is withdrawn once more.
      loop.time().after(UNDERWAY, () -> erase(shown));
    }
  }

  private void erase(Bytes32 shown) {
    Envelope post = envelope;
    if (post == null || !loop.time().now().isBefore(expires)) {
      return;
    }
    int needed = stored > 0 ? stored : WITNESSES;
    writer
        .withdraw(
            post.terms().tag(),
            post.id(),
            shown,
            expires,
            stores -> {
              if (stores >= needed) {
                withdrawn();
              }
            })
        .thenAccept(
            erased -> {
              if (erased.end() == SpreadEnd.ALL) {
                withdrawn();
              }
            });
  }

  private void withdrawn() {
    if (!over) {
      end();
      listener.onWithdrawn();
    }
  }

  private void expire() {
    if (over) {
      return;
    }
    Writing begun = writing;
    if (begun != null) {
      begun.cancel();
    }
    if (over) {
      return;
    }
    end();
    listener.onExpired(
        stored > 0 ? "" : refusal.isEmpty() ? "no store could be reached in time" : refusal);
  }

  /** Ends it without a word. What stores hold stays there. */
  public void close() {
    if (!over) {
      Writing begun = writing;
      end();
      if (begun != null) {
        begun.cancel();
      }
    }
  }

  private void end() {
    over = true;
    key.close();
    if (expiry != null) {
      expiry.cancel();
    }
  }
}
