package io.whisper.onion.bench;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkCertificate;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.LinkLimits;
import io.whisper.onion.link.LinkListener;
import io.whisper.onion.link.LinkServer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.reactor.ReactorPoolOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A link between two loops over loopback: what one cell costs, and how long it takes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LinkBench {

  private static final int CELLS = 20_000;

  private final ReactorPool pool = ReactorPool.create(ReactorPoolOptions.defaults().withLoops(2));
  private final Reactor here = pool.reactor();
  private final Reactor there = pool.reactor();
  private final Receiver receiver = new Receiver();
  private final Sender sender = new Sender();

  /** Opens the link. */
  @Setup
  public void setUp() {
    SecureRandom random = new SecureRandom();
    LinkCertificate certificate = LinkCertificate.generate(random);
    LinkServer server =
        LinkServer.bind(
                there,
                TlsContext.relay(),
                certificate,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                link -> receiver,
                LinkLimits.defaults())
            .join();
    new LinkDialer(here, TlsContext.relay(), null)
        .dial(List.of(server.address()), certificate.hash(), sender)
        .thenAccept(link -> sender.link = link)
        .join();
  }

  /** Ends the threads. */
  @TearDown
  public void tearDown() {
    here.close();
    there.close();
    pool.close();
  }

  /** Cells one way, as many as the link takes; the time is that of one. */
  @Benchmark
  @OperationsPerInvocation(CELLS)
  public void transfer() {
    CompletableFuture<Void> all = new CompletableFuture<>();
    there.execute(
        () -> {
          receiver.expected = CELLS;
          receiver.all = all;
          here.execute(() -> sender.begin(CELLS));
        });
    all.join();
  }

  /** One cell there and one back. */
  @Benchmark
  public void roundTrip() {
    CompletableFuture<Void> back = new CompletableFuture<>();
    here.execute(
        () -> {
          sender.back = back;
          sender.ping();
        });
    back.join();
  }

  /** Sends whenever nothing waits. */
  private static final class Sender implements LinkListener {
    private final byte[] cell = Cell.of(9, CellCommand.RELAY).array();
    private final byte[] ping = Cell.of(8, CellCommand.RELAY).array();
    private @Nullable Link link;
    private int left;
    private CompletableFuture<Void> back = new CompletableFuture<>();

    void begin(int count) {
      left = count;
      onDrained(Objects.requireNonNull(link));
    }

    void ping() {
      Objects.requireNonNull(link).send(ping);
    }

    @Override
    public void onDrained(Link drained) {
      while (left > 0 && drained.queued() < 64) {
        drained.send(cell);
        left--;
      }
    }

    @Override
    public void onCell(Link from, byte[] received) {
      back.complete(null);
    }

    @Override
    public void onClosed(Link closed) {}
  }

  /** Counts cells and sends pings back. */
  private static final class Receiver implements LinkListener {
    private int expected;
    private CompletableFuture<Void> all = new CompletableFuture<>();

    @Override
    public void onCell(Link link, byte[] cell) {
      if (cell[3] == 8) {
        link.send(cell);
      } else if (--expected == 0) {
        all.complete(null);
      }
    }

    @Override
    public void onClosed(Link link) {}
  }
}
