package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.LogContents;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened before and must not be opened again, remembered over restarts.
 *
 * <p>An item counts as known from the moment its record is with the state store, which is before
 * the caller hears that it is new. Bounded: when full it admits nothing new, rather than forget
 * what somebody could repeat. Thread-safe: what writes to the store may block, and waits for what
 * writes already; {@link #known} and {@link #size} never wait.
 */
public final class ReplayCache {
  /** What an item is to the cache. */
  public enum Admission {
    /** It was not known, and is now. */
    NEW,
    /** It was known. */
    KNOWN,
    /** It is not known, and there is no room to remember it. */
    FULL
  }

  private static final Logger LOG = LoggerFactory.getLogger(ReplayCache.class);

  /** A part of a key in the name of a file, which is nobody's business. */
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

  /** Records beyond the live ones, which are tolerated before the log is written anew. */
  private static final int SLACK = 1024;

  /** How often all items are looked at, however often it is asked how many they are. */
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(10);

  private final StateStore store;
  private final String name;
  private final int capacity;

  /** Changed under the lock of this cache, and read without it. */
  private final Map<Bytes32, Instant> items = new ConcurrentHashMap<>();

  private int records;

  /** When it is worth looking again for those past their time. */
  private Instant nextSweep = Instant.EPOCH;

  private int damagedBytes;
  private boolean failing;

  private ReplayCache(StateStore store, String name, int capacity) {
    this.store = store;
    this.name = name;
    this.capacity = capacity;
  }

  /**
   * Opens the cache kept under {@code name}, or begins one.
   *
   * @param capacity the most items, 1 to 1,000,000
   */
  public static ReplayCache open(StateStore store, String name, int capacity, Instant now) {
    if (capacity < 1 || capacity > 1_000_000) {
      throw new IllegalArgumentException("capacity is " + capacity + ", expected 1 to 1000000");
    }
    ReplayCache cache = new ReplayCache(store, name, capacity);
    cache.load(now);
    return cache;
  }

  private synchronized void load(Instant now) {
    LogContents kept = store.log(name);
    damagedBytes = kept.damagedBytes();
    for (byte[] bytes : kept.records()) {
      records++;
      ByteReader in = new ByteReader(bytes);
      Bytes32 item = in.bytes32();
      long until = in.u64();
      if (in.done() && until > now.getEpochSecond()) {
        items.put(item, Instant.ofEpochSecond(until));
      }
    }
    if (damagedBytes == 0) {
      compact(now);
    }
  }

  /**
   * How many bytes of the log could not be read when it was opened: what they said is forgotten.
   */
  public synchronized int damagedBytes() {
    return damagedBytes;
  }

  /** Writes the log anew, without what is damaged, which is not spoken of then any more. */
  public synchronized void repair(Instant now) {
    rewrite(now);
    damagedBytes = 0;
  }

  /**
   * Remembers an item until a moment, unless it is known already.
   *
   * @param item a digest of what must not come twice
   * @throws StateException when it cannot be remembered on disk; it is not known then
   */
  public synchronized Admission admit(Bytes32 item, Instant until, Instant now) {
    if (known(item, now)) {
      return Admission.KNOWN;
    }
    if (items.size() >= capacity) {
      items.values().removeIf(end -> !end.isAfter(now));
      if (items.size() >= capacity) {
        return Admission.FULL;
      }
    }
    append(record(item, until));
    records++;
    items.put(item, until);
    compact(now);
    return Admission.NEW;
  }

  /** Whether an item is known; never waits for the disk. */
  public boolean known(Bytes32 item, Instant now) {
    Instant until = items.get(item);
    return until != null && until.isAfter(now);
  }

  /** How many items are remembered, those past their time among them; never waits for the disk. */
  public int size() {
    return items.size();
  }

  /** Whether so many items are remembered, those not counted that are past their time for long. */
  public synchronized boolean holds(int count, Instant now) {
    if (items.size() >= count && !nextSweep.isAfter(now)) {
      items.values().removeIf(end -> !end.isAfter(now));
      nextSweep = now.plus(BETWEEN_SWEEPS);
    }
    return items.size() >= count;
  }

  /** Forgets everything, on disk too: for the end of the key that the items were under. */
  public synchronized void delete() {
    items.clear();
    records = 0;
    store.delete(name);
  }

  private void append(byte[] record) {
    try {
      store.append(name, record);
      failing = false;
    } catch (StateException unwritten) {
      if (!failing) {
        LOG.warn(
            "what comes is refused, because it could come again: {}",
            KEY.matcher(String.valueOf(unwritten.getMessage())).replaceAll("*"));
      }
      failing = true;
      throw unwritten;
    }
  }

  /** Makes the log shorter when that is worth it; one that stays long is as good. */
  private void compact(Instant now) {
    if (records <= 2 * items.size() + SLACK) {
      return;
    }
    try {
      rewrite(now);
    } catch (StateException unwritten) {
      LOG.debug("a log is not made shorter", unwritten);
    }
  }

  private void rewrite(Instant now) {
    items.values().removeIf(end -> !end.isAfter(now));
    List<byte[]> live = new ArrayList<>(items.size());
    items.forEach((item, until) -> live.add(record(item, until)));
    store.replaceRecords(name, live);
    records = live.size();
  }

  private static byte[] record(Bytes32 item, Instant until) {
    return ByteWriter.ofSize(Bytes32.SIZE + 8)
        .bytes(item.toByteArray())
        .u64(until.getEpochSecond())
        .toByteArray();
  }

  @Override
  public String toString() {
    return "ReplayCache";
  }
}
