package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Addresses in documents: 4 or 16 bytes of IP and 2 of port. */
final class WireAddress {
  private WireAddress() {}

  /** The 6 or 18 bytes of {@code address}. */
  static byte[] encode(InetSocketAddress address) {
    return ByteWriter.growing()
        .bytes(address.getAddress().getAddress())
        .u16(address.getPort())
        .toByteArray();
  }

  /** The address of 6 or 18 bytes, unless nobody could listen there. */
  static Optional<InetSocketAddress> decode(byte[] encoded) {
    if (encoded.length != 6 && encoded.length != 18) {
      return Optional.empty();
    }
    ByteReader reader = new ByteReader(encoded);
    byte[] ip = reader.bytes(encoded.length - 2);
    int port = reader.u16();
    InetAddress address;
    try {
      address = InetAddress.getByAddress(ip);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
    // An IPv4 address in IPv6's clothes would be a second encoding of the same address.
    boolean mapped = ip.length == 16 && address instanceof Inet4Address;
    return mapped || port == 0 || address.isAnyLocalAddress() || address.isMulticastAddress()
        ? Optional.empty()
        : Optional.of(new InetSocketAddress(address, port));
  }

  /** The addresses of a document: 1 to {@link LinkTarget#MAX_ADDRESSES}, none twice. */
  static Optional<List<InetSocketAddress>> decodeAll(List<byte[]> encoded) {
    if (encoded.isEmpty() || encoded.size() > LinkTarget.MAX_ADDRESSES) {
      return Optional.empty();
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (byte[] each : encoded) {
      Optional<InetSocketAddress> address = decode(each);
      if (address.isEmpty()) {
        return Optional.empty();
      }
      addresses.add(address.get());
    }
    return new HashSet<>(addresses).size() == addresses.size()
        ? Optional.of(addresses)
        : Optional.empty();
  }
}
