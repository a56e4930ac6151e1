package io.whisper.rendezvous.board;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.kept.KeptFiles;
import io.whisper.rendezvous.replica.SpreadEnd;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Writing;
import io.whisper.rendezvous.replica.Written;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A sealed post on its way to its stores, and off them again: by this run of its author, or begun
 * by an earlier one (docs/protocol.md, "Boards over periods"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Placing {
  /** How much more work than the network asks for is done when stores are under load. */
  static final long MOST_TIMES_THE_WORK = 64;

  /** What was under way to a store when it was called off has arrived by then, or never does. */
  private static final Duration UNDERWAY = Duration.ofSeconds(35);

  /** How many stores have to say that it is gone where none has said that it holds it. */
  private static final int WITNESSES = 2;

  /** Who hears of it, until it is ended. */
  interface Owner {
    /** So many stores hold it, one more than before. */
    void onStored(int stores);

    /** No store holds it, and none will. */
    void onRefused(String why);

    /** It is gone. */
    void onWithdrawn();
  }

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final TagWriter writer;
  private final KeptFiles<KeptPost> files;
  private final boolean resumed;
  private final Owner owner;
  private KeptPost post;
  private @Nullable Writing writing;
  private String refusal = "";
  private boolean withdrawing;
  private boolean over;

  /**
   * Does nothing yet.
   *
   * @param files where it is kept over a restart, when its plan says so
   * @param resumed whether an earlier run left it
   */
  Placing(
      RoleLoop loop,
      ConsensusSource consensus,
      TagWriter writer,
      KeptFiles<KeptPost> files,
      KeptPost post,
      boolean resumed,
      Owner owner) {
    this.loop = loop;
    this.consensus = consensus;
    this.writer = writer;
    this.files = files;
    this.post = post;
    this.resumed = resumed;
    this.owner = owner;
  }

  /** Puts it to its stores, or goes on where an earlier run ended. */
  void begin() {
    if (!resumed) {
      // On disk first: what waits at stores must not be forgotten here.
      // Where the disk does not take it, it is known as long as this process runs.
      keep(post).whenComplete((kept, failure) -> write());
    } else if (post.withdrawn()) {
      withdraw();
    } else {
      write();
    }
  }

  private void write() {
    Envelope envelope = post.envelope();
    if (over || envelope == null || !loop.time().now().isBefore(expires())) {
      return;
    }
    long effort = consensus.current().map(live -> live.parameters().minimumWork()).orElse(0L);
    long most = Math.max(effort, ProofOfWork.DEFAULT_EFFORT) * MOST_TIMES_THE_WORK;
    Writing begun = writer.put(envelope, new WriteTerms(effort, most, expires()), this::stored);
    writing = begun;
    begun.written().thenAccept(this::written);
  }

  /** Stores that said so to an earlier run say so again, and count once. */
  private void stored(int stores) {
    if (over || post.withdrawn() || stores <= post.stores()) {
      return;
    }
    post = post.at(stores);
    if (stores == Ring.REPLICAS) {
      keep(post);
    }
    owner.onStored(stores);
  }

  private void written(Written written) {
    refusal = written.reason();
    if (written.end() == SpreadEnd.REFUSED && post.stores() == 0 && !over) {
      owner.onRefused(refusal);
    }
  }

  /** How many stores have answered that they hold it. */
  int stores() {
    return post.stores();
  }

  /** What stores that do not hold it said last, in words. */
  String refusal() {
    return refusal;
  }

  /** Whether a store may have it. */
  boolean mayBeStored() {
    return resumed || writing != null;
  }

  /** Takes it off its stores, for which a later run goes on if need be. */
  void withdraw() {
    if (withdrawing) {
      return;
    }
    withdrawing = true;
    Writing begun = writing;
    boolean underway = begun != null && !begun.written().isDone();
    if (begun != null) {
      begun.cancel();
    }
    post = post.gone();
    keep(post);
    byte[] secret = post.key().toByteArray();
    Bytes32 shown = Bytes32.of(secret);
    Arrays.fill(secret, (byte) 0);
    erase(shown);
    if (underway) {
      // What a store took after the withdrawal had come to it is withdrawn once more.
      loop.time().after(UNDERWAY, () -> erase(shown));
    }
  }

  /** It is told until its time is up, also when the author has heard that it is gone. */
  private void erase(Bytes32 shown) {
    if (!loop.time().now().isBefore(expires())) {
      return;
    }
    int needed = post.stores() > 0 ? post.stores() : WITNESSES;
    writer
        .withdraw(
            post.tag(),
            post.id(),
            shown,
            expires(),
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
      owner.onWithdrawn();
    }
  }

  /**
   * Ends it without a word. A later run goes on with it, and takes back what was given up before
   * any store had said that it holds it.
   */
  void close() {
    if (!mayBeStored()) {
      forget();
    } else if (!over) {
      end();
      boolean givenUp = post.stores() == 0 && !resumed;
      keep(givenUp ? post.gone() : post);
    }
  }

  /** Ends it without a word, and no later run goes on with it. */
  void forget() {
    if (!over) {
      end();
      if (post.plan().kept()) {
        files.forget(post);
      }
    }
  }

  private void end() {
    over = true;
    Writing begun = writing;
    if (begun != null) {
      begun.cancel();
    }
  }

  private Instant expires() {
    return post.plan().expires();
  }

  private CompletableFuture<Void> keep(KeptPost now) {
    return now.plan().kept() ? files.keep(now) : CompletableFuture.completedFuture(null);
  }
}
