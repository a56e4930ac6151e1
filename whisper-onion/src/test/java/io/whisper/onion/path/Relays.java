package io.whisper.onion.path;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Relays that exist in a consensus only. */
final class Relays {
  private Relays() {}

  static Bytes32 id(int number) {
    byte[] bytes = new byte[32];
    bytes[30] = (byte) (number >>> 8);
    bytes[31] = (byte) number;
    return Bytes32.of(bytes);
  }

  /** Relays 0 to n-1 in blocks of their own, without families, all of them possible guards. */
  static List<RelayEntry> apart(int n) {
    List<RelayEntry> relays = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      relays.add(relay(i, Set.of(), "10." + i + ".0.1"));
    }
    return relays;
  }

  static RelayEntry relay(int number, Set<String> families, String... addresses) {
    return relay(number, families, EnumSet.allOf(RelayFlag.class), 100, addresses);
  }

  static RelayEntry relay(
      int number, Set<String> families, Set<RelayFlag> flags, long weight, String... addresses) {
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (String address : addresses) {
      sockets.add(new InetSocketAddress(numeric(address), 9000));
    }
    LinkTarget target = new LinkTarget(id(number), id(number), id(number), sockets);
    return new RelayEntry(target, families, flags, weight, id(number));
  }

  /** A consensus of 4 to 60 relays crowded into few families and blocks. */
  static List<RelayEntry> random(SeededRandom random) {
    int n = random.nextInt(4, 61);
    int families = random.nextInt(1, 30);
    int blocks = random.nextInt(4, 80);
    List<RelayEntry> relays = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Set<String> own = new HashSet<>();
      for (int f = random.nextInt(3); f > 0; f--) {
        own.add("family-" + random.nextInt(families));
      }
      String four = "10." + random.nextInt(blocks) + "." + random.nextInt(256) + ".1";
      String six =
          "2001:" + Integer.toHexString(random.nextInt(blocks)) + ":" + random.nextInt(9) + "::1";
      String[] addresses =
          switch (random.nextInt(3)) {
            case 0 -> new String[] {four};
            case 1 -> new String[] {six};
            default -> new String[] {four, six};
          };
      Set<RelayFlag> flags =
          random.nextInt(3) > 0 ? EnumSet.of(RelayFlag.GUARD) : EnumSet.noneOf(RelayFlag.class);
      relays.add(relay(i, own, flags, random.nextInt(1000), addresses));
    }
    return relays;
  }

  private static InetAddress numeric(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException notNumeric) {
      throw new IllegalArgumentException(address, notNumeric);
    }
  }
}
