package io.whisper.rendezvous.session;

import io.whisper.core.crypto.AesGcm256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys of a session, seen from one side: a {@link Ratchet} for what it sends and one for what
 * it receives (docs/protocol.md, "Sessions").
 *
 * <pre>
 * key stream: ck initiator to recipient 32 | ck recipient to initiator 32 | session id 16 | resume 32
 * cell body:  tag 16 | AES-256-GCM(mk, nonce 0, AD "whisper-1 session cell", frame and data) 493
 * </pre>
 *
 * <p>Cells open in the order in which they were sealed and no other. Not thread-safe.
 */
public final class SessionKeys implements AutoCloseable {
  /** Bytes of key stream that a session's handshake has to yield. */
  public static final int KEY_STREAM_SIZE = 112;

  /** The length of a sealed cell, which is the body of a relay cell, in bytes. */
  public static final int CELL_SIZE = AesGcm256.TAG_SIZE + SessionFrame.SIZE;

  private static final byte[] AD = "whisper-1 session cell".getBytes(StandardCharsets.US_ASCII);

  /** Every key seals one cell, so the nonce need not change. */
  private static final byte[] NONCE = new byte[AesGcm256.NONCE_SIZE];

  private final Ratchet sending;
  private final Ratchet receiving;

  private SessionKeys(Ratchet sending, Ratchet receiving) {
    this.sending = sending;
    this.receiving = receiving;
  }

  /** The keys of the side that asked for the session; {@code keyStream} is wiped. */
  public static SessionKeys ofInitiator(byte[] keyStream) {
    Ratchet[] both = split(keyStream);
    return new SessionKeys(both[0], both[1]);
  }

  /** The keys of the side that was asked; {@code keyStream} is wiped. */
  public static SessionKeys ofRecipient(byte[] keyStream) {
    Ratchet[] both = split(keyStream);
    return new SessionKeys(both[1], both[0]);
  }

  private static Ratchet[] split(byte[] keyStream) {
    if (keyStream.length != KEY_STREAM_SIZE) {
      throw new IllegalArgumentException(
          "key stream of " + keyStream.length + " bytes, expected " + KEY_STREAM_SIZE);
    }
    int size = Ratchet.KEY_SIZE;
    Ratchet[] both = {
      new Ratchet(Arrays.copyOf(keyStream, size)),
      new Ratchet(Arrays.copyOfRange(keyStream, size, 2 * size))
    };
    Arrays.fill(keyStream, (byte) 0);
    return both;
  }

  /** The next cell to send: 509 bytes. */
  byte[] seal(SessionFrame frame) {
    byte[] plaintext = frame.encode();
    try {
      return tagFirst(sending.use(mk -> AesGcm256.seal(mk, NONCE, AD, plaintext)));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * The frame in the next cell received, or nothing when it is not the one that the other side
   * sealed next: the session cannot go on then.
   */
  Optional<SessionFrame> open(byte[] cell) {
    if (cell.length != CELL_SIZE) {
      return Optional.empty();
    }
    return receiving
        .use(mk -> AesGcm256.open(mk, NONCE, AD, tagLast(cell)))
        .flatMap(SessionFrame::decode);
  }

  private static byte[] tagFirst(byte[] sealed) {
    return rotate(sealed, SessionFrame.SIZE);
  }

  private static byte[] tagLast(byte[] cell) {
    return rotate(cell, AesGcm256.TAG_SIZE);
  }

  /** The bytes from {@code at} on, then those before. */
  private static byte[] rotate(byte[] bytes, int at) {
    byte[] rotated = new byte[bytes.length];
    System.arraycopy(bytes, at, rotated, 0, bytes.length - at);
    System.arraycopy(bytes, 0, rotated, bytes.length - at, at);
    return rotated;
  }

  /** Wipes both chains. */
  @Override
  public void close() {
    sending.wipe();
    receiving.wipe();
  }

  @Override
  public String toString() {
    return "SessionKeys";
  }
}
