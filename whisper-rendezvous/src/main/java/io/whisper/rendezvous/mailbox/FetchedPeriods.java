package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.kept.KeptRecords;
import io.whisper.rendezvous.reception.LatestValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Until when the mailbox of each period was emptied, over restarts. Confined to the loop.
 *
 * <p>On disk: version u8 (1), then for each: period u64 | minutes u32 | emptied u64.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class FetchedPeriods {
  private static final String STATE = "fetched";
  private static final int RECORD_SIZE = 20;

  private final LatestValue kept;
  private final Map<TimePeriod, Instant> emptied;

  private FetchedPeriods(LatestValue kept, Map<TimePeriod, Instant> emptied) {
    this.kept = kept;
    this.emptied = emptied;
  }

  /** Reads what is kept on disk: not for the loop. */
  static FetchedPeriods open(RoleLoop loop, StateStore state) {
    Map<TimePeriod, Instant> emptied = new HashMap<>();
    KeptRecords.read(state, STATE, RECORD_SIZE, in -> read(in, emptied));
    return new FetchedPeriods(new LatestValue(loop, state, STATE), emptied);
  }

  private static void read(ByteReader in, Map<TimePeriod, Instant> emptied) {
    long number = in.u64();
    long minutes = in.u32();
    long until = in.u64();
    if (number >= 0 && minutes > 0 && minutes <= Integer.MAX_VALUE && until >= 0) {
      emptied.put(
          new TimePeriod(number, (int) minutes),
          Instant.ofEpochSecond(Math.min(until, Instant.MAX.getEpochSecond())));
    }
  }

  /** Up to when all that came was taken; 1970 for a period that was never read. */
  Instant emptied(TimePeriod period) {
    return emptied.getOrDefault(period, Instant.EPOCH);
  }

  /** All that came until then was taken. */
  void emptied(TimePeriod period, Instant until) {
    emptied.put(period, until);
  }

  /** Forgets the periods that began before then, and writes the others to disk. */
  void keep(Instant earliest) {
    emptied.keySet().removeIf(period -> period.start().isBefore(earliest));
    ByteWriter out = KeptRecords.writer();
    emptied.forEach(
        (period, until) ->
            out.u64(period.number()).u32(period.minutes()).u64(until.getEpochSecond()));
    kept.write(out.toByteArray());
  }

  void close() {
    kept.close();
  }
}
