package io.whisper.rendezvous;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.state.StateStore;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.board.KeptPost;
import io.whisper.rendezvous.board.PostPlan;
import io.whisper.rendezvous.board.Posting;
import io.whisper.rendezvous.board.PostingListener;
import io.whisper.rendezvous.kept.KeptFiles;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The posts of an endpoint that are neither gone nor expired, over restarts as far as its state
 * lasts. Confined to the loop but for {@link #publish} and what {@link Publication}s ask for.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Publications implements Publication.Origin {
  /** How many posts of an endpoint may be neither gone nor expired. */
  static final int MAX_POSTS = 16_384;

  private final Overlay overlay;
  private final Executor executor;
  private final CompletableFuture<Void> ready;
  private final ProofSearch proofs;
  private final Authorship authorship;
  private final KeptFiles<KeptPost> kept;
  private final CompletableFuture<Void> resumed = new CompletableFuture<>();
  private final Map<HopRange, Replicas> replicas = new HashMap<>();
  private final Map<Publication, Underway> posts = new HashMap<>();
  private boolean closed;

  /** A post, with what another in its place would need. */
  private record Underway(Posting posting, Topic topic, PublishOptions options) {}

  /**
   * The posts of an endpoint.
   *
   * @param ready completes when circuits can be built, and is waited for
   * @param proofs the searches for work of the endpoint
   * @param authorship signs posts
   * @param state where posts are kept over a restart
   */
  Publications(
      Overlay overlay,
      Executor executor,
      CompletableFuture<Void> ready,
      ProofSearch proofs,
      Authorship authorship,
      StateStore state) {
    this.overlay = overlay;
    this.executor = executor;
    this.ready = ready;
    this.proofs = proofs;
    this.authorship = authorship;
    this.kept = KeptPost.files(overlay.reactor(), state);
  }

  /** Takes up what an earlier run left at stores; the endpoint calls it once. */
  void resume() {
    kept.load()
        .thenAccept(
            all -> {
              all.forEach(this::resume);
              resumed.complete(null);
            });
  }

  private void resume(KeptPost left) {
    PostPlan plan = left.plan();
    if (closed || posts.size() >= MAX_POSTS) {
      plan.topic().close();
      left.key().close();
      return;
    }
    Publication publication = new Publication(executor, this, plan.expires(), plan.ttl());
    publication.sealed(left.id());
    publication.storedAt(left.stores());
    PublishOptions options =
        PublishOptions.defaults()
            .withProfile(Profile.builder().hops(plan.hops()).build())
            .withTtl(plan.ttl())
            .withIdentified(plan.identified());
    Posting posting =
        new Posting(
            overlay.reactor(),
            overlay.consensus(),
            writer(options.profile()),
            kept,
            left,
            new Reports(publication));
    start(publication, new Underway(posting, plan.topic(), options));
  }

  /** Those that are neither gone nor expired, once those of earlier runs are known. */
  CompletableFuture<List<Publication>> all() {
    return resumed.thenApply(
        done ->
            posts.keySet().stream()
                .filter(post -> !post.state().isFinal())
                .filter(post -> post.expiry().isAfter(overlay.time().now()))
                .sorted(Comparator.comparing(Publication::expiry))
                .toList());
  }

  /** Publishes a payload, which is taken, as is the topic; from any thread. */
  Publication publish(Topic topic, byte[] payload, PublishOptions options) {
    Publication publication = publication(options.ttl());
    onLoop(publication, () -> begin(publication, topic, payload, options));
    return publication;
  }

  private Publication publication(Duration ttl) {
    return new Publication(executor, this, overlay.time().now().plus(ttl), ttl);
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
    PostPlan plan =
        new PostPlan(
            topic,
            publication.expiry(),
            options.ttl(),
            options.profile().hops(),
            options.kept(),
            options.identified());
    Posting posting =
        new Posting(
            overlay.reactor(),
            overlay.consensus(),
            writer(options.profile()),
            kept,
            plan,
            payload,
            options.identified() ? authorship.signer(topic) : null,
            new Reports(publication));
    start(publication, new Underway(posting, topic, options));
  }

  private void start(Publication publication, Underway post) {
    posts.put(publication, post);
    post.posting().start();
    ready.whenComplete(
        (joined, failure) -> {
          if (failure == null) {
            post.posting().put();
          }
        });
  }

  private TagWriter writer(Profile profile) {
    Replicas stores = replicas.computeIfAbsent(profile.hops(), hops -> Replicas.on(overlay, hops));
    return new TagWriter(stores, proofs);
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
    Publication next = publication(which.ttl());
    onLoop(
        next,
        () -> {
          Underway before = posts.get(which);
          if (before != null && payload.length > before.options().maxPayload()) {
            Arrays.fill(payload, (byte) 0);
            next.fail(FailureReason.NOT_STORED, "it is too long to be signed");
          } else if (before == null) {
            Arrays.fill(payload, (byte) 0);
            next.fail(
                closed ? FailureReason.CLOSED : FailureReason.NOT_STORED,
                closed ? "the endpoint is closed" : "the post to replace is " + which.status());
          } else {
            begin(next, Boards.copy(before.topic()), payload, before.options());
            next.stored().thenAccept(stored -> withdraw(which));
          }
        });
    return next;
  }

  /** Completes when the disk has what is kept of posts. */
  CompletableFuture<Void> settled() {
    return kept.idle();
  }

  void close() {
    closed = true;
    resumed.complete(null);
    for (Publication publication : List.copyOf(posts.keySet())) {
      Underway post = posts.get(publication);
      if (post != null) {
        // Before its topic: it is kept with it.
        post.posting().close();
        forget(publication);
      }
      publication.fail(FailureReason.CLOSED, "the endpoint was closed");
    }
  }

  private void forget(Publication publication) {
    Underway post = posts.remove(publication);
    if (post != null) {
      post.topic().close();
    }
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
