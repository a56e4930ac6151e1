package io.whisper.rendezvous.author;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.seal.RoomKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A room key of one's own: it signs for a week, then its secret is wiped, and that it was one's own
 * is remembered as long as a post may stand that it signed. Confined to the loop.
 *
 * <p>On disk: room 32 | made u64 | public key 32 | seed 32, zeros once it is wiped.
 */
final class HeldRoomKey implements AutoCloseable {
  static final int RECORD_SIZE = 104;

  /** How long it signs. */
  static final Duration USE = Duration.ofDays(7);

  /** The longest life of a post more, and a day for clocks. */
  static final Duration MEMORY = USE.plus(Duration.ofDays(15));

  private final Bytes32 room;
  private final Instant made;
  private final Bytes32 publicKey;
  private @Nullable RoomKey secret;

  private HeldRoomKey(Bytes32 room, Instant made, Bytes32 publicKey, @Nullable RoomKey secret) {
    this.room = room;
    this.made = made;
    this.publicKey = publicKey;
    this.secret = secret;
  }

  /** A new key, which is taken. */
  static HeldRoomKey of(Bytes32 room, RoomKey key, Instant now) {
    return new HeldRoomKey(room, Instant.ofEpochSecond(now.getEpochSecond()), key.publicKey(), key);
  }

  /** Reads a record; nothing when its keys are none or do not belong together. */
  static Optional<HeldRoomKey> read(ByteReader in) {
    Bytes32 room = in.bytes32();
    long made = Math.max(0, Math.min(in.u64(), Instant.MAX.getEpochSecond()));
    Bytes32 publicKey = in.bytes32();
    byte[] seed = in.bytes(RoomKey.SEED_SIZE);
    try {
      RoomKey secret = Bytes32.of(seed).equals(Bytes32.ZERO) ? null : RoomKey.of(seed);
      boolean sound =
          !in.failed()
              && (secret == null
                  ? Ed25519.isValidPublicKey(publicKey.toByteArray())
                  : secret.publicKey().equals(publicKey));
      return sound
          ? Optional.of(new HeldRoomKey(room, Instant.ofEpochSecond(made), publicKey, secret))
          : Optional.empty();
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  void write(ByteWriter out) {
    byte[] seed = secret == null ? new byte[RoomKey.SEED_SIZE] : secret.seed();
    room.writeTo(out);
    out.u64(made.getEpochSecond());
    publicKey.writeTo(out);
    out.bytes(seed);
    Arrays.fill(seed, (byte) 0);
  }

  Bytes32 room() {
    return room;
  }

  Instant made() {
    return made;
  }

  Bytes32 publicKey() {
    return publicKey;
  }

  /** What it signs with; null when it signs no more. */
  @Nullable RoomKey secret() {
    return secret;
  }

  /** Whether it is to be forgotten. */
  boolean isOver(Instant now) {
    return !now.isBefore(made.plus(MEMORY));
  }

  /** Wipes the secret when it signs no more; says whether it did just now. */
  boolean retire(Instant now) {
    // A clock that was set back must not let a key sign for longer.
    boolean used = !now.isBefore(made.plus(USE)) || now.isBefore(made.minus(USE));
    if (secret == null || !used) {
      return false;
    }
    close();
    return true;
  }

  /** When it has to be looked at next. */
  Instant due() {
    return made.plus(secret == null ? MEMORY : USE);
  }

  @Override
  public void close() {
    if (secret != null) {
      secret.close();
      secret = null;
    }
  }

  @Override
  public String toString() {
    return "HeldRoomKey";
  }
}
