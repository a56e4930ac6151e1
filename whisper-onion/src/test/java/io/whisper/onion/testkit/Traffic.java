package io.whisper.onion.testkit;

import java.util.Collection;

/**
 * What went over wires in some time.
 *
 * @param cellsOut the cells from the sides that dialled
 * @param cellsIn the cells to them
 * @param bytesOut all bytes of TLS records from the sides that dialled, handshakes included
 * @param bytesIn all bytes to them
 */
public record Traffic(long cellsOut, long cellsIn, long bytesOut, long bytesIn) {
  /** Nothing. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0);

  /** What went over all of these so far. */
  public static Traffic of(Collection<TappedConnection> wires) {
    return wires.stream().map(TappedConnection::traffic).reduce(NONE, Traffic::plus);
  }

  /** Both together. */
  public Traffic plus(Traffic other) {
    return new Traffic(
        cellsOut + other.cellsOut,
        cellsIn + other.cellsIn,
        bytesOut + other.bytesOut,
        bytesIn + other.bytesIn);
  }

  /** What came since that was all. */
  public Traffic since(Traffic before) {
    return new Traffic(
        cellsOut - before.cellsOut,
        cellsIn - before.cellsIn,
        bytesOut - before.bytesOut,
        bytesIn - before.bytesIn);
  }

  /** Both directions. */
  public long cells() {
    return cellsOut + cellsIn;
  }

  /** Both directions. */
  public long bytes() {
    return bytesOut + bytesIn;
  }
}
