package io.whisper.onion.path;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The guards and second hops as they lie on disk.
 *
 * <pre>
 * version 1 | last drop 8 | count 1 | guards | count 1 | second hops
 * guard: identity 32 | expires 8 | unlisted since 8 | dropped 1 | attempts 4 | failures 4
 * second hop: identity 32 | expires 8
 * </pre>
 *
 * <p>Times are seconds since 1970, 0 where there is none.
 */
record GuardRecord(@Nullable Instant lastDrop, List<Guard> guards, List<SecondHop> secondHops) {
  private static final int VERSION = 1;

  /** A relay that may stand second on a path until it expires. */
  record SecondHop(Bytes32 identity, Instant expires) {}

  byte[] encode() {
    ByteWriter out = ByteWriter.growing().u8(VERSION);
    writeTime(out, lastDrop);
    out.u8(guards.size());
    for (Guard guard : guards) {
      guard.identity.writeTo(out);
      writeTime(out, guard.expires);
      writeTime(out, guard.unlistedSince);
      out.u8(guard.dropped ? 1 : 0).u32(guard.attempts).u32(guard.failures);
    }
    out.u8(secondHops.size());
    for (SecondHop hop : secondHops) {
      hop.identity.writeTo(out);
      writeTime(out, hop.expires);
    }
    return out.toByteArray();
  }

  static Optional<GuardRecord> decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    if (in.u8() != VERSION) {
      return Optional.empty();
    }
    Instant lastDrop = readTime(in);
    List<Guard> guards = new ArrayList<>();
    for (int left = in.u8(); left > 0 && !in.failed(); left--) {
      Guard guard = new Guard(in.bytes32(), Instant.ofEpochSecond(seconds(in)));
      guard.unlistedSince = readTime(in);
      int dropped = in.u8();
      long attempts = in.u32();
      long failures = in.u32();
      if (dropped > 1 || attempts > Integer.MAX_VALUE || failures > attempts) {
        in.fail();
      }
      guard.dropped = dropped == 1;
      guard.attempts = (int) attempts;
      guard.failures = (int) failures;
      guards.add(guard);
    }
    List<SecondHop> secondHops = new ArrayList<>();
    for (int left = in.u8(); left > 0 && !in.failed(); left--) {
      secondHops.add(new SecondHop(in.bytes32(), Instant.ofEpochSecond(seconds(in))));
    }
    return in.done()
        ? Optional.of(new GuardRecord(lastDrop, guards, secondHops))
        : Optional.empty();
  }

  private static void writeTime(ByteWriter out, @Nullable Instant time) {
    out.u64(time == null ? 0 : time.getEpochSecond());
  }

  private static @Nullable Instant readTime(ByteReader in) {
    long seconds = seconds(in);
    return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
  }

  private static long seconds(ByteReader in) {
    long seconds = in.u64();
    if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
      in.fail();
      return 0;
    }
    return seconds;
  }
}
