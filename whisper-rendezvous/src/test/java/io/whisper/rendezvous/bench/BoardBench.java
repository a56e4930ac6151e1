package io.whisper.rendezvous.bench;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.rendezvous.replica.StoreTown;
import io.whisper.rendezvous.replica.TagKey;
import io.whisper.rendezvous.replica.TagListener;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints how long a post of 256 bytes takes from its author to each of 20 who follow the board, and
 * how long until a store and until three stores hold it, the work included. Eight relays, the
 * author and all followers share this process; posts follow one another when all have the last.
 */
public final class BoardBench {
  private static final int RELAYS = 8;
  private static final int READERS = 20;
  private static final int WARM_UP = 100;
  private static final int POSTS = 500;
  private static final Bytes32 TAG = Bytes32.fromHex("42".repeat(32));

  /** One post on its way. */
  private static final class Flight {
    private final long begun = System.nanoTime();
    private final CountDownLatch delivered = new CountDownLatch(READERS);
    private final double[] millis = new double[READERS];
    private final AtomicInteger count = new AtomicInteger();
    private volatile double first;

    void arrived() {
      millis[count.getAndIncrement()] = millisSince(begun);
      delivered.countDown();
    }
  }

  private final Map<Bytes32, Flight> flights = new ConcurrentHashMap<>();

  private BoardBench() {}

  /** Runs everything; takes no arguments. */
  public static void main(String[] arguments) throws InterruptedException {
    try (StoreTown town = new StoreTown(RELAYS)) {
      new BoardBench().run(town);
    }
  }

  private void run(StoreTown town) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(READERS);
    for (int i = 0; i < READERS; i++) {
      StoreTown.Person reader = town.person();
      reader.follow(reader.reader(TagKey.board(TAG)), new Follower(ready));
    }
    ready.await();
    StoreTown.Person author = town.person();
    double[] delivered = new double[POSTS * READERS];
    double[] first = new double[POSTS];
    double[] all = new double[POSTS];
    for (int i = -WARM_UP; i < POSTS; i++) {
      Envelope post = town.envelope(EnvelopeKind.BOARD, TAG, null);
      Flight flight = new Flight();
      flights.put(post.id(), flight);
      double stored =
          author
              .put(
                  post,
                  count -> {
                    if (count == 1) {
                      flight.first = millisSince(flight.begun);
                    }
                  })
              .thenApply(written -> millisSince(flight.begun))
              .join();
      flight.delivered.await();
      if (i >= 0) {
        System.arraycopy(flight.millis, 0, delivered, i * READERS, READERS);
        first[i] = flight.first;
        all[i] = stored;
      }
    }
    print("publish to delivered, each of 20 followers", delivered);
    print("publish to STORED(1)", first);
    print("publish to STORED(3)", all);
  }

  private final class Follower implements TagListener {
    private final CountDownLatch ready;

    Follower(CountDownLatch ready) {
      this.ready = ready;
    }

    @Override
    public CompletableFuture<?> onEnvelope(Envelope envelope) {
      Flight flight = flights.get(envelope.id());
      if (flight != null) {
        flight.arrived();
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onReplicas(int count) {
      if (count == 2) {
        ready.countDown();
      }
    }
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static void print(String what, double[] millis) {
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%-45s median %7.2f ms, p99 %7.2f ms, best %7.2f ms%n",
        what,
        millis[millis.length / 2],
        millis[(int) (millis.length * 0.99)],
        millis[0]);
  }
}
