package io.whisper.node.store;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.envelope.EnvelopeStore.StoreSize;
import io.whisper.core.envelope.HeldEntry;
import io.whisper.core.envelope.Shelf;
import java.util.Optional;

/**
 * The number of entries and their bytes on each shelf. It is written with every change, so that a
 * store knows its extent at once when it starts.
 */
final class StoreTotals {
  private static final int LAYOUT = 2;
  private static final int SHELVES = Shelf.values().length;
  private static final int SIZE = 1 + 16 * SHELVES;

  private final long[] entries = new long[SHELVES];
  private final long[] bytes = new long[SHELVES];

  /** Those of an empty store. */
  StoreTotals() {}

  private StoreTotals(StoreTotals other) {
    System.arraycopy(other.entries, 0, entries, 0, SHELVES);
    System.arraycopy(other.bytes, 0, bytes, 0, SHELVES);
  }

  StoreTotals copy() {
    return new StoreTotals(this);
  }

  void add(HeldEntry entry) {
    entries[at(entry.shelf())]++;
    bytes[at(entry.shelf())] += entry.charge();
  }

  void take(HeldEntry entry) {
    entries[at(entry.shelf())]--;
    bytes[at(entry.shelf())] -= entry.charge();
  }

  StoreSize size() {
    long allEntries = 0;
    long allBytes = 0;
    for (int i = 0; i < SHELVES; i++) {
      allEntries += entries[i];
      allBytes += bytes[i];
    }
    return new StoreSize(allEntries, allBytes);
  }

  /** {@code layout u8 (2)}, then for each shelf {@code entries u64 | bytes u64}. */
  byte[] encode() {
    ByteWriter writer = ByteWriter.ofSize(SIZE).u8(LAYOUT);
    for (int i = 0; i < SHELVES; i++) {
      writer.u64(entries[i]).u64(bytes[i]);
    }
    return writer.toByteArray();
  }

  static Optional<StoreTotals> decode(byte[] encoded) {
    ByteReader reader = new ByteReader(encoded);
    int layout = reader.u8();
    StoreTotals totals = new StoreTotals();
    for (int i = 0; i < SHELVES; i++) {
      totals.entries[i] = reader.u64();
      totals.bytes[i] = reader.u64();
    }
    return reader.done() && layout == LAYOUT ? Optional.of(totals) : Optional.empty();
  }

  private static int at(Shelf shelf) {
    return shelf.code() - 1;
  }
}
