package io.whisper.rendezvous;

import io.whisper.core.envelope.Topic;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.board.BoardReader;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.Replicas;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The boards that an endpoint reads. Confined to the loop but for {@link #subscribe}. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Boards {
  /** How many topics an endpoint may read. */
  static final int MAX_SUBSCRIPTIONS = 256;

  private final Overlay overlay;
  private final Executor executor;
  private final CompletableFuture<Void> ready;
  private final Authorship authorship;
  private final Map<HopRange, Replicas> replicas = new HashMap<>();
  private final Set<Reading> readings = new HashSet<>();
  private boolean closed;

  /** A subscription; equal to itself only. */
  private static final class Reading {
    private final BoardReader reader;
    private final PostFeed feed;
    private final AuthorCheck authors;

    Reading(BoardReader reader, PostFeed feed, AuthorCheck authors) {
      this.reader = reader;
      this.feed = feed;
      this.authors = authors;
    }
  }

  /**
   * The boards of an endpoint.
   *
   * @param ready completes when circuits can be built, and is waited for
   * @param authorship asks the authors of posts
   */
  Boards(Overlay overlay, Executor executor, CompletableFuture<Void> ready, Authorship authorship) {
    this.overlay = overlay;
    this.executor = executor;
    this.ready = ready;
    this.authorship = authorship;
  }

  private Replicas replicas(Profile profile) {
    return replicas.computeIfAbsent(profile.hops(), hops -> Replicas.on(overlay, hops));
  }

  /** Reads a topic, which is taken; from any thread. */
  Subscription subscribe(Topic topic, SubscribeOptions options, PostListener listener) {
    CompletableFuture<Reading> begun = new CompletableFuture<>();
    Subscription subscription =
        new Subscription(
            () -> begun.thenAccept(reading -> end(reading, "the subscription was closed")));
    long now = overlay.time().now().getEpochSecond();
    AuthorCheck authors = authorship.check(topic, options);
    PostFeed feed =
        new PostFeed(
            executor,
            overlay.time(),
            topic,
            now - options.since().toSeconds(),
            listener,
            subscription,
            authors);
    boolean alive =
        overlay
            .reactor()
            .tryExecute(() -> begin(topic, options, feed, authors).ifPresent(begun::complete));
    if (!alive) {
      feed.end(FailureReason.CLOSED, "the endpoint is closed");
    }
    return subscription;
  }

  private Optional<Reading> begin(
      Topic topic, SubscribeOptions options, PostFeed feed, AuthorCheck authors) {
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
    Reading reading = new Reading(reader, feed, authors);
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
                reading.authors.close();
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
    for (Reading reading : List.copyOf(readings)) {
      end(reading, "the endpoint was closed");
    }
  }
}
