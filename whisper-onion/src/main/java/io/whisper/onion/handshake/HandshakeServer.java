package io.whisper.onion.handshake;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519;
import io.whisper.core.crypto.X25519KeyPair;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The side of a handshake that is asked and does not know by whom (docs/protocol.md, section 5).
 *
 * <p>Costs processor time, so it belongs on a worker and not on an event loop. Stateless.
 */
public final class HandshakeServer {

  private HandshakeServer() {}

  /** The X25519 key B that a hello is for, so that a server may keep its last one for a while. */
  public static Optional<Bytes32> keyOf(byte[] hello) {
    ByteReader in = new ByteReader(hello);
    in.bytes32();
    Bytes32 b = in.bytes32();
    return in.failed() ? Optional.empty() : Optional.of(b);
  }

  /**
   * Answers a hello.
   *
   * @param id the identity of this server
   * @param b the X25519 key pair that the hello must be for
   * @param keyBytes how long the key stream is to be, the same on both sides
   * @param answer makes the server's message from the client's; asked only for a genuine hello
   * @return empty when the hello is not for this server or was changed
   */
  public static Optional<Answered> respond(
      HandshakePurpose purpose,
      SecureRandom random,
      Bytes32 id,
      X25519KeyPair b,
      byte[] hello,
      int keyBytes,
      UnaryOperator<byte[]> answer) {
    NtorV3 ntor = new NtorV3(new HybridKem(), purpose.verification());
    try (X25519KeyPair y = X25519.generate(random)) {
      return new NtorV3Server(ntor, id, b).respond(random, y, hello, keyBytes, answer);
    }
  }
}
