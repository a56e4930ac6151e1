package io.whisper.onion.bench;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.layer.ClientOnion;
import io.whisper.onion.layer.LayerKeys;
import io.whisper.onion.layer.RelayLayer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Counter Galois Onion: what one cell costs a relay and a client. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OnionLayerBench {

  private static final int HOPS = 4;

  private final Cell cell = Cell.of(1, CellCommand.RELAY);
  private RelayLayer relay;
  private ClientOnion client;

  /** A circuit of four hops, and one relay of it. */
  @Setup
  public void setUp() {
    SeededRandom random = new SeededRandom(1);
    client = new ClientOnion();
    for (int hop = 0; hop < HOPS; hop++) {
      client.addHop(keys(random));
    }
    relay = new RelayLayer(keys(random));
  }

  private static LayerKeys keys(SeededRandom random) {
    return LayerKeys.fromKeyStream(random.bytes(LayerKeys.KEY_STREAM_SIZE));
  }

  /** A relay passes a cell toward the end of the circuit. */
  @Benchmark
  public boolean relayForwards() {
    return relay.forward(cell);
  }

  /** A relay passes a cell toward the client. */
  @Benchmark
  public Cell relayPassesBack() {
    relay.backwardPass(cell);
    return cell;
  }

  /** A relay originates a message: the same and an update of keys. */
  @Benchmark
  public Cell relayOriginates() {
    relay.backwardOriginate(cell);
    return cell;
  }

  /** A client originates a message for the last of four hops. */
  @Benchmark
  public Cell clientOriginates() {
    client.originate(HOPS - 1, cell);
    return cell;
  }

  /** A client opens a cell that came through four hops. */
  @Benchmark
  public int clientReceives() {
    return client.receive(cell);
  }

  /** A relay makes the layer of a new circuit. */
  @Benchmark
  public RelayLayer newRelayLayer() {
    return new RelayLayer(LayerKeys.fromKeyStream(new byte[LayerKeys.KEY_STREAM_SIZE]));
  }
}
