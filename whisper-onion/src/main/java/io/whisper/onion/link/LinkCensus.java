package io.whisper.onion.link;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections a server has, in all and from each neighbourhood of the network.
 *
 * <p>A neighbourhood is one IPv4 address or one IPv6 /64: who has one IPv6 address has all of them.
 */
final class LinkCensus {

  private static final int PREFIX_SIZE = 8;

  private final int perAddress;
  private final int total;
  private final Map<Neighbourhood, Integer> counts = new HashMap<>();
  private int size;

  LinkCensus(LinkLimits limits) {
    this.perAddress = limits.perAddress();
    this.total = limits.total();
  }

  /** Counts a connection in, or answers false when that would be too many. */
  boolean enter(InetAddress address) {
    Neighbourhood from = Neighbourhood.of(address);
    int there = counts.getOrDefault(from, 0);
    if (size >= total || there >= perAddress) {
      return false;
    }
    counts.put(from, there + 1);
    size++;
    return true;
  }

  /** Counts a connection out that was counted in. */
  void leave(InetAddress address) {
    counts.computeIfPresent(
        Neighbourhood.of(address), (from, there) -> there == 1 ? null : there - 1);
    size--;
  }

  /** The connections in all. */
  int size() {
    return size;
  }

  /** The leading bytes of an address. */
  private record Neighbourhood(boolean six, long prefix) {
    static Neighbourhood of(InetAddress address) {
      byte[] bytes = address.getAddress();
      long prefix = 0;
      for (int i = 0; i < Math.min(bytes.length, PREFIX_SIZE); i++) {
        prefix = prefix << 8 | (bytes[i] & 0xff);
      }
      return new Neighbourhood(bytes.length > PREFIX_SIZE, prefix);
    }
  }
}
