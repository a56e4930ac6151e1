package io.whisper.core.identity;

import io.whisper.core.address.Address;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Ed25519Blinding;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.crypto.X25519;
import io.whisper.core.state.FileTrouble;
import io.whisper.core.state.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The secret key behind an address: an Ed25519 seed.
 *
 * <p>Thread-safe. Wiped by {@link #close()}, after which every use of the secret is refused.
 */
public final class Identity implements AutoCloseable {
  private final SecretBytes seed;
  private final Address address;

  /** Takes the array for its own. */
  private Identity(byte[] seed) {
    this.address = Address.decode(Ed25519.publicKey(seed)).orElseThrow();
    this.seed = SecretBytes.owning(seed);
  }

  /** A new identity that nobody keeps unless it is saved. */
  public static Identity ephemeral() {
    return ephemeral(new SecureRandom());
  }

  /** A new identity from {@code random}. */
  public static Identity ephemeral(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SEED_SIZE];
    random.nextBytes(seed);
    return new Identity(seed);
  }

  /** The identity of a seed of 32 bytes, which is copied. */
  static Identity ofSeed(byte[] seed) {
    return new Identity(seed.clone());
  }

  /**
   * The identity that {@link #save} put into {@code file}.
   *
   * @throws IdentityException when it cannot be read or is not whole
   */
  public static Identity load(Path file) {
    byte[] text;
    try {
      text = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IdentityException(file, "cannot be read: " + FileTrouble.of(e), e);
    }
    try {
      if (!IdentityFile.isOfThisVersion(text)) {
        throw new IdentityException(file, "is not one of version 1", null);
      }
      return IdentityFile.seed(text)
          .map(Identity::new)
          .filter(identity -> MessageDigest.isEqual(identity.text(), text))
          .orElseThrow(
              () -> new IdentityException(file, "is damaged: address and seed differ", null));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /**
   * Keeps this identity in a new file that only its owner may read.
   *
   * @throws IdentityException when it cannot be written, or is there already: an identity that is
   *     overwritten is lost
   */
  public void save(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IdentityException(file, "exists already and is not overwritten", null);
    }
    byte[] text = text();
    try {
      PrivateFiles.write(file, text);
    } catch (IOException e) {
      throw new IdentityException(file, "cannot be written: " + FileTrouble.of(e), e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** The address that this identity is reached at. */
  public Address address() {
    return address;
  }

  /**
   * The signature over {@code message} behind {@code label}, which begins with {@code whisper-1}
   * and is used for nothing else; {@link Address#verify} checks it.
   */
  public byte[] sign(String label, byte[] message) {
    byte[] secret = seed.toByteArray();
    try {
      return Ed25519.sign(secret, Labelled.bytes(label, message));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** This identity as its presences show it in one time period: see {@link KeyBlinding}. */
  public BlindedIdentity blind(long period, long periodMinutes) {
    return blind(BlindingPurpose.PRESENCE, period, periodMinutes);
  }

  /** This identity as it shows itself for that purpose in one time period. */
  public BlindedIdentity blind(BlindingPurpose purpose, long period, long periodMinutes) {
    byte[] parameter = KeyBlinding.parameter(address, purpose, period, periodMinutes);
    byte[] expanded = expanded();
    try {
      return new BlindedIdentity(
          Ed25519Blinding.blindSecret(expanded, parameter),
          KeyBlinding.blindPublic(address, purpose, period, periodMinutes));
    } finally {
      Arrays.fill(expanded, (byte) 0);
    }
  }

  /**
   * The secret that only this identity and the owner of {@code other} can compute: X25519 between
   * both keys, mapped as in RFC 7748, 4.1.
   */
  public Optional<SecretBytes> agree(Address other) {
    byte[] expanded = expanded();
    byte[] scalar = Arrays.copyOf(expanded, X25519.KEY_SIZE);
    try {
      byte[] publicKey = Ed25519.toX25519PublicKey(other.publicKey().toByteArray());
      return X25519.agree(scalar, publicKey).map(SecretBytes::owning);
    } finally {
      Arrays.fill(expanded, (byte) 0);
      Arrays.fill(scalar, (byte) 0);
    }
  }

  @Override
  public void close() {
    seed.close();
  }

  @Override
  public String toString() {
    return "Identity";
  }

  private byte[] expanded() {
    byte[] secret = seed.toByteArray();
    try {
      return Ed25519.expand(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private byte[] text() {
    byte[] secret = seed.toByteArray();
    try {
      return IdentityFile.encode(address.toString(), secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
