package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What an authority committed itself to reveal in one time period, signed by it: two of them are
 * its conviction. Immutable. See docs/protocol.md, section 8.9.
 */
public final class RandomCommit implements Comparable<RandomCommit> {
  private static final String LABEL = "whisper-1 shared random share";
  private static final Comparator<RandomCommit> ORDER =
      Comparator.comparingLong(RandomCommit::period)
          .thenComparing(RandomCommit::authority)
          .thenComparing(RandomCommit::value)
          .thenComparing(commit -> commit.signature, Arrays::compareUnsigned);

  private final long period;
  private final Bytes32 authority;
  private final Bytes32 value;
  private final byte[] signature;

  private RandomCommit(long period, Bytes32 authority, Bytes32 value, byte[] signature) {
    this.period = period;
    this.authority = authority;
    this.value = value;
    this.signature = signature;
  }

  /** The commitment to {@code value} by the authority whose secret is {@code seed}. */
  public static RandomCommit sign(Bytes32 network, long period, Bytes32 value, byte[] seed) {
    return new RandomCommit(
        period,
        Bytes32.of(Ed25519.publicKey(seed)),
        value,
        Ed25519.sign(seed, signed(network, period, value)));
  }

  /** What follows in {@code reader}; unusable when that failed. */
  static RandomCommit read(long period, Bytes32 authority, ByteReader reader) {
    return new RandomCommit(
        period, authority, reader.bytes32(), reader.bytes(Ed25519.SIGNATURE_SIZE));
  }

  void writeTo(ByteWriter writer) {
    value.writeTo(writer);
    writer.bytes(signature);
  }

  /** Whether its authority signed it for {@code network}. */
  boolean verifies(Bytes32 network) {
    return Ed25519.verify(authority.toByteArray(), signed(network, period, value), signature);
  }

  private static byte[] signed(Bytes32 network, long period, Bytes32 value) {
    return Labelled.bytes(
        LABEL,
        network.toByteArray(),
        ByteWriter.ofSize(8).u64(period).toByteArray(),
        value.toByteArray());
  }

  /** The number of the time period that it was made in. */
  public long period() {
    return period;
  }

  /** Whose it is. */
  public Bytes32 authority() {
    return authority;
  }

  /** The hash that it commits to. */
  public Bytes32 value() {
    return value;
  }

  @Override
  public int compareTo(RandomCommit other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RandomCommit that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Only the type. */
  @Override
  public String toString() {
    return "RandomCommit";
  }
}
