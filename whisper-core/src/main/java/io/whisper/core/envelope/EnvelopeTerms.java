package io.whisper.core.envelope;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * What an envelope says in the clear, beside the work that was paid for it (docs/protocol.md,
 * 18.1).
 *
 * @param kind whom it is for
 * @param tag under which stores keep it
 * @param expires the second since 1970 from which on nobody has it any more
 * @param ttlSeconds how long it lives, at least 1; stores refuse more than {@link #MAX_TTL_SECONDS}
 * @param withdrawal what the key has to hash to that withdraws it, or null when nobody can;
 *     mailboxes have none
 */
public record EnvelopeTerms(
    EnvelopeKind kind, Bytes32 tag, long expires, int ttlSeconds, @Nullable Bytes32 withdrawal) {
  /** The longest time to live: 14 days. */
  public static final int MAX_TTL_SECONDS = 1_209_600;

  /** How far the clock of a sender may be ahead of a store's, in seconds. */
  public static final int CLOCK_TOLERANCE_SECONDS = 120;

  /** Checks what every envelope keeps to. */
  public EnvelopeTerms {
    if (expires < 1) {
      throw new IllegalArgumentException("expiry " + expires + " is not a second after 1970");
    }
    if (ttlSeconds < 1) {
      throw new IllegalArgumentException(
          "time to live of " + ttlSeconds + " s is not within 1 to " + MAX_TTL_SECONDS);
    }
    if (withdrawal != null && kind != EnvelopeKind.BOARD) {
      throw new IllegalArgumentException("only what is on a BOARD can be withdrawn");
    }
    // In the digest, zeros stand for no withdrawal.
    if (withdrawal != null && withdrawal.equals(Bytes32.ZERO)) {
      throw new IllegalArgumentException("withdrawal is 32 zeros, which no key hashes to");
    }
  }

  /** The terms of a post that is made at {@code nowSeconds}. */
  public static EnvelopeTerms board(
      Bytes32 tag, long nowSeconds, int ttlSeconds, @Nullable Bytes32 withdrawal) {
    return made(EnvelopeKind.BOARD, tag, nowSeconds, ttlSeconds, withdrawal);
  }

  /** The terms of a message into a mailbox that is made at {@code nowSeconds}. */
  public static EnvelopeTerms mailbox(Bytes32 tag, long nowSeconds, int ttlSeconds) {
    return made(EnvelopeKind.MAILBOX, tag, nowSeconds, ttlSeconds, null);
  }

  /** The second at which it was made, as it says. */
  public long made() {
    return expires - ttlSeconds;
  }

  /** How a store whose clock shows {@code nowSeconds} finds it. */
  public Timeliness timeliness(long nowSeconds) {
    if (ttlSeconds > MAX_TTL_SECONDS) {
      return Timeliness.OVER_LONG;
    }
    if (expires <= nowSeconds) {
      return Timeliness.EXPIRED;
    }
    return made() > nowSeconds + CLOCK_TOLERANCE_SECONDS
        ? Timeliness.FROM_THE_FUTURE
        : Timeliness.TIMELY;
  }

  /**
   * Writes {@code tag | expires u64 | ttl u32}, which stands in everything that vouches for them.
   */
  void writeTo(ByteWriter writer) {
    tag.writeTo(writer);
    writer.u64(expires).u32(ttlSeconds);
  }

  /** The withdrawal, or 32 zeros. */
  Bytes32 withdrawalOrZeros() {
    return withdrawal == null ? Bytes32.ZERO : withdrawal;
  }

  private static EnvelopeTerms made(
      EnvelopeKind kind,
      Bytes32 tag,
      long nowSeconds,
      int ttlSeconds,
      @Nullable Bytes32 withdrawal) {
    if (ttlSeconds > MAX_TTL_SECONDS) {
      throw new IllegalArgumentException(
          "time to live of " + ttlSeconds + " s is not within 1 to " + MAX_TTL_SECONDS);
    }
    return new EnvelopeTerms(kind, tag, nowSeconds + ttlSeconds, ttlSeconds, withdrawal);
  }

  /** Only the type: a tag ties readers to what they read. */
  @Override
  public String toString() {
    return "EnvelopeTerms";
  }
}
