package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.ByteReader;
import java.net.InetAddress;

/**
 * The block of addresses that counts as one neighbourhood: an IPv4 /16 or an IPv6 /32.
 *
 * @param bits the width of its addresses, 32 or 128
 * @param prefix the leading 16 or 32 bits
 */
record AddressBlock(int bits, long prefix) {
  static AddressBlock of(InetAddress address) {
    byte[] ip = address.getAddress();
    ByteReader reader = new ByteReader(ip);
    return ip.length == 4
        ? new AddressBlock(32, reader.u16())
        : new AddressBlock(128, reader.u32());
  }
}
