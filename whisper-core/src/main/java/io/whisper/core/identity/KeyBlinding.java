package io.whisper.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519Blinding;
import io.whisper.core.crypto.Sha3;

/**
 * The keys under which an address shows itself in one time period (docs/protocol.md, 10).
 *
 * <p>The derivation is that of Tor's rend-spec-v3, appendix A.2, its strings included; the optional
 * secret is that of a {@link BlindingPurpose}. Periods count from 0 and have a length in minutes.
 */
public final class KeyBlinding {
  /** B, the base point's coordinates. */
  private static final String BASE_POINT =
      "(15112221349535400772501151409588531511454012693041857206046113283949847762202, "
          + "46316835694926478169428394003475163141307993866256225615783033603165251855960)";

  private KeyBlinding() {}

  /** The key that signs the presences of {@code address} in that period: A' = h A. */
  public static BlindedKey blindPublic(Address address, long period, long periodMinutes) {
    return blindPublic(address, BlindingPurpose.PRESENCE, period, periodMinutes);
  }

  /** The key of {@code address} for that purpose in that period: A' = h A. */
  public static BlindedKey blindPublic(
      Address address, BlindingPurpose purpose, long period, long periodMinutes) {
    byte[] blinded =
        Ed25519Blinding.blindPublicKey(
                address.publicKey().toByteArray(),
                parameter(address, purpose, period, periodMinutes))
            .orElseThrow();
    return new BlindedKey(Bytes32.of(blinded));
  }

  /**
   * What only those can compute who know the address, and which differs in each period: the key
   * material for encrypting its documents.
   */
  public static Bytes32 subcredential(Address address, BlindedKey blindedKey) {
    byte[] credential =
        Sha3.sha3_256("credential".getBytes(US_ASCII), address.publicKey().toByteArray());
    return Bytes32.of(
        Sha3.sha3_256(
            "subcredential".getBytes(US_ASCII), credential, blindedKey.bytes().toByteArray()));
  }

  /** h before it is clamped: the hash over A, the secret s, B and the nonce N. */
  static byte[] parameter(
      Address address, BlindingPurpose purpose, long period, long periodMinutes) {
    if (period < 0 || periodMinutes < 1) {
      throw new IllegalArgumentException(
          "period " + period + " of " + periodMinutes + " minutes: 0 and 1 are the least");
    }
    ByteWriter input = ByteWriter.growing().ascii("Derive temporary signing key").u8(0);
    address.publicKey().writeTo(input);
    input
        .ascii(purpose.secret())
        .ascii(BASE_POINT)
        .ascii("key-blind")
        .u64(period)
        .u64(periodMinutes);
    return Sha3.sha3_256(input.toByteArray());
  }
}
