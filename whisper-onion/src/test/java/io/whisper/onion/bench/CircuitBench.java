package io.whisper.onion.bench;

import static io.whisper.onion.testkit.TestNetwork.await;

import com.sun.management.OperatingSystemMXBean;
import io.whisper.core.state.StateStore;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.testkit.EchoService;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Times circuits through a whole network in this process: eight relays and an endpoint over real
 * sockets on loopback. Run it as a main class; it prints one line a figure.
 */
public final class CircuitBench {
  private static final int WARM_UP = 150;
  private static final int CIRCUITS = 1_000;
  private static final int UNDER_WAY = 32;
  private static final int ROUND_TRIPS = 5_000;

  private final TestNetwork network;
  private final TestEndpoint endpoint;

  private CircuitBench(TestNetwork network, int cleanPerLength) {
    this.network = network;
    this.endpoint =
        network.endpoint(
            StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(cleanPerLength));
  }

  /** Measures and prints. */
  public static void main(String[] arguments) {
    try (TestNetwork network = TestNetwork.start(8)) {
      CircuitBench fresh = new CircuitBench(network, 0);
      fresh.builds(2, WARM_UP);
      print("circuit of 3 relays, built afresh", fresh.builds(2, CIRCUITS));
      print("circuit of 4 relays, built afresh", fresh.builds(3, CIRCUITS));
      for (int relays = 3; relays <= 4; relays++) {
        fresh.rate(relays);
      }
      print("round trip of 256 bytes over 3 relays", fresh.roundTrips(2));
      print("round trip of 256 bytes over 4 relays", fresh.roundTrips(3));
      new CircuitBench(network, 1).ready();
    }
  }

  private Circuit open(int hops) {
    return await(request(hops));
  }

  private CompletableFuture<Circuit> request(int hops) {
    return endpoint.circuits().open(new CircuitRequest(network.entry(0), hops, true, "bench"));
  }

  private void close(Circuit circuit) {
    endpoint.reactor().execute(circuit::close);
  }

  private long[] builds(int hops, int count) {
    return times(
        count,
        () -> {
          long begun = System.nanoTime();
          Circuit circuit = open(hops);
          long taken = System.nanoTime() - begun;
          close(circuit);
          return taken;
        });
  }

  private void rate(int relays) {
    List<CompletableFuture<Circuit>> underWay = new ArrayList<>();
    long cpu = cpuNanos();
    long begun = System.nanoTime();
    for (int i = 0; i < CIRCUITS; i++) {
      underWay.add(request(relays - 1));
      if (underWay.size() >= UNDER_WAY) {
        close(await(underWay.remove(0)));
      }
    }
    underWay.forEach(opening -> close(await(opening)));
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "circuits of %d relays, %d under way: %.0f a second, %.2f ms of processor time each%n",
        relays,
        UNDER_WAY,
        CIRCUITS / seconds,
        (cpuNanos() - cpu) / 1e6 / CIRCUITS);
  }

  /** Processor time of this process, endpoint and relays together. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private long[] roundTrips(int hops) {
    Circuit circuit = open(hops);
    Echo echo = new Echo();
    endpoint.reactor().execute(() -> circuit.listen(echo));
    long[] times =
        times(
            ROUND_TRIPS,
            () -> {
              CompletableFuture<Long> answered = new CompletableFuture<>();
              long begun = System.nanoTime();
              endpoint
                  .reactor()
                  .execute(
                      () -> {
                        echo.answered = answered;
                        circuit.send(EchoService.ECHO, new byte[256]);
                      });
              return await(answered) - begun;
            });
    close(circuit);
    return times;
  }

  /** What a request waits for when a circuit of its length was built ahead. */
  private void ready() {
    endpoint.circuits().prebuild(HopRange.exactly(2));
    long[] times =
        times(
            CIRCUITS / 3,
            () -> {
              while (await(endpoint.circuits().clean(2)) == 0) {
                Thread.onSpinWait();
              }
              long begun = System.nanoTime();
              Circuit circuit = open(2);
              long taken = System.nanoTime() - begun;
              close(circuit);
              return taken;
            });
    print("circuit of 3 relays, 2 of them built ahead", times);
  }

  private static long[] times(int count, LongSupplier one) {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = one.getAsLong();
    }
    Arrays.sort(times);
    return times;
  }

  private static void print(String what, long[] nanos) {
    System.out.printf(
        Locale.ROOT,
        "%s: median %.3f ms, best %.3f, 95%% within %.3f%n",
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[0] / 1e6,
        nanos[nanos.length * 95 / 100] / 1e6);
  }

  /** Completes what waits when an answer comes. */
  private static final class Echo implements CircuitListener {
    private CompletableFuture<Long> answered = new CompletableFuture<>();

    @Override
    public void onMessage(RelayMessage message) {
      answered.complete(System.nanoTime());
    }

    @Override
    public void onClosed(DestroyReason reason) {
      answered.completeExceptionally(new IllegalStateException("the circuit ended: " + reason));
    }
  }
}
