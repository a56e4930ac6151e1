package io.whisper.onion.handshake;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.MlKem768;
import io.whisper.core.crypto.X25519;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The side of a handshake that begins it and knows whom it talks to (docs/protocol.md, section 5).
 *
 * <pre>
 * hello   ID 32 | B 32 | X 32 | ek 1184 | encrypted message | MAC 32
 * reply   Y 32 | AUTH 32 | ct 1088 | encrypted message
 * </pre>
 *
 * <p>Costs processor time, so it belongs on a worker and not on an event loop. Its own message can
 * be read by whoever gets hold of the server's key later; the keys and the server's message cannot.
 * Not safe for use by several threads at once; closing wipes its secrets.
 */
public final class HandshakeClient implements AutoCloseable {

  /** Bytes of a hello with an empty message. */
  public static final int HELLO_SIZE = 4 * NtorV3.FIELD + MlKem768.KEY_SIZE;

  /** Bytes of a reply with an empty message. */
  public static final int REPLY_SIZE = 2 * NtorV3.FIELD + MlKem768.CIPHERTEXT_SIZE;

  private final NtorV3Client ntor;

  private HandshakeClient(NtorV3Client ntor) {
    this.ntor = ntor;
  }

  /**
   * Begins a handshake.
   *
   * @param id the identity of the server
   * @param b the server's X25519 key
   * @param message what the server reads before it answers; may be empty
   * @return empty when {@code b} is no key: a point of small order
   */
  public static Optional<HandshakeClient> start(
      HandshakePurpose purpose, SecureRandom random, Bytes32 id, Bytes32 b, byte[] message) {
    NtorV3 ntor = new NtorV3(new HybridKem(), purpose.verification());
    return NtorV3Client.start(ntor, random, X25519.generate(random), id, b, message)
        .map(HandshakeClient::new);
  }

  /** What goes to the server. */
  public byte[] hello() {
    return ntor.hello();
  }

  /**
   * Ends the handshake with the server's reply. Empty when the reply is not the server's to this
   * hello, or was changed.
   *
   * @param keyBytes how long the key stream is to be, the same on both sides
   */
  public Optional<Completed> complete(byte[] reply, int keyBytes) {
    return ntor.complete(reply, keyBytes);
  }

  /** Overwrites the secrets; the handshake cannot be completed any more. */
  @Override
  public void close() {
    ntor.close();
  }

  /** The type only. */
  @Override
  public String toString() {
    return "HandshakeClient";
  }
}
