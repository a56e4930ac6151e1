package io.whisper.onion.path;

import io.whisper.onion.directory.RelayEntry;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * The neighbourhood of an address within which relays are taken to be of one hand: an IPv4 /16 or
 * an IPv6 /32.
 *
 * @param version 4 or 6
 * @param prefix the leading bits of the address, 16 or 32 of them
 */
public record AddressBlock(int version, int prefix) {

  /** The blocks of all addresses of a relay; an address that is a name has none. */
  static Set<AddressBlock> of(RelayEntry relay) {
    Set<AddressBlock> blocks = new HashSet<>();
    for (InetSocketAddress address : relay.target().addresses()) {
      if (!address.isUnresolved()) {
        blocks.add(of(address.getAddress()));
      }
    }
    return Set.copyOf(blocks);
  }

  /** The block of an address. IPv4 within IPv6 (::ffff:0:0/96) is IPv4 already for the JDK. */
  public static AddressBlock of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return new AddressBlock(4, prefix(bytes, 2));
    }
    if (address instanceof Inet6Address) {
      return new AddressBlock(6, prefix(bytes, 4));
    }
    throw new IllegalArgumentException("neither an IPv4 nor an IPv6 address");
  }

  private static int prefix(byte[] bytes, int length) {
    int prefix = 0;
    for (int i = 0; i < length; i++) {
      prefix = prefix << 8 | (bytes[i] & 0xff);
    }
    return prefix;
  }
}
