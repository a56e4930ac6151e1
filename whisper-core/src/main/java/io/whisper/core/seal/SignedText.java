package io.whisper.core.seal;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;
import java.util.Arrays;
import java.util.Optional;

/**
 * The payload of a signed publication (docs/protocol.md, 18.9).
 *
 * <pre>room key 32 | signature 64 | text, the rest</pre>
 *
 * @param signature 64 bytes, not copied
 * @param text not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
record SignedText(Bytes32 roomKey, byte[] signature, byte[] text) {
  /** The number of bytes by which the payload is longer than the text. */
  static final int OVERHEAD = Bytes32.SIZE + Ed25519.SIGNATURE_SIZE;

  private static final String LABEL = Labelled.PREFIX + "signed publication";

  /**
   * Signs what {@code content} says.
   *
   * @param bound of the envelope, so that what is signed is in no other one
   */
  static SignedText sign(RoomKey key, byte[] bound, FirstContact content, Address author) {
    byte[] text = content.payload();
    SignedText unsigned = new SignedText(key.publicKey(), new byte[Ed25519.SIGNATURE_SIZE], text);
    byte[] message = unsigned.signed(bound, content, author);
    byte[] signature = key.sign(message);
    Arrays.fill(message, (byte) 0);
    return new SignedText(key.publicKey(), signature, text);
  }

  /** The parts of a payload; nothing when it is too short. */
  static Optional<SignedText> decode(byte[] payload) {
    ByteReader in = new ByteReader(payload);
    SignedText read = new SignedText(in.bytes32(), in.bytes(Ed25519.SIGNATURE_SIZE), in.rest());
    return in.done() ? Optional.of(read) : Optional.empty();
  }

  /** The payload. */
  byte[] encode() {
    ByteWriter out = ByteWriter.ofSize(OVERHEAD + text.length);
    roomKey.writeTo(out);
    return out.bytes(signature).bytes(text).toByteArray();
  }

  /** Whether the signature is the room key's over all that this stands in. */
  boolean holds(byte[] bound, FirstContact content, Address author) {
    return Ed25519.verify(roomKey.toByteArray(), signed(bound, content, author), signature);
  }

  /** The same frame around another payload. */
  static FirstContact with(FirstContact content, byte[] payload) {
    return new FirstContact(content.kind(), content.id(), content.ttlSeconds(), payload);
  }

  private byte[] signed(byte[] bound, FirstContact content, Address author) {
    byte[] payload = new SignedText(roomKey, new byte[Ed25519.SIGNATURE_SIZE], text).encode();
    byte[] plaintext =
        new Plaintext(with(content, payload), author, Bytes32.ZERO).encode(payload.length);
    byte[] message = Labelled.bytes(LABEL, bound, plaintext);
    Arrays.fill(payload, (byte) 0);
    Arrays.fill(plaintext, (byte) 0);
    return message;
  }

  @Override
  public String toString() {
    return "SignedText";
  }
}
