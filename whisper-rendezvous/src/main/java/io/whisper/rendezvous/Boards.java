package io.whisper.rendezvous;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.board.BoardReader;
import io.whisper.rendezvous.board.Posting;
import io.whisper.rendezvous.board.PostingListener;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The boards that an endpoint writes to and reads. Confined to the loop but for {@link #publish},
 * {@link #subscribe} and what {@link Publication}s ask for.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Boards implements Publication.Origin {
  /** How many posts of an endpoint may be neither gone nor expired. */
  static final int MAX_POSTS = 16_384;

  /** How many topics an endpoint may read. */
  static final int MAX_SUBSCRIPTIONS = 256;

  private final Overlay overlay;
  private final Executor executor;
  private final CompletableFuture<Void> ready;
  private final ProofSearch proofs;
  private final Map<HopRange, Replicas> replicas = new HashMap<>();
  private final Map<Publication, Underway> posts = new HashMap<>();
  private final Set<Reading> readings = new HashSet<>();
  private boolean closed;

  /** A post, with what another in its place would need. */
  private record Underway(Posting posting, Topic topic, PublishOptions options) {}

  /** A subscription; equal to itself only. */
  private static final class Reading {
    private final BoardReader reader;
    private final PostFeed feed;

    Reading(BoardReader reader, PostFeed feed) {
      this.reader = reader;
      this.feed = feed;
    }
  }

  /**
   * The boards of an endpoint.
   *
   * @param ready completes when circuits can be built, and is waited for
   * @param proofs the searches for work of the endpoint
   */
  Boards(Overlay overlay, Executor executor, CompletableFuture<Void> ready, ProofSearch proofs) {
    this.overlay = overlay;
    this.executor = executor;
    this.ready = ready;
    this.proofs = proofs;
  }

  /** Publishes a payload, which is taken, as is the topic; from any thread. */
  Publication publish(Topic topic, byte[] payload, PublishOptions options) {
    Publication publication = new Publication(executor, this);
    onLoop(publication, () -> begin(publication, topic, payload, options));
    return publication;
  }

  private void onLoop(Publication publication, Runnable task) {
    if (!overlay.reactor().tryExecute(task)) {
      publication.fail(FailureReason.CLOSED, "the endpoint is closed");
    }
  }

  private void begin(Publication publication, Topic topic, byte[] payload, PublishOptions options) {
    if (closed || posts.size() >= MAX_POSTS) {
      topic.close();
      Arrays.fill(payload, (byte) 0);
    }
    if (closed) {
      publication.fail(FailureReason.CLOSED, "the endpoint is closed");
      return;
    }
    if (posts.size() >= MAX_POSTS) {
      publication.fail(
          FailureReason.OVERLOADED,
          "this endpoint has " + MAX_POSTS + " posts already that have not expired");
      return;
    }
    Instant expires = overlay.time().now().plus(options.ttl());
    Posting posting =
        new Posting(
            overlay.reactor(),
            overlay.consensus(),
            new TagWriter(replicas(options.profile()), proofs),
            topic,
            payload,
            expires,
            new Reports(publication));
    posts.put(publication, new Underway(posting, topic, options));
    posting.start();
    ready.whenComplete(
        (joined, failure) -> {
          if (failure == null) {
            posting.put();
          }
        });
  }

  private Replicas replicas(Profile profile) {
    return replicas.computeIfAbsent(profile.hops(), hops -> Replicas.on(overlay, hops));
  }

  @Override
  public void withdraw(Publication which) {
    overlay
        .reactor()
        .execute(
            () -> {
              Underway post = posts.get(which);
              if (post != null) {
                post.posting().withdraw();
              }
            });
  }

  @Override
  public Publication replace(Publication which, byte[] payload) {
    Publication next = new Publication(executor, this);
    onLoop(
        next,
        () -> {
          Underway before = posts.get(which);
          if (before == null) {
            Arrays.fill(payload, (byte) 0);
            next.fail(
                closed ? FailureReason.CLOSED : FailureReason.NOT_STORED,
                closed ? "the endpoint is closed" : "the post to replace is " + which.status());
          } else {
            begin(next, copy(before.topic()), payload, before.options());
            next.stored().thenAccept(stored -> withdraw(which));
          }
        });
    return next;
  }

  /** Reads a topic, which is taken; from any thread. */
  Subscription subscribe(Topic topic, SubscribeOptions options, PostListener listener) {
    CompletableFuture<Reading> begun = new CompletableFuture<>();
    Subscription subscription =
        new Subscription(
            () -> begun.thenAccept(reading -> end(reading, "the subscription was closed")));
    long now = overlay.time().now().getEpochSecond();
    PostFeed feed =
        new PostFeed(
            executor,
            overlay.time(),
            topic,
            now - options.since().toSeconds(),
            listener,
            subscription);
    boolean alive =
        overlay.reactor().tryExecute(() -> begin(topic, options, feed).ifPresent(begun::complete));
    if (!alive) {
      feed.end(FailureReason.CLOSED, "the endpoint is closed");
    }
    return subscription;
  }

  private Optional<Reading> begin(Topic topic, SubscribeOptions options, PostFeed feed) {
    if (closed || readings.size() >= MAX_SUBSCRIPTIONS) {
      feed.end(
          closed ? FailureReason.CLOSED : FailureReason.OVERLOADED,
          closed
              ? "the endpoint is closed"
              : "this endpoint reads " + MAX_SUBSCRIPTIONS + " topics already");
      return Optional.empty();
    }
    BoardReader reader =
        new BoardReader(
            overlay.reactor(),
            overlay.consensus(),
            replicas(options.profile()),
            topic,
            options.since(),
            feed);
    Reading reading = new Reading(reader, feed);
    readings.add(reading);
    ready.whenComplete(
        (joined, failure) -> {
          if (failure == null) {
            reader.start();
          }
        });
    return Optional.of(reading);
  }

  private void end(Reading reading, String why) {
    reading.feed.close();
    overlay
        .reactor()
        .execute(
            () -> {
              if (readings.remove(reading)) {
                reading.reader.close();
                reading.feed.end(FailureReason.CLOSED, why);
              }
            });
  }

  /** A topic of its own, which lasts when the other is closed. */
  static Topic copy(Topic topic) {
    byte[] secret = topic.secret();
    try {
      return Topic.ofKey(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  void close() {
    closed = true;
    for (Publication publication : List.copyOf(posts.keySet())) {
      Underway post = forget(publication);
      if (post != null) {
        post.posting().close();
      }
      publication.fail(FailureReason.CLOSED, "the endpoint was closed");
    }
    for (Reading reading : List.copyOf(readings)) {
      end(reading, "the endpoint was closed");
    }
  }

  private @Nullable Underway forget(Publication publication) {
    Underway post = posts.remove(publication);
    if (post != null) {
      post.topic().close();
    }
    return post;
  }

  /** What becomes of a post, for its publication. */
  private final class Reports implements PostingListener {
    private final Publication publication;

    Reports(Publication publication) {
      this.publication = publication;
    }

    @Override
    public void onSealed(Bytes32 id) {
      publication.sealed(id);
    }

    @Override
    public void onStored(int stores) {
      publication.storedAt(stores);
    }

    @Override
    public void onWithdrawn() {
      forget(publication);
      publication.wasWithdrawn();
    }

    @Override
    public void onRefused(String why) {
      forget(publication);
      publication.fail(FailureReason.NOT_STORED, why);
    }

    @Override
    public void onExpired(String why) {
      forget(publication);
      publication.expire(why);
    }
  }
}
