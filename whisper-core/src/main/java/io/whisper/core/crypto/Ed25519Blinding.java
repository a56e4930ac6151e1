package io.whisper.core.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Key blinding for Ed25519 as in Tor's rend-spec-v3, appendix A.2: who knows a public key A derives
 * the public key A' = h A for a parameter h, and only who knows the secret key a can sign for it.
 * Who does not know A cannot tell that two such keys belong together.
 */
public final class Ed25519Blinding {
  /** The length of a blinding parameter in bytes. */
  public static final int PARAMETER_SIZE = 32;

  private static final byte[] PREFIX_LABEL =
      "Derive temporary signing key hash input".getBytes(StandardCharsets.US_ASCII);

  private Ed25519Blinding() {}

  /** The blinded public key, or nothing when {@code publicKey} is not a valid one. */
  public static Optional<byte[]> blindPublicKey(byte[] publicKey, byte[] parameter) {
    byte[] h = clamped(parameter);
    if (!Ed25519.isValidPublicKey(publicKey)) {
      return Optional.empty();
    }
    return Ed25519Point.decode(publicKey).map(point -> point.multiply(h).encode());
  }

  /** The blinded expanded secret of an expanded secret; the caller has to wipe both. */
  public static byte[] blindSecret(byte[] expanded, byte[] parameter) {
    Sizes.check("expanded Ed25519 secret", expanded, Ed25519.EXPANDED_SIZE);
    byte[] scalar = Arrays.copyOf(expanded, 32);
    byte[] prefix = Arrays.copyOfRange(expanded, 32, Ed25519.EXPANDED_SIZE);
    byte[] blindedScalar = Ed25519Scalar.multiplyAdd(clamped(parameter), scalar, new byte[32]);
    byte[] blindedPrefix = Sha512.hash(PREFIX_LABEL, prefix);
    byte[] blinded = Arrays.copyOf(blindedScalar, Ed25519.EXPANDED_SIZE);
    System.arraycopy(blindedPrefix, 0, blinded, 32, 32);
    for (byte[] secret : new byte[][] {scalar, prefix, blindedScalar, blindedPrefix}) {
      Arrays.fill(secret, (byte) 0);
    }
    return blinded;
  }

  private static byte[] clamped(byte[] parameter) {
    Sizes.check("blinding parameter", parameter, PARAMETER_SIZE);
    byte[] h = parameter.clone();
    Ed25519.clamp(h);
    return h;
  }
}
