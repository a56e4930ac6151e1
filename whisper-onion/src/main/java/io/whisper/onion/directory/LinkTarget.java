package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Whom to link to and build a circuit hop with: a relay or an authority, by its keys.
 *
 * @param identity the Ed25519 public key that names it
 * @param onionKey its X25519 public key for circuit handshakes
 * @param certificateHash SHA-256 of the certificate that its links present
 * @param addresses where it listens, 1 to {@link #MAX_ADDRESSES}, resolved
 */
public record LinkTarget(
    Bytes32 identity,
    Bytes32 onionKey,
    Bytes32 certificateHash,
    List<InetSocketAddress> addresses) {
  /** The most addresses that one relay may name. */
  public static final int MAX_ADDRESSES = 4;

  /** Refuses no addresses, too many of them, and unresolved ones. */
  public LinkTarget {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(
          addresses.size() + " addresses given where 1 to " + MAX_ADDRESSES + " belong");
    }
    if (addresses.stream().anyMatch(InetSocketAddress::isUnresolved)) {
      throw new IllegalArgumentException("an address is a host name where an IP address belongs");
    }
  }

  /** Only the type: keys and addresses must not slip into a log. */
  @Override
  public String toString() {
    return "LinkTarget";
  }
}
