package io.whisper.rendezvous.store;

import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What a store answered to what was put, since it started. Thread-safe. */
public final class PutCounts {
  private final Map<Status, LongAdder> byStatus;

  PutCounts() {
    Map<Status, LongAdder> counts = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      counts.put(status, new LongAdder());
    }
    byStatus = Collections.unmodifiableMap(counts);
  }

  void count(Status status) {
    LongAdder counter = byStatus.get(status);
    if (counter != null) {
      counter.increment();
    }
  }

  /** What is held because of it, or was held already. */
  public long accepted() {
    LongAdder stored = byStatus.get(Status.STORED);
    return stored == null ? 0 : stored.sum();
  }

  /** What was refused, by the reason in words; those that did not occur are left out. */
  public Map<String, Long> refused() {
    Map<String, Long> refused = new TreeMap<>();
    byStatus.forEach(
        (status, count) -> {
          if (status != Status.STORED && count.sum() > 0) {
            refused.put(status.name().toLowerCase(Locale.ROOT).replace('_', ' '), count.sum());
          }
        });
    return refused;
  }
}
