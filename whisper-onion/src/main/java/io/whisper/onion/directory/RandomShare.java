package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one authority's share in the random value that is drawn in one time period: its
 * commitment, and what it revealed, or the second commitment that excludes it.
 *
 * <p>On the wire {@code period u64 | authority 32 | commitment 96 | kind u8}, and then nothing (0),
 * the reveal 32 (1), or the second commitment 96 (2); a commitment is the hash 32 and the signature
 * 64. See docs/protocol.md, section 8.9.
 *
 * @param commit the commitment
 * @param second another commitment of the same authority in the same period, greater than the first
 * @param reveal what the commitment is to
 */
public record RandomShare(
    RandomCommit commit, @Nullable RandomCommit second, @Nullable Bytes32 reveal) {
  /** The order of shares: by period, then by authority. */
  static final Comparator<RandomShare> ORDER =
      Comparator.comparingLong(RandomShare::period).thenComparing(RandomShare::authority);

  private static final int COMMITTED = 0;
  private static final int REVEALED = 1;
  private static final int TWICE = 2;

  /** Refuses what no share can be. */
  public RandomShare {
    if (second != null) {
      boolean conflicting =
          second.period() == commit.period()
              && second.authority().equals(commit.authority())
              && second.value().compareTo(commit.value()) > 0;
      if (!conflicting || reveal != null) {
        throw new IllegalArgumentException("a second commitment that is none of the same share");
      }
    }
  }

  /** A share of which only the commitment is known. */
  public static RandomShare of(RandomCommit commit) {
    return new RandomShare(commit, null, null);
  }

  /** The share in {@code encoded}, if it is exactly that; signatures unchecked. */
  public static Optional<RandomShare> decode(byte[] encoded) {
    ByteReader reader = new ByteReader(encoded);
    long period = reader.u64();
    Bytes32 authority = reader.bytes32();
    RandomCommit commit = RandomCommit.read(period, authority, reader);
    int kind = reader.u8();
    Bytes32 reveal = kind == REVEALED ? reader.bytes32() : null;
    RandomCommit second = kind == TWICE ? RandomCommit.read(period, authority, reader) : null;
    boolean ordered = second == null || second.value().compareTo(commit.value()) > 0;
    if (!reader.done() || kind > TWICE || !ordered || !DocumentTime.isValid(period)) {
      return Optional.empty();
    }
    return Optional.of(new RandomShare(commit, second, reveal));
  }

  /** Its bytes. */
  public byte[] encode() {
    ByteWriter writer = ByteWriter.growing().u64(period());
    authority().writeTo(writer);
    commit.writeTo(writer);
    if (second != null) {
      writer.u8(TWICE);
      second.writeTo(writer);
    } else if (reveal != null) {
      writer.u8(REVEALED);
      reveal.writeTo(writer);
    } else {
      writer.u8(COMMITTED);
    }
    return writer.toByteArray();
  }

  /**
   * Whether an authority of {@code network} signed all of it, and the reveal is what it committed
   * to. Costs a signature check or two: a worker's work.
   */
  public boolean verifies(Network network) {
    return network.authority(authority()).isPresent()
        && commit.verifies(network.id())
        && (second == null || second.verifies(network.id()))
        && (reveal == null || opens(network.id(), reveal));
  }

  private boolean opens(Bytes32 network, Bytes32 candidate) {
    return SharedRandom.commitment(network, authority(), period(), candidate)
        .equals(commit.value());
  }

  /** The number of the time period that it belongs to. */
  public long period() {
    return commit.period();
  }

  /** Whose it is. */
  public Bytes32 authority() {
    return commit.authority();
  }

  /** The same with {@code value} revealed, which the commitment must be to. */
  public RandomShare revealing(Bytes32 value) {
    return second == null ? new RandomShare(commit, null, value) : this;
  }
}
