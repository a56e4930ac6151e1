package io.whisper.onion.cell;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The data of an EXTEND message: which relay comes next, and the handshake for it
 * (docs/protocol.md, section 7.1).
 *
 * <pre>
 * identity 32 | address count 1 | addresses | handshake length 2 | handshake
 * address: length 1 (4 or 16) | address | port 2
 * </pre>
 *
 * @param identity the identity key of the next relay
 * @param addresses its addresses, up to 16; none in this version, and relays ignore them: they
 *     extend by their own consensus
 * @param handshake what the next relay gets in its CREATE, 1 to 1,500 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out, and equal by content.
public record Extend(Bytes32 identity, List<InetSocketAddress> addresses, byte[] handshake) {

  /** The most addresses in one message. */
  public static final int MAX_ADDRESSES = 16;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException when there are too many addresses, an address is not resolved,
   *     or the handshake has no fitting length
   */
  public Extend {
    addresses = List.copyOf(addresses);
    if (addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(
          addresses.size() + " addresses, expected up to " + MAX_ADDRESSES);
    }
    for (InetSocketAddress address : addresses) {
      if (address.isUnresolved()) {
        throw new IllegalArgumentException("unresolved address, expected numbers");
      }
    }
    Extended.checkLength(handshake);
    handshake = handshake.clone();
  }

  /** An extension to this relay without addresses. */
  public Extend(Bytes32 identity, byte[] handshake) {
    this(identity, List.of(), handshake);
  }

  /** A copy of the handshake. */
  @Override
  public byte[] handshake() {
    return handshake.clone();
  }

  /** The data of the message. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.growing();
    identity.writeTo(out);
    out.u8(addresses.size());
    for (InetSocketAddress address : addresses) {
      byte[] ip = address.getAddress().getAddress();
      out.u8(ip.length).bytes(ip).u16(address.getPort());
    }
    return out.u16(handshake.length).bytes(handshake).toByteArray();
  }

  /** The message with this data; empty when it is malformed. */
  public static Optional<Extend> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    Bytes32 identity = in.bytes32();
    int count = in.u8();
    if (count > MAX_ADDRESSES) {
      return Optional.empty();
    }
    List<InetSocketAddress> addresses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.u8();
      if (length != 4 && length != 16) {
        return Optional.empty();
      }
      Optional<InetAddress> ip = NetInfo.addressOf(in.bytes(length));
      int port = in.u16();
      if (in.failed() || ip.isEmpty()) {
        return Optional.empty();
      }
      addresses.add(new InetSocketAddress(ip.get(), port));
    }
    return Extended.handshake(in).map(h -> new Extend(identity, addresses, h));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Extend that
        && identity.equals(that.identity)
        && addresses.equals(that.addresses)
        && Arrays.equals(handshake, that.handshake);
  }

  @Override
  public int hashCode() {
    return 31 * identity.hashCode() + Arrays.hashCode(handshake);
  }

  /** The type only: the next relay is nobody's business. */
  @Override
  public String toString() {
    return "Extend";
  }
}
