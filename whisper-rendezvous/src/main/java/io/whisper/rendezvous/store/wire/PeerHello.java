package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The first message of one store to another (docs/protocol.md, "Hand-over").
 *
 * <pre>identity 32 | wants u8 | signature 64 over "whisper-1 store" | wants u8 | binding 32</pre>
 *
 * <p>The binding is that of the circuit, so that nobody can repeat the proof on another one.
 *
 * @param identity of the relay that speaks
 * @param wants whether it asks to be offered what it shall hold: 1 where it may have lost that
 * @param signature by that identity, 64 bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record PeerHello(Bytes32 identity, boolean wants, byte[] signature) {
  private static final String LABEL = Labelled.PREFIX + "store";

  /**
   * The message of a store: public-key work.
   *
   * @param signer signs with the key of the identity
   * @param binding that of the circuit, 32 bytes
   */
  public static PeerHello of(
      Bytes32 identity, boolean wants, UnaryOperator<byte[]> signer, byte[] binding) {
    return new PeerHello(identity, wants, signer.apply(signed(wants, binding)));
  }

  /**
   * Whether the store is who it says: public-key work.
   *
   * @param binding that of the circuit, 32 bytes
   */
  public boolean verify(byte[] binding) {
    return Ed25519.verify(identity.toByteArray(), signed(wants, binding), signature);
  }

  private static byte[] signed(boolean wants, byte[] binding) {
    return Labelled.bytes(LABEL, new byte[] {flag(wants)}, binding);
  }

  private static byte flag(boolean wants) {
    return (byte) (wants ? 1 : 0);
  }

  /** The message. */
  public byte[] encode() {
    return ByteWriter.ofSize(Bytes32.SIZE + 1 + Ed25519.SIGNATURE_SIZE)
        .bytes(identity.toByteArray())
        .u8(flag(wants))
        .bytes(signature)
        .toByteArray();
  }

  /** Reads the message; the signature itself is not looked at. */
  public static Optional<PeerHello> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    Bytes32 identity = in.bytes32();
    int wants = in.u8();
    byte[] signature = in.bytes(Ed25519.SIGNATURE_SIZE);
    return in.done() && wants <= 1
        ? Optional.of(new PeerHello(identity, wants == 1, signature))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "PeerHello";
  }
}
