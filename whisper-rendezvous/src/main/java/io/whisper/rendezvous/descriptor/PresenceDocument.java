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
import io.whisper.rendezvous.wire.PresenceBody;
import io.whisper.rendezvous.wire.SignedDocument;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A presence as it lies on the stores: signed by the recipient's blinded key of the period and
 * readable only with its address (docs/protocol.md, "Presence"). Immutable.
 */
public final class PresenceDocument {
  /** The longest document in bytes. */
  public static final int MAX_SIZE = 4000;

  private static final int VERSION = 1;
  private static final String SIGNATURE_LABEL = "whisper-1 presence";
  private static final byte[] TAG_LABEL = ascii("whisper-1 presence tag");
  private static final byte[] KEY_LABEL = ascii("whisper-1 presence key");
  private static final byte[] NO_AD = {};

  private final byte[] document;
  private final PresenceBody body;

  private PresenceDocument(byte[] document, PresenceBody body) {
    this.document = document;
    this.body = body;
  }

  /** The tag at which the presence of a blinded key lies in a period. */
  public static Bytes32 tag(BlindedKey blindedKey, long period) {
    byte[] number = ByteWriter.ofSize(8).u64(period).toByteArray();
    return Bytes32.of(Sha256.hash(TAG_LABEL, blindedKey.bytes().toByteArray(), number));
  }

  /**
   * Seals and signs a presence.
   *
   * @param identity the recipient's
   * @param revision higher than that of every document before it
   * @param expires when stores forget it, to the second
   */
  public static PresenceDocument create(
      SecureRandom random,
      Identity identity,
      TimePeriod period,
      long revision,
      Instant expires,
      Presence presence) {
    try (BlindedIdentity blinded = identity.blind(period.number(), period.minutes())) {
      return create(random, identity.address(), blinded, period, revision, expires, presence);
    }
  }

  private static PresenceDocument create(
      SecureRandom random,
      Address address,
      BlindedIdentity identity,
      TimePeriod period,
      long revision,
      Instant expires,
      Presence presence) {
    byte[] nonce = new byte[AesGcm256.NONCE_SIZE];
    random.nextBytes(nonce);
    byte[] key = key(nonce, address, identity.key());
    byte[] plaintext = PresenceContentCodec.encode(presence);
    byte[] ciphertext = AesGcm256.seal(key, nonce, NO_AD, plaintext);
    Arrays.fill(key, (byte) 0);
    PresenceBody body =
        PresenceBody.newBuilder()
            .setVersion(VERSION)
            .setBlindedKey(ByteString.copyFrom(identity.key().bytes().toByteArray()))
            .setPeriod(period.number())
            .setPeriodMinutes(period.minutes())
            .setRevision(revision)
            .setExpires(expires.getEpochSecond())
            .setNonce(ByteString.copyFrom(nonce))
            .setCiphertext(ByteString.copyFrom(ciphertext))
            .build();
    byte[] encoded = body.toByteArray();
    byte[] signature = identity.sign(SIGNATURE_LABEL, encoded);
    byte[] document = encode(ByteString.copyFrom(encoded), ByteString.copyFrom(signature));
    return new PresenceDocument(document, body);
  }

  /**
   * Reads a document and checks its form and its signature; nothing when either is not right. It
   * says nothing about time or about whose it is. A public-key operation: for a worker.
   */
  public static Optional<PresenceDocument> verify(byte[] document) {
    if (document.length > MAX_SIZE) {
      return Optional.empty();
    }
    try {
      SignedDocument signed = SignedDocument.parseFrom(document);
      PresenceBody body = PresenceBody.parseFrom(signed.getBody());
      byte[] encoded = signed.getBody().toByteArray();
      if (!wellFormed(body)
          // One document has one encoding: else anyone could make others of it.
          || !Arrays.equals(encode(signed.getBody(), signed.getSignature()), document)
          || !blindedKey(body)
              .verify(SIGNATURE_LABEL, encoded, signed.getSignature().toByteArray())) {
        return Optional.empty();
      }
      return Optional.of(new PresenceDocument(document.clone(), body));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static byte[] encode(ByteString body, ByteString signature) {
    return SignedDocument.newBuilder().setBody(body).setSignature(signature).build().toByteArray();
  }

  private static boolean wellFormed(PresenceBody body) {
    int length = body.getCiphertext().size() - AesGcm256.TAG_SIZE;
    return body.getVersion() == VERSION
        && body.getBlindedKey().size() == Bytes32.SIZE
        && body.getPeriod() >= 0
        && body.getPeriodMinutes() > 0
        && body.getPeriodMinutes() <= Integer.MAX_VALUE
        && body.getRevision() >= 0
        && body.getExpires() >= 0
        && body.getExpires() <= Instant.MAX.getEpochSecond()
        && body.getNonce().size() == AesGcm256.NONCE_SIZE
        && (length == PresenceContentCodec.SMALL || length == PresenceContentCodec.LARGE);
  }

  /**
   * The presence, or nothing when the document is not one of {@code address} in its period. A
   * public-key operation: for a worker.
   */
  public Optional<Presence> open(Address address) {
    BlindedKey expected =
        KeyBlinding.blindPublic(address, body.getPeriod(), body.getPeriodMinutes());
    if (!expected.equals(blindedKey())) {
      return Optional.empty();
    }
    byte[] nonce = body.getNonce().toByteArray();
    byte[] key = key(nonce, address, expected);
    return AesGcm256.open(key, nonce, NO_AD, body.getCiphertext().toByteArray())
        .flatMap(PresenceContentCodec::decode);
  }

  private static byte[] key(byte[] nonce, Address address, BlindedKey blinded) {
    byte[] subcredential = KeyBlinding.subcredential(address, blinded).toByteArray();
    byte[] prk = Hkdf.extract(nonce, address.publicKey().toByteArray(), subcredential);
    return Hkdf.expand(prk, KEY_LABEL, AesGcm256.KEY_SIZE);
  }

  /** A copy of the document's bytes, exactly as they were signed or received. */
  public byte[] bytes() {
    return document.clone();
  }

  /** The tag at which it lies. */
  public Bytes32 tag() {
    return tag(blindedKey(), body.getPeriod());
  }

  /** The blinded key that signed it. */
  public BlindedKey blindedKey() {
    return blindedKey(body);
  }

  private static BlindedKey blindedKey(PresenceBody body) {
    return new BlindedKey(Bytes32.of(body.getBlindedKey().toByteArray()));
  }

  /** The period that it is for. */
  public TimePeriod period() {
    return new TimePeriod(body.getPeriod(), (int) body.getPeriodMinutes());
  }

  /** Of two documents at one tag the one with the higher revision stands. */
  public long revision() {
    return body.getRevision();
  }

  /** When it is forgotten. */
  public Instant expires() {
    return Instant.ofEpochSecond(body.getExpires());
  }

  private static byte[] ascii(String label) {
    return label.getBytes(StandardCharsets.US_ASCII);
  }

  /** Only the type: a tag can be recognised. */
  @Override
  public String toString() {
    return "PresenceDocument";
  }
}
