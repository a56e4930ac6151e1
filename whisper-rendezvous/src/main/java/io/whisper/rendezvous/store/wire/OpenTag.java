package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.BlindedKey;
import java.util.Optional;

/**
 * The first message on a circuit that serves one tag (docs/protocol.md, "Stores").
 *
 * <pre>
 * shelf u8 | tag 32 | proof, of a mailbox: signature 64 over "whisper-1 open mailbox" | binding 32
 * </pre>
 *
 * <p>The binding is that of the circuit, so that no store can repeat the proof at another one.
 *
 * @param shelf what lies at the tag
 * @param tag of a mailbox the blinded key that verifies the proof
 * @param proof 64 bytes of a mailbox, none of a board; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record OpenTag(Shelf shelf, Bytes32 tag, byte[] proof) {
  private static final String LABEL = "whisper-1 open mailbox";
  private static final byte[] NONE = {};

  /** Opens the tag of a topic. */
  public static OpenTag board(Bytes32 tag) {
    return new OpenTag(Shelf.BOARD, tag, NONE);
  }

  /**
   * Opens the mailbox whose tag is the blinded key of {@code owner}: public-key work.
   *
   * @param binding that of the circuit, 32 bytes
   */
  public static OpenTag mailbox(BlindedIdentity owner, byte[] binding) {
    return new OpenTag(Shelf.MAILBOX, owner.key().bytes(), owner.sign(LABEL, binding));
  }

  /**
   * Whether who opens may: public-key work where it is a mailbox.
   *
   * @param binding that of the circuit, 32 bytes
   */
  public boolean allowed(byte[] binding) {
    return shelf == Shelf.BOARD || new BlindedKey(tag).verify(LABEL, binding, proof);
  }

  /** The message. */
  public byte[] encode() {
    return ByteWriter.growing()
        .u8(shelf.code())
        .bytes(tag.toByteArray())
        .bytes(proof)
        .toByteArray();
  }

  /** Reads the message; the proof itself is not looked at. */
  public static Optional<OpenTag> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    Shelf shelf =
        Shelf.of(in.u8()).filter(each -> each == Shelf.BOARD || each == Shelf.MAILBOX).orElse(null);
    Bytes32 tag = in.bytes32();
    byte[] proof = shelf == Shelf.MAILBOX ? in.bytes(Ed25519.SIGNATURE_SIZE) : NONE;
    return shelf != null && in.done()
        ? Optional.of(new OpenTag(shelf, tag, proof))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "OpenTag[" + shelf + "]";
  }
}
