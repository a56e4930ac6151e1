package io.whisper.onion.bench;

import io.whisper.onion.relay.RelayMeasurement;
import io.whisper.onion.relay.RelayMeasurement.Creations;
import java.util.Locale;

/** Prints what a relay costs: processor time of a cell and of a circuit, memory of a circuit. */
public final class RelayBench {

  private RelayBench() {}

  /** Runs everything; takes about a minute and no arguments. */
  public static void main(String[] arguments) {
    print(
        "relay CPU per relayed cell",
        "us",
        RelayMeasurement.nanosPerForwardedCell(16, 20_000) / 1e3);
    Creations creations = RelayMeasurement.creations(5_000);
    print("circuits created", "per second", creations.perSecond());
    print("CPU per circuit created", "us", creations.nanosEach() / 1e3);
    print(
        "heap per circuit that ends at a relay", "bytes", RelayMeasurement.bytesPerCircuit(10_000));
    print(
        "heap per circuit over two relays, both",
        "bytes",
        RelayMeasurement.bytesPerExtendedCircuit(2_000));
  }

  private static void print(String what, String unit, double value) {
    System.out.printf(Locale.ROOT, "%-42s %10.2f %s%n", what, value, unit);
  }
}
