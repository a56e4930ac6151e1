package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Made-up relays. */
public final class Relays {
  private Relays() {}

  /** 32 bytes. */
  public static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[Bytes32.SIZE];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The target whose identity has {@code seed}, at an IPv4 and an IPv6 address. */
  public static LinkTarget target(byte[] seed, RandomGenerator random) {
    return new LinkTarget(
        Bytes32.of(Ed25519.publicKey(seed)),
        Bytes32.of(bytes(random)),
        Bytes32.of(bytes(random)),
        List.of(
            address(new byte[] {11, (byte) random.nextInt(256), 0, 1}),
            address(
                new byte[] {
                  0x20, 1, (byte) random.nextInt(256), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
                })));
  }

  private static InetSocketAddress address(byte[] ip) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), 9001);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A relay with all flags. */
  public static RelayEntry entry(RandomGenerator random) {
    return new RelayEntry(
        target(bytes(random), random),
        Set.of("family-one", "two"),
        Set.of(RelayFlag.values()),
        1 + random.nextInt(1000),
        Bytes32.of(bytes(random)),
        20_000);
  }
}
