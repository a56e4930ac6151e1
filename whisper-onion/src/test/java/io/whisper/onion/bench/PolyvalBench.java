package io.whisper.onion.bench;

import io.whisper.onion.layer.PolyvalProbe;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** POLYVAL: the largest part of what a cell costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolyvalBench {

  private final PolyvalProbe probe = new PolyvalProbe();
  private byte key;

  /** The 510 bytes that are hashed for each cell and layer. */
  @Benchmark
  public byte[] cellTweak() {
    return probe.hash();
  }

  /** A new key, once for each message at the hop that it is for. */
  @Benchmark
  public void rekey() {
    probe.rekey(key++);
  }
}
