package io.whisper.rendezvous.descriptor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.AesGcm256;
import io.whisper.core.crypto.Hkdf;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.wire.BlindedBody;
import io.whisper.rendezvous.wire.SignedDocument;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A document as it lies on the stores: signed by the blinded key of its author for one period and
 * readable only with the author's address (docs/protocol.md, "Presence"). Immutable.
 */
final class BlindedDocument {
  private static final int VERSION = 1;
  private static final byte[] NO_AD = {};

  private final Form form;
  private final byte[] document;
  private final BlindedBody body;

  private BlindedDocument(Form form, byte[] document, BlindedBody body) {
    this.form = form;
    this.document = document;
    this.body = body;
  }

  /**
   * What sets one sort of document apart.
   *
   * @param label of its signature; that of its tag and that of its key begin with it
   * @param maxSize the longest document in bytes
   * @param plaintextSizes the lengths that its plaintext is padded to
   */
  record Form(String label, int maxSize, Set<Integer> plaintextSizes) {
    private byte[] tagLabel() {
      return (label + " tag").getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] keyLabel() {
      return (label + " key").getBytes(StandardCharsets.US_ASCII);
    }

    /** The tag at which the document of a blinded key lies in a period. */
    Bytes32 tag(BlindedKey blindedKey, long period) {
      byte[] number = ByteWriter.ofSize(8).u64(period).toByteArray();
      return Bytes32.of(Sha256.hash(tagLabel(), blindedKey.bytes().toByteArray(), number));
    }
  }

  /** Seals and signs a plaintext, which is padded already. */
  static BlindedDocument create(
      Form form,
      SecureRandom random,
      Identity identity,
      TimePeriod period,
      long revision,
      Instant expires,
      byte[] plaintext) {
    try (BlindedIdentity blinded = identity.blind(period.number(), period.minutes())) {
      byte[] nonce = new byte[AesGcm256.NONCE_SIZE];
      random.nextBytes(nonce);
      byte[] key = key(form, nonce, identity.address(), blinded.key());
      byte[] ciphertext = AesGcm256.seal(key, nonce, NO_AD, plaintext);
      Arrays.fill(key, (byte) 0);
      BlindedBody body =
          BlindedBody.newBuilder()
              .setVersion(VERSION)
              .setBlindedKey(ByteString.copyFrom(blinded.key().bytes().toByteArray()))
              .setPeriod(period.number())
              .setPeriodMinutes(period.minutes())
              .setRevision(revision)
              .setExpires(expires.getEpochSecond())
              .setNonce(ByteString.copyFrom(nonce))
              .setCiphertext(ByteString.copyFrom(ciphertext))
              .build();
      byte[] encoded = body.toByteArray();
      byte[] signature = blinded.sign(form.label(), encoded);
      byte[] document = encode(ByteString.copyFrom(encoded), ByteString.copyFrom(signature));
      return new BlindedDocument(form, document, body);
    }
  }

  /** Reads a document and checks its form and its signature; nothing when either is not right. */
  static Optional<BlindedDocument> verify(Form form, byte[] document) {
    if (document.length > form.maxSize()) {
      return Optional.empty();
    }
    try {
      SignedDocument signed = SignedDocument.parseFrom(document);
      BlindedBody body = BlindedBody.parseFrom(signed.getBody());
      byte[] encoded = signed.getBody().toByteArray();
      if (!wellFormed(form, body)
          // One document has one encoding: else anyone could make others of it.
          || !Arrays.equals(encode(signed.getBody(), signed.getSignature()), document)
          || !blindedKey(body).verify(form.label(), encoded, signed.getSignature().toByteArray())) {
        return Optional.empty();
      }
      return Optional.of(new BlindedDocument(form, document.clone(), body));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static byte[] encode(ByteString body, ByteString signature) {
    return SignedDocument.newBuilder().setBody(body).setSignature(signature).build().toByteArray();
  }

  private static boolean wellFormed(Form form, BlindedBody body) {
    return body.getVersion() == VERSION
        && body.getBlindedKey().size() == Bytes32.SIZE
        && body.getPeriod() >= 0
        && body.getPeriodMinutes() > 0
        && body.getPeriodMinutes() <= Integer.MAX_VALUE
        && body.getRevision() >= 0
        && body.getExpires() >= 0
        && body.getExpires() <= Instant.MAX.getEpochSecond()
        && body.getNonce().size() == AesGcm256.NONCE_SIZE
        && form.plaintextSizes().contains(body.getCiphertext().size() - AesGcm256.TAG_SIZE);
  }

  /** The plaintext, or nothing when the document is not one of {@code address} in its period. */
  Optional<byte[]> open(Address address) {
    BlindedKey expected =
        KeyBlinding.blindPublic(address, body.getPeriod(), body.getPeriodMinutes());
    if (!expected.equals(blindedKey())) {
      return Optional.empty();
    }
    byte[] nonce = body.getNonce().toByteArray();
    byte[] key = key(form, nonce, address, expected);
    return AesGcm256.open(key, nonce, NO_AD, body.getCiphertext().toByteArray());
  }

  private static byte[] key(Form form, byte[] nonce, Address address, BlindedKey blinded) {
    byte[] subcredential = KeyBlinding.subcredential(address, blinded).toByteArray();
    byte[] prk = Hkdf.extract(nonce, address.publicKey().toByteArray(), subcredential);
    return Hkdf.expand(prk, form.keyLabel(), AesGcm256.KEY_SIZE);
  }

  byte[] bytes() {
    return document.clone();
  }

  Bytes32 tag() {
    return form.tag(blindedKey(), body.getPeriod());
  }

  BlindedKey blindedKey() {
    return blindedKey(body);
  }

  private static BlindedKey blindedKey(BlindedBody body) {
    return new BlindedKey(Bytes32.of(body.getBlindedKey().toByteArray()));
  }

  TimePeriod period() {
    return new TimePeriod(body.getPeriod(), (int) body.getPeriodMinutes());
  }

  long revision() {
    return body.getRevision();
  }

  Instant expires() {
    return Instant.ofEpochSecond(body.getExpires());
  }
}
