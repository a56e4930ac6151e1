package io.whisper.rendezvous.fake;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/** Entries of relays that are nowhere. */
public final class Relays {
  private Relays() {}

  /** A relay with this identity at this place of the ring. */
  public static RelayEntry entry(Bytes32 identity, Bytes32 place, Set<RelayFlag> flags) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    LinkTarget target = new LinkTarget(identity, Bytes32.ZERO, Bytes32.ZERO, List.of(address));
    return new RelayEntry(target, Set.of(), flags, 1, place);
  }
}
