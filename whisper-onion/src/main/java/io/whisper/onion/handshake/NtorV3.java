package io.whisper.onion.handshake;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha3;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The formulas that both sides of an ntor-v3 handshake share (docs/protocol.md, section 5), with
 * the symbols of the published specification.
 *
 * <pre>
 * ENCAP(s) = length of s 8 | s
 * H(s, t) = SHA3-256(ENCAP(t) | s)           KDF(s, t) = SHAKE256(ENCAP(t) | s)
 * MAC(k, s, t) = SHA3-256(ENCAP(t) | ENCAP(k) | s)
 * ENC(k, m) = AES-256-CTR under k, counting from 0
 * </pre>
 */
final class NtorV3 {

  /** Bytes of ID, B, X, Y, MAC and AUTH each. */
  static final int FIELD = 32;

  private static final int KEY = 32;

  private final Augmentation augmentation;
  private final byte[] protoId;
  private final byte[] verification;

  NtorV3(Augmentation augmentation, byte[] verification) {
    this.augmentation = augmentation;
    this.protoId = augmentation.protocolId().getBytes(StandardCharsets.US_ASCII);
    this.verification = verification.clone();
  }

  Augmentation augmentation() {
    return augmentation;
  }

  /** Bytes of a hello around its message: ID | B | X | ek | MAC. */
  int helloSize() {
    return 4 * FIELD + augmentation.offerSize();
  }

  /** Bytes of a reply before its message: Y | AUTH | ct. */
  int replySize() {
    return 2 * FIELD + augmentation.answerSize();
  }

  /** Keys for the client's message, in the order ENC_K1, MAC_K1, from Bx. */
  Keys phase1(byte[] bx, Bytes32 id, byte[] x, Bytes32 b) {
    byte[] input = concat(bx, id.toByteArray(), x, b.toByteArray(), protoId, encap(verification));
    byte[] keys = Sha3.shake256(2 * KEY, tweak(":kdf_phase1"), input);
    Arrays.fill(input, (byte) 0);
    return Keys.cut(keys, KEY);
  }

  /** MAC over everything that the client sends before it. */
  byte[] messageMac(
      byte[] macKey, Bytes32 id, Bytes32 b, byte[] x, byte[] offer, byte[] encrypted) {
    return Sha3.sha3_256(
        tweak(":msg_mac"), encap(macKey), id.toByteArray(), b.toByteArray(), x, offer, encrypted);
  }

  /** What both sides know after the reply, apart from the messages. */
  Final finalKeys(
      byte[] xy, byte[] xb, byte[] secret, Bytes32 id, Bytes32 b, byte[] x, byte[] y, int bytes) {
    byte[] input =
        concat(
            xy, xb, id.toByteArray(), b.toByteArray(), x, y, protoId, encap(verification), secret);
    byte[] seed = Sha3.sha3_256(tweak(":key_seed"), input);
    byte[] verify = Sha3.sha3_256(tweak(":verify"), input);
    byte[] stream = Sha3.shake256(KEY + bytes, tweak(":kdf_final"), seed);
    Arrays.fill(input, (byte) 0);
    Arrays.fill(seed, (byte) 0);
    return new Final(verify, Keys.cut(stream, KEY));
  }

  /** AUTH over the whole handshake. */
  byte[] auth(
      byte[] verify,
      Bytes32 id,
      Bytes32 b,
      byte[] y,
      byte[] x,
      byte[] offer,
      byte[] answer,
      byte[] mac,
      byte[] encrypted) {
    return Sha3.sha3_256(
        tweak(":auth_final"),
        verify,
        id.toByteArray(),
        b.toByteArray(),
        y,
        x,
        mac,
        encap(encrypted),
        protoId,
        "Server".getBytes(StandardCharsets.US_ASCII),
        offer,
        answer);
  }

  /** ENC, which is its own inverse. */
  static byte[] enc(byte[] key, byte[] message) {
    if (message.length == 0) {
      return message.clone();
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return cipher.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-256-CTR", e);
    }
  }

  private byte[] tweak(String suffix) {
    return encap(concat(protoId, suffix.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] encap(byte[] bytes) {
    return ByteWriter.ofSize(Long.BYTES + bytes.length)
        .u64(bytes.length)
        .bytes(bytes)
        .toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** A key and what follows it: a second key, or a key stream. */
  @SuppressWarnings("ArrayRecordComponent") // Handed on once and then wiped.
  record Keys(byte[] first, byte[] rest) {

    /** Cuts and wipes. */
    static Keys cut(byte[] stream, int at) {
      Keys keys =
          new Keys(Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, at, stream.length));
      Arrays.fill(stream, (byte) 0);
      return keys;
    }

    void wipe() {
      Arrays.fill(first, (byte) 0);
      Arrays.fill(rest, (byte) 0);
    }

    @Override
    public String toString() {
      return "Keys";
    }
  }

  /** verify, and ENC_KEY with KEYSTREAM behind it. */
  @SuppressWarnings("ArrayRecordComponent") // Handed on once and then wiped.
  record Final(byte[] verify, Keys keys) {

    void wipe() {
      Arrays.fill(verify, (byte) 0);
      keys.wipe();
    }

    @Override
    public String toString() {
      return "Final";
    }
  }
}
