package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.state.StateStore;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.introduction.ReplayCache;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The key under which a recipient waits at one relay, how long it may, and what it opened under it.
 *
 * <p>On disk: relay 32 | seed 32 | ends 8 | introductions 4.
 */
final class PointKey {
  /** The length of a record in bytes. */
  static final int RECORD_SIZE = 76;

  /** How the names of logs of what was opened begin. */
  static final String OPENED = "opened-";

  private static final int MIN_HOURS = 18;
  private static final int MAX_HOURS = 24;
  private static final int MIN_INTRODUCTIONS = 16_384;
  private static final int MAX_INTRODUCTIONS = 32_768;

  /** Introductions that still come between the decision to replace a point and its end. */
  private static final int MARGIN = 8192;

  private final PresencePoint point;
  private final SecretBytes seed;
  private final Instant ends;
  private final int introductions;
  private final String log;
  private final ReplayCache opened;

  private PointKey(
      Bytes32 relay, byte[] seed, Instant ends, int introductions, StateStore state, Instant now) {
    this.point = new PresencePoint(relay, Bytes32.of(Ed25519.publicKey(seed)));
    this.seed = SecretBytes.owning(seed);
    this.ends = ends;
    this.introductions = introductions;
    this.log = OPENED + point.introductionKey().hex().substring(0, 32);
    this.opened = ReplayCache.open(state, log, MAX_INTRODUCTIONS + MARGIN, now);
  }

  /** A new key for a random 18 to 24 hours and a random 16,384 to 32,768 introductions. */
  static PointKey create(SecureRandom random, Bytes32 relay, StateStore state, Instant now) {
    byte[] seed = new byte[Ed25519.SEED_SIZE];
    random.nextBytes(seed);
    long seconds =
        random.nextLong(
            Duration.ofHours(MIN_HOURS).toSeconds(), Duration.ofHours(MAX_HOURS).toSeconds() + 1);
    int introductions = random.nextInt(MIN_INTRODUCTIONS, MAX_INTRODUCTIONS + 1);
    return new PointKey(relay, seed, now.plusSeconds(seconds), introductions, state, now);
  }

  static PointKey read(ByteReader in, StateStore state, Instant now) {
    Bytes32 relay = in.bytes32();
    byte[] seed = in.bytes(Ed25519.SEED_SIZE);
    long ends = Math.max(0, Math.min(in.u64(), Instant.MAX.getEpochSecond()));
    int introductions = (int) Math.min(in.u32(), MAX_INTRODUCTIONS);
    return new PointKey(relay, seed, Instant.ofEpochSecond(ends), introductions, state, now);
  }

  void write(ByteWriter out) {
    byte[] secret = seed.toByteArray();
    out.bytes(point.relay().toByteArray())
        .bytes(secret)
        .u64(ends.getEpochSecond())
        .u32(introductions);
    Arrays.fill(secret, (byte) 0);
  }

  PresencePoint point() {
    return point;
  }

  SecretBytes seed() {
    return seed;
  }

  /** What was opened under this key already. */
  ReplayCache opened() {
    return opened;
  }

  /** The name of the log of that. */
  String log() {
    return log;
  }

  Instant ends() {
    return ends;
  }

  /** Until when what was opened is remembered: longer than the key can be in use. */
  Instant remembered() {
    return ends.plus(Duration.ofDays(1));
  }

  /** Whether another point has to take its place. */
  boolean over(Instant now) {
    return !ends.isAfter(now) || opened.size() >= introductions;
  }

  /** Destroys the secret; what was opened is remembered on disk. */
  void wipe() {
    seed.close();
  }

  @Override
  public String toString() {
    return "PointKey";
  }
}
