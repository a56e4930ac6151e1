package io.whisper.onion.cell;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a relay tells the other side of a link: its time and the address from which it was reached
 * (docs/protocol.md, section 3).
 *
 * <pre>time 8 | address length 1 (0, 4 or 16) | address | zeros</pre>
 *
 * @param time seconds since the epoch; 0 from an endpoint, which tells no clock
 * @param observed the address of the other side as the sender sees it, or null from an endpoint
 */
public record NetInfo(long time, @Nullable InetAddress observed) {

  /** What an endpoint sends: nothing about itself. */
  public static final NetInfo ENDPOINT = new NetInfo(0, null);

  private static final int ADDRESS_OFFSET = Cell.BODY_OFFSET + 9;

  /**
   * Checks the time.
   *
   * @throws IllegalArgumentException when the time is negative
   */
  public NetInfo {
    if (time < 0) {
      throw new IllegalArgumentException("time " + time + ", expected 0 or more");
    }
  }

  /** The NETINFO cell. */
  public Cell cell() {
    Cell cell = Cell.of(0, CellCommand.NETINFO);
    byte[] address = observed == null ? new byte[0] : observed.getAddress();
    ByteBuffer.wrap(cell.array())
        .position(Cell.BODY_OFFSET)
        .putLong(time)
        .put((byte) address.length)
        .put(address);
    return cell;
  }

  /** The content of a NETINFO cell, or empty when it is malformed. */
  public static Optional<NetInfo> in(Cell cell) {
    ByteBuffer in = ByteBuffer.wrap(cell.array()).position(Cell.BODY_OFFSET);
    long time = in.getLong();
    int length = in.get() & 0xff;
    if (time < 0 || !(length == 0 || length == 4 || length == 16)) {
      return Optional.empty();
    }
    if (!Zeros.fill(cell.array(), ADDRESS_OFFSET + length)) {
      return Optional.empty();
    }
    if (length == 0) {
      return Optional.of(new NetInfo(time, null));
    }
    byte[] address = new byte[length];
    in.get(address);
    return addressOf(address).map(observed -> new NetInfo(time, observed));
  }

  /** The address of these 4 or 16 bytes; empty for the 16-byte spelling of an IPv4 address. */
  static Optional<InetAddress> addressOf(byte[] address) {
    try {
      InetAddress parsed = InetAddress.getByAddress(address);
      return parsed.getAddress().length == address.length ? Optional.of(parsed) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The type only: addresses are not for logs. */
  @Override
  public String toString() {
    return "NetInfo";
  }
}
