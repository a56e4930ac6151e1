package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A body of bytes and the signatures over it: the one envelope of all directory documents.
 *
 * <p>On the wire it is a protobuf message in exactly one encoding, read by hand so that no byte of
 * it is free: signatures ascending by signer, then the body, then nothing. A signature is Ed25519
 * over {@code label | SHA-256(body)}. See docs/protocol.md, section 8.
 */
public final class SignedDocument {
  private static final int SIGNATURE_TAG = 0x0a;
  private static final int BODY_TAG = 0x12;
  private static final int SIGNATURE_LENGTH = 2 + Bytes32.SIZE + 2 + Ed25519.SIGNATURE_SIZE;

  private final List<Signature> signatures;
  private final byte[] body;
  private final Bytes32 digest;

  /** One signature over a document. */
  public static final class Signature {
    private final Bytes32 signer;
    private final byte[] value;

    /** The signature {@code value}, 64 bytes, of the Ed25519 public key {@code signer}. */
    public Signature(Bytes32 signer, byte[] value) {
      if (value.length != Ed25519.SIGNATURE_SIZE) {
        throw new IllegalArgumentException(
            "a signature of " + value.length + " bytes; accepted is " + Ed25519.SIGNATURE_SIZE);
      }
      this.signer = signer;
      this.value = value.clone();
    }

    /** The signature of the key with {@code seed} under {@code label} over {@code digest}. */
    public static Signature of(byte[] seed, String label, Bytes32 digest) {
      return new Signature(
          Bytes32.of(Ed25519.publicKey(seed)), Ed25519.sign(seed, signed(label, digest)));
    }

    /** The Ed25519 public key that it is said to be of. */
    public Bytes32 signer() {
      return signer;
    }

    /** Its 64 bytes. */
    public byte[] value() {
      return value.clone();
    }

    /** Whether it is a signature under {@code label} over the body with {@code digest}. */
    public boolean verifies(String label, Bytes32 digest) {
      return Ed25519.verify(signer.toByteArray(), signed(label, digest), value);
    }

    private static byte[] signed(String label, Bytes32 digest) {
      ByteWriter writer = ByteWriter.growing().ascii(label);
      digest.writeTo(writer);
      return writer.toByteArray();
    }
  }

  /**
   * The document of {@code body}, which is not copied and must not be changed, and {@code
   * signatures} in any order; two of one signer are a mistake of the caller.
   */
  public SignedDocument(List<Signature> signatures, byte[] body) {
    this.signatures = signatures.stream().sorted(Comparator.comparing(Signature::signer)).toList();
    this.body = body;
    this.digest = digest(body);
    for (int i = 1; i < this.signatures.size(); i++) {
      if (this.signatures.get(i).signer.equals(this.signatures.get(i - 1).signer)) {
        throw new IllegalArgumentException("one signer signed twice");
      }
    }
  }

  /** The document of {@code body} with one signature by the key with {@code seed}. */
  public static SignedDocument sign(byte[] seed, String label, byte[] body) {
    return new SignedDocument(List.of(Signature.of(seed, label, digest(body))), body);
  }

  /** The document in {@code encoded}, which may not exceed the two bounds; signatures unchecked. */
  public static Optional<SignedDocument> decode(byte[] encoded, int maxSize, int maxSignatures) {
    if (encoded.length > maxSize) {
      return Optional.empty();
    }
    ByteReader reader = new ByteReader(encoded);
    List<Signature> signatures = new ArrayList<>();
    int tag = reader.u8();
    while (tag == SIGNATURE_TAG && !reader.failed()) {
      expect(reader, SIGNATURE_LENGTH);
      expect(reader, SIGNATURE_TAG);
      expect(reader, Bytes32.SIZE);
      Bytes32 signer = reader.bytes32();
      expect(reader, BODY_TAG);
      expect(reader, Ed25519.SIGNATURE_SIZE);
      byte[] value = reader.bytes(Ed25519.SIGNATURE_SIZE);
      boolean ascending =
          signatures.isEmpty()
              || signatures.get(signatures.size() - 1).signer().compareTo(signer) < 0;
      if (!ascending || signatures.size() == maxSignatures) {
        return Optional.empty();
      }
      signatures.add(new Signature(signer, value));
      tag = reader.u8();
    }
    if (tag != BODY_TAG || length(reader) != reader.remaining()) {
      return Optional.empty();
    }
    byte[] body = reader.rest();
    return reader.done() && body.length > 0
        ? Optional.of(new SignedDocument(signatures, body))
        : Optional.empty();
  }

  /** The document's bytes. */
  public byte[] encode() {
    ByteWriter writer = ByteWriter.growing();
    for (Signature signature : signatures) {
      writer.u8(SIGNATURE_TAG).u8(SIGNATURE_LENGTH).u8(SIGNATURE_TAG).u8(Bytes32.SIZE);
      signature.signer.writeTo(writer);
      writer.u8(BODY_TAG).u8(Ed25519.SIGNATURE_SIZE).bytes(signature.value);
    }
    writer.u8(BODY_TAG);
    int rest = body.length;
    while (rest >= 0x80) {
      writer.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return writer.u8(rest).bytes(body).toByteArray();
  }

  /** The signatures, ascending by signer. */
  public List<Signature> signatures() {
    return signatures;
  }

  /** The signed bytes. */
  public byte[] body() {
    return body.clone();
  }

  /** SHA-256 of the body: what names the document, whoever signed it. */
  public Bytes32 digest() {
    return digest;
  }

  static Bytes32 digest(byte[] body) {
    return Bytes32.of(Sha256.hash(body));
  }

  private static void expect(ByteReader reader, int octet) {
    if (reader.u8() != octet) {
      reader.fail();
    }
  }

  /** A protobuf length in its shortest form, at most 28 bits; -1 for anything else. */
  private static int length(ByteReader reader) {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int octet = reader.u8();
      value |= (octet & 0x7f) << shift;
      if (octet < 0x80) {
        boolean padded = octet == 0 && shift > 0;
        return padded || reader.failed() ? -1 : value;
      }
    }
    return -1;
  }
}
