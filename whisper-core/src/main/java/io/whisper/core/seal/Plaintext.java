package io.whisper.core.seal;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands inside a sealed body: the frame and the padded payload (docs/protocol.md, 12).
 *
 * @param sender the address in the frame, if the sender wants to be known; its proof is not yet
 *     checked
 * @param proof zeros when there is no sender
 */
record Plaintext(FirstContact content, @Nullable Address sender, Bytes32 proof) {
  static final int FRAME_SIZE = 96;

  private static final int VERSION = 1;
  private static final int SENDER_KNOWN = 1;
  private static final int PROOF_AT = 64;

  /** Frame and payload, the latter padded with zeros to {@code paddedSize}. */
  byte[] encode(int paddedSize) {
    byte[] payload = content.payload();
    ByteWriter writer = ByteWriter.ofSize(FRAME_SIZE + paddedSize);
    writer.u8(VERSION).u8(content.kind().code()).u8(sender == null ? 0 : SENDER_KNOWN).u8(0);
    writer.u32(payload.length).u32(content.ttlSeconds()).u32(0);
    content.id().writeTo(writer);
    (sender == null ? Bytes32.ZERO : sender.publicKey()).writeTo(writer);
    proof.writeTo(writer);
    byte[] plaintext = writer.bytes(payload).padTo(FRAME_SIZE + paddedSize).toByteArray();
    writer.wipe();
    Arrays.fill(payload, (byte) 0);
    return plaintext;
  }

  /** What the sender's proof is made over: the frame without it, and the payload unpadded. */
  byte[] proven() {
    byte[] bytes = encode(content.size());
    Arrays.fill(bytes, PROOF_AT, FRAME_SIZE, (byte) 0);
    return bytes;
  }

  /**
   * The parts of a plaintext, or nothing when anything in it is not as {@link #encode} writes it.
   */
  static Optional<Plaintext> decode(byte[] plaintext) {
    ByteReader reader = new ByteReader(plaintext);
    int version = reader.u8();
    Optional<Kind> kind = Kind.of(reader.u8());
    int flags = reader.u8();
    reader.zeros(1);
    long length = reader.u32();
    long ttlSeconds = reader.u32();
    reader.zeros(4);
    MessageId id = MessageId.of(reader.bytes(MessageId.SIZE));
    Bytes32 senderKey = reader.bytes32();
    Bytes32 proof = reader.bytes32();
    if (reader.failed()
        || version != VERSION
        || kind.isEmpty()
        || (flags & ~SENDER_KNOWN) != 0
        || length > reader.remaining()) {
      return Optional.empty();
    }
    FirstContact content = new FirstContact(kind.get(), id, ttlSeconds, reader.bytes((int) length));
    reader.zeros(reader.remaining());
    if (!reader.done()) {
      return Optional.empty();
    }
    if (flags == SENDER_KNOWN) {
      return Address.decode(senderKey.toByteArray())
          .map(sender -> new Plaintext(content, sender, proof));
    }
    return senderKey.equals(Bytes32.ZERO) && proof.equals(Bytes32.ZERO)
        ? Optional.of(new Plaintext(content, null, proof))
        : Optional.empty();
  }
}
