package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.Topic;
import io.whisper.core.seal.Posted;
import io.whisper.core.time.TimeSource;
import io.whisper.rendezvous.board.BoardListener;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens the posts of a topic and gives them to the application's listener, on its executor and one
 * after the other.
 */
final class PostFeed implements BoardListener {
  private final SerialExecutor order;
  private final TimeSource time;
  private final Topic topic;
  private final long since;
  private final PostListener listener;
  private final Subscription subscription;
  private final AuthorCheck authors;

  /** Used in the order of the executor only. */
  private final GivenPosts given = new GivenPosts(GivenPosts.MOST);

  /** Whether the listener knows that there is more than is remembered; used in that order too. */
  private boolean crowded;

  private volatile boolean closed;

  /**
   * A feed.
   *
   * @param topic taken for its own
   * @param since the second before which nothing is given that was made then
   * @param authors who may be asked
   */
  PostFeed(
      Executor executor,
      TimeSource time,
      Topic topic,
      long since,
      PostListener listener,
      Subscription subscription,
      AuthorCheck authors) {
    this.order = new SerialExecutor(executor);
    this.time = time;
    this.topic = topic;
    this.since = since;
    this.listener = listener;
    this.subscription = subscription;
    this.authors = authors;
  }

  @Override
  public CompletableFuture<?> onEnvelope(Envelope post) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (post.terms().made() < since) {
      done.complete(null);
      return done;
    }
    order.executeAnyway(
        () -> {
          try {
            give(post);
          } finally {
            done.complete(null);
          }
        });
    return done;
  }

  private void give(Envelope post) {
    if (closed || post.terms().expires() <= time.now().getEpochSecond()) {
      return;
    }
    Posted posted = BoardSealer.open(topic, post).orElse(null);
    if (posted == null) {
      return;
    }
    switch (posted.content().kind()) {
      case PUBLICATION -> give(post, posted, null, false);
      case SIGNED_PUBLICATION ->
          giveSigned(
              post,
              posted,
              Objects.requireNonNull(posted.author()),
              Objects.requireNonNull(posted.roomKey()));
      case MESSAGE, SESSION, LATE_REPLY, ACKNOWLEDGEMENT, ROOM_KEY -> {
        // Not for readers of the topic.
      }
    }
  }

  private void giveSigned(Envelope post, Posted posted, Address author, Bytes32 roomKey) {
    boolean proved = authors.isProved(author, roomKey);
    if (!proved) {
      // It takes a while, and what comes of it is told after this post was given.
      authors.ask(
          author,
          roomKey,
          Instant.ofEpochSecond(post.terms().expires()),
          () -> order.execute(() -> proved(post.id(), author)));
    }
    give(post, posted, author, proved);
  }

  private void give(Envelope post, Posted posted, @Nullable Address author, boolean proved) {
    remember(post.id());
    listener.onPost(new Post(post.id(), post.terms(), posted.content().payload(), author, proved));
  }

  private void proved(Bytes32 id, Address author) {
    if (!closed && given.contains(id)) {
      listener.onProved(id, author);
    }
  }

  private void remember(Bytes32 id) {
    if (given.add(id)) {
      crowded();
    }
  }

  @Override
  public void onCrowded() {
    order.execute(this::crowded);
  }

  private void crowded() {
    if (!closed && !crowded) {
      crowded = true;
      listener.onCrowded();
    }
  }

  @Override
  public void onGone(Bytes32 id) {
    order.execute(
        () -> {
          if (!closed && given.remove(id)) {
            listener.onWithdrawn(id);
          }
        });
  }

  @Override
  public CompletableFuture<?> onMissed(Bytes32 id, long made) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (made < since) {
      done.complete(null);
      return done;
    }
    order.executeAnyway(
        () -> {
          try {
            if (!closed) {
              listener.onWithdrawn(id);
            }
          } finally {
            done.complete(null);
          }
        });
    return done;
  }

  @Override
  public void onCaughtUp(int unread) {
    order.executeAnyway(() -> subscription.caughtUp(unread));
  }

  /** Gives nothing more; from any thread. */
  void close() {
    closed = true;
  }

  /** The last call, when nothing more comes from the network. */
  void end(FailureReason reason, String why) {
    order.executeAnyway(
        () -> {
          topic.close();
          subscription.fail(reason, why);
        });
  }
}
