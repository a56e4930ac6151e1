package io.whisper.rendezvous.bench;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.testkit.EndpointTaps;
import io.whisper.onion.testkit.TappedConnection;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.onion.testkit.Traffic;
import io.whisper.rendezvous.Town;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A network of which every wire is tapped and in which time passes by the hour within seconds, but
 * never while cells are on their way.
 */
final class TappedTown implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration SMALL_STEP = Duration.ofMillis(100);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int STILL_LOOKS = 2;
  private static final int QUIET_LOOKS = 5;

  private final VirtualTime time = new VirtualTime();
  private final Town town;
  private final Map<String, EndpointTaps> taps = new HashMap<>();
  private long bytes;

  TappedTown(int relays) {
    town = Town.tapped(relays, time);
  }

  /** Somebody's place on the network; all of one name are counted together. */
  Whisper place(String name, StateStore state) {
    return town.whisper(state, tapsOf(name));
  }

  /** The network as somebody uses it without an instance. */
  Overlay overlay(String name) {
    return town.overlay(tapsOf(name));
  }

  /** Lets the authorities vote. */
  void vote() {
    town.network().vote(time.now());
  }

  private EndpointTaps tapsOf(String name) {
    return taps.computeIfAbsent(name, none -> town.network().tapEndpoint());
  }

  /** What went over the links of somebody so far. */
  Traffic links(String name) {
    return Traffic.of(tapsOf(name).connections());
  }

  /** What went over all links of the network so far. */
  Traffic all() {
    return Traffic.of(connections());
  }

  private List<TappedConnection> connections() {
    List<TappedConnection> all = new ArrayList<>();
    TestNetwork network = town.network();
    for (int i = 0; i < network.size(); i++) {
      all.addAll(network.tap(i).connections());
    }
    taps.values().forEach(own -> all.addAll(own.connections()));
    return all;
  }

  /** Waits for a stage; whenever no wire carries anything a little time passes. */
  <T> T pass(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    AtomicInteger still = new AtomicInteger();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(
            () -> {
              if (!moved()) {
                still.incrementAndGet();
              } else {
                still.set(0);
              }
              if (!future.isDone() && still.get() >= STILL_LOOKS) {
                time.advance(SMALL_STEP);
              }
              return future.isDone();
            });
    return future.join();
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    quiet();
    for (Duration done = Duration.ZERO; done.compareTo(duration) < 0; done = done.plus(STEP)) {
      time.advance(STEP);
      town.settle();
      if (moved()) {
        quiet();
      }
    }
  }

  /** Waits until no wire carries anything any more, time standing still. */
  void quiet() {
    AtomicInteger still = new AtomicInteger();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(() -> moved() ? still.getAndSet(0) < 0 : still.incrementAndGet() >= QUIET_LOOKS);
  }

  /** Whether anything went over a wire since the last look. */
  private boolean moved() {
    town.settle();
    long now = all().bytes();
    boolean moved = now != bytes;
    bytes = now;
    return moved;
  }

  @Override
  public void close() {
    town.close();
  }
}
