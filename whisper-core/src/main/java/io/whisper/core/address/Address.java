package io.whisper.core.address;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha3;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a recipient: an Ed25519 public key, written as 56 characters of base32 and {@code
 * .whisper} (docs/protocol.md, 10).
 *
 * <p>Its key is always valid: canonical, of the prime-order group. An address may be shown to its
 * user and never stands in a log.
 */
public final class Address {
  /** What every address ends with. */
  public static final String SUFFIX = ".whisper";

  private static final int VERSION = 1;
  private static final int CHARACTERS = 56;
  private static final int CHECKSUM_SIZE = 2;
  private static final String CHECKSUM_LABEL = Labelled.PREFIX + "address checksum";

  private final Bytes32 publicKey;

  private Address(Bytes32 publicKey) {
    this.publicKey = publicKey;
  }

  /**
   * The address that {@code text} shows, in either case.
   *
   * @throws AddressException naming what is wrong: suffix, length, alphabet, checksum, version, key
   */
  public static Address parse(String text) {
    if (!text.toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
      throw new AddressException("address does not end with " + SUFFIX);
    }
    String encoded = text.substring(0, text.length() - SUFFIX.length());
    if (encoded.length() != CHARACTERS) {
      throw new AddressException(
          "address has "
              + encoded.length()
              + " characters before "
              + SUFFIX
              + " where "
              + CHARACTERS
              + " belong");
    }
    byte[] bytes = Base32.decode(encoded);
    byte[] key = Arrays.copyOf(bytes, Bytes32.SIZE);
    byte[] checksum = Arrays.copyOfRange(bytes, Bytes32.SIZE, Bytes32.SIZE + CHECKSUM_SIZE);
    byte version = bytes[bytes.length - 1];
    if (!MessageDigest.isEqual(checksum, checksum(key, version))) {
      throw new AddressException("address is mistyped: its checksum does not match");
    }
    if (version != VERSION) {
      throw new AddressException(
          "address has version " + (version & 0xff) + " where only " + VERSION + " is known");
    }
    return decode(key)
        .orElseThrow(
            () -> new AddressException("address holds no valid key: it has a torsion component"));
  }

  /** The address of a public key of 32 bytes, or nothing when that is not a valid one. */
  public static Optional<Address> decode(byte[] publicKey) {
    return Ed25519.isValidPublicKey(publicKey)
        ? Optional.of(new Address(Bytes32.of(publicKey)))
        : Optional.empty();
  }

  /** The Ed25519 public key. */
  public Bytes32 publicKey() {
    return publicKey;
  }

  /** Whether {@code signature} is this address's over {@code message} behind {@code label}. */
  public boolean verify(String label, byte[] message, byte[] signature) {
    return Ed25519.verify(publicKey.toByteArray(), Labelled.bytes(label, message), signature);
  }

  private static byte[] checksum(byte[] key, byte version) {
    byte[] hash = Sha3.sha3_256(Labelled.bytes(CHECKSUM_LABEL, key, new byte[] {version}));
    return Arrays.copyOf(hash, CHECKSUM_SIZE);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address that && publicKey.equals(that.publicKey);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  /** The whole address, 64 characters. */
  @Override
  public String toString() {
    byte[] key = publicKey.toByteArray();
    byte[] bytes =
        ByteWriter.ofSize(CHARACTERS * 5 / 8)
            .bytes(key)
            .bytes(checksum(key, (byte) VERSION))
            .u8(VERSION)
            .toByteArray();
    return Base32.encode(bytes) + SUFFIX;
  }
}
