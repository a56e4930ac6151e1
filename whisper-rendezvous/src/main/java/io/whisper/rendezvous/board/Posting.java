package io.whisper.rendezvous.board;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Topic;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.kept.KeptFiles;
import io.whisper.rendezvous.overlay.AgreedTime;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.replica.TagWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One post on its way to its board, and off it again when its author withdraws it
 * (docs/protocol.md, "Boards over periods"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Posting {
  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final TagWriter writer;
  private final KeptFiles<KeptPost> files;
  private final PostPlan plan;
  private final @Nullable Signer signer;
  private final PostingListener listener;
  private final Pause pause;
  private final WithdrawalKey key;
  private byte[] payload;
  private @Nullable Cancellable expiry;
  private @Nullable KeptPost left;
  private @Nullable Placing placing;
  private boolean withdrawing;
  private boolean over;

  /**
   * A post that waits for {@link #start}.
   *
   * @param files where it is kept over a restart, when its plan says so
   * @param payload taken for its own, and wiped when it is sealed
   * @param signer who signs it, or null when nobody does
   */
  public Posting(
      RoleLoop loop,
      ConsensusSource consensus,
      TagWriter writer,
      KeptFiles<KeptPost> files,
      PostPlan plan,
      byte[] payload,
      @Nullable Signer signer,
      PostingListener listener) {
    this(
        loop,
        consensus,
        writer,
        files,
        plan,
        WithdrawalKey.generate(loop.random()),
        payload,
        signer,
        listener);
  }

  /** A post that an earlier run left, and that waits for {@link #start}. */
  public Posting(
      RoleLoop loop,
      ConsensusSource consensus,
      TagWriter writer,
      KeptFiles<KeptPost> files,
      KeptPost left,
      PostingListener listener) {
    this(loop, consensus, writer, files, left.plan(), left.key(), new byte[0], null, listener);
    this.left = left;
    this.withdrawing = left.withdrawn();
  }

  private Posting(
      RoleLoop loop,
      ConsensusSource consensus,
      TagWriter writer,
      KeptFiles<KeptPost> files,
      PostPlan plan,
      WithdrawalKey key,
      byte[] payload,
      @Nullable Signer signer,
      PostingListener listener) {
    this.loop = loop;
    this.consensus = consensus;
    this.writer = writer;
    this.files = files;
    this.plan = plan;
    this.key = key;
    this.payload = payload;
    this.signer = signer;
    this.listener = listener;
    this.pause = new Pause(loop.random(), Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  private Placing placing(KeptPost post, boolean resumed) {
    return new Placing(loop, consensus, writer, files, post, resumed, new AtStores());
  }

  /** Begins to count its time; it is put when {@link #put} says so. */
  public void start() {
    KeptPost before = left;
    if (before == null) {
      Duration life = Duration.between(loop.time().now(), plan.expires());
      expiry = loop.time().after(life, this::expire);
    } else {
      // Its key must not be forgotten because the clock was set while nobody looked.
      expiry = new AgreedTime(loop.time(), consensus).whenCome(plan.expires(), this::expire);
      placing = placing(before, true);
    }
  }

  /**
   * Seals it for the period of the consensus, and puts it to its stores; one that an earlier run
   * left goes on.
   */
  public void put() {
    if (over) {
      return;
    }
    Placing begun = placing;
    if (begun != null) {
      begun.begin();
      return;
    }
    Consensus live = consensus.current().orElse(null);
    long now = loop.time().now().getEpochSecond();
    long life = Math.min(plan.expires().getEpochSecond() - now, EnvelopeTerms.MAX_TTL_SECONDS);
    if (live == null || life < 1) {
      // Without time left the expiry is due, and is left to say so.
      loop.time().after(pause.next(), this::put);
      return;
    }
    EnvelopeTerms terms =
        EnvelopeTerms.board(
            plan.topic().tag(live.period().number()), now, (int) life, key.commitment());
    seal(terms)
        .whenComplete(
            (made, busy) -> {
              if (made == null) {
                loop.time().after(pause.next(), this::put);
              } else if (!over) {
                sealed(made);
              }
            });
  }

  private CompletableFuture<Envelope> seal(EnvelopeTerms terms) {
    SecureRandom random = loop.random();
    Kind kind = signer == null ? Kind.PUBLICATION : Kind.SIGNED_PUBLICATION;
    FirstContact content =
        new FirstContact(kind, MessageId.generate(random), terms.ttlSeconds(), payload);
    Topic topic = plan.topic();
    if (signer == null) {
      return loop.compute(() -> BoardSealer.seal(random, topic, terms, content, null));
    }
    Address author = signer.author();
    return signer
        .key()
        .get()
        .thenCompose(
            with ->
                loop.compute(
                    () -> BoardSealer.sealSigned(random, topic, terms, content, author, with)));
  }

  private void sealed(Envelope envelope) {
    Arrays.fill(payload, (byte) 0);
    payload = new byte[0];
    Placing begun = placing(KeptPost.of(plan, key, envelope), false);
    placing = begun;
    listener.onSealed(envelope.id());
    begun.begin();
  }

  /** Takes it off its board; does nothing when its time is up or this was asked for before. */
  public void withdraw() {
    if (over || withdrawing) {
      return;
    }
    withdrawing = true;
    Placing begun = placing;
    if (begun != null && begun.mayBeStored()) {
      begun.withdraw();
    } else {
      finish();
      listener.onWithdrawn();
    }
  }

  private void expire() {
    if (over) {
      return;
    }
    Placing begun = placing;
    finish();
    boolean held = begun != null && begun.stores() > 0;
    String refusal = begun == null ? "" : begun.refusal();
    listener.onExpired(
        held ? "" : refusal.isEmpty() ? "no store could be reached in time" : refusal);
  }

  /**
   * Ends it without a word. What stores hold stays there, and a later run goes on with it; what no
   * store has said to hold is given up.
   */
  public void close() {
    if (!over) {
      Placing begun = placing;
      if (begun != null) {
        begun.close();
      }
      end();
    }
  }

  /** It is over for good. */
  private void finish() {
    Placing begun = placing;
    if (begun != null) {
      begun.forget();
    }
    end();
  }

  private void end() {
    over = true;
    key.close();
    if (expiry != null) {
      expiry.cancel();
    }
  }

  private final class AtStores implements Placing.Owner {
    @Override
    public void onStored(int stores) {
      listener.onStored(stores);
    }

    @Override
    public void onRefused(String why) {
      finish();
      listener.onRefused(why);
    }

    @Override
    public void onWithdrawn() {
      finish();
      listener.onWithdrawn();
    }
  }
}
