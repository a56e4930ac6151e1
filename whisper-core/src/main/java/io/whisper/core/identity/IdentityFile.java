package io.whisper.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.crypto.Ed25519;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The text that keeps an identity on disk: between two marks, the version, the address and the
 * seed. There is exactly one text for an identity, and no other is accepted.
 */
final class IdentityFile {
  private static final byte[] BEGIN =
      "-----BEGIN WHISPER IDENTITY-----\nVersion: 1\nAddress: ".getBytes(US_ASCII);
  private static final byte[] END = "\n-----END WHISPER IDENTITY-----\n".getBytes(US_ASCII);
  private static final int ADDRESS_LENGTH = 64;
  private static final int SEED_LENGTH = 44;
  private static final int SEED_AT = BEGIN.length + ADDRESS_LENGTH + 2;

  private IdentityFile() {}

  /** The text of the identity with this address and seed. */
  static byte[] encode(String address, byte[] seed) {
    byte[] encodedSeed = Base64.getEncoder().encode(seed);
    ByteWriter writer = ByteWriter.ofSize(SEED_AT + SEED_LENGTH + END.length);
    writer.bytes(BEGIN).ascii(address).ascii("\n\n").bytes(encodedSeed).bytes(END);
    byte[] text = writer.toByteArray();
    writer.wipe();
    Arrays.fill(encodedSeed, (byte) 0);
    return text;
  }

  /** Whether {@code text} begins as a file of this version does. */
  static boolean isOfThisVersion(byte[] text) {
    return Arrays.equals(text, 0, Math.min(text.length, BEGIN.length), BEGIN, 0, BEGIN.length);
  }

  /** The seed in {@code text}, or nothing when it does not stand where it belongs. */
  static Optional<byte[]> seed(byte[] text) {
    if (text.length != SEED_AT + SEED_LENGTH + END.length) {
      return Optional.empty();
    }
    byte[] encodedSeed = Arrays.copyOfRange(text, SEED_AT, SEED_AT + SEED_LENGTH);
    try {
      byte[] seed = Base64.getDecoder().decode(encodedSeed);
      return seed.length == Ed25519.SEED_SIZE ? Optional.of(seed) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    } finally {
      Arrays.fill(encodedSeed, (byte) 0);
    }
  }
}
