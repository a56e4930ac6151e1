package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The request to wait at a relay under an introduction key (docs/protocol.md, "Introduction").
 *
 * <pre>introduction key 32 | signature 64 over "whisper-1 establish introduction" | binding 32
 * </pre>
 *
 * <p>The binding is that of the circuit, so that no relay can repeat the request on another one.
 *
 * @param introductionKey the Ed25519 public key
 * @param signature made with it, 64 bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
record EstablishIntroduction(Bytes32 introductionKey, byte[] signature) {
  private static final byte[] LABEL =
      "whisper-1 establish introduction".getBytes(StandardCharsets.US_ASCII);

  /** Signs; {@code seed} is the secret half of the introduction key. */
  static EstablishIntroduction sign(byte[] seed, byte[] binding) {
    return new EstablishIntroduction(
        Bytes32.of(Ed25519.publicKey(seed)), Ed25519.sign(seed, signed(binding)));
  }

  boolean verify(byte[] binding) {
    return Ed25519.verify(introductionKey.toByteArray(), signed(binding), signature);
  }

  byte[] encode() {
    return ByteWriter.ofSize(Bytes32.SIZE + Ed25519.SIGNATURE_SIZE)
        .bytes(introductionKey.toByteArray())
        .bytes(signature)
        .toByteArray();
  }

  static Optional<EstablishIntroduction> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    EstablishIntroduction read =
        new EstablishIntroduction(in.bytes32(), in.bytes(Ed25519.SIGNATURE_SIZE));
    return in.done() ? Optional.of(read) : Optional.empty();
  }

  private static byte[] signed(byte[] binding) {
    return ByteWriter.growing().bytes(LABEL).bytes(binding).toByteArray();
  }

  @Override
  public String toString() {
    return "EstablishIntroduction";
  }
}
