package io.whisper.node.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.HeldEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/**
 * What is first in the orders of a store. It is known where each begins: a walk from further ahead
 * would go one by one over all that was removed there. Not thread-safe.
 */
final class StoreOrders {
  /** Behind every key of every order. */
  private static final byte[] END = {-1};

  /** The tags of which that is known: those that were full last. */
  private static final int MOST_TAGS = 256;

  private byte[] expiry = {};
  private byte[] leaving = {};
  private final Map<Bytes32, byte[]> tags =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes32, byte[]> eldest) {
          return size() > MOST_TAGS;
        }
      };

  /** How an order is read. */
  private interface Read {
    Optional<HeldEntry> of(byte[] key, byte[] value);
  }

  /** Knows nothing any more. */
  void forget() {
    expiry = new byte[0];
    leaving = new byte[0];
    tags.clear();
  }

  /** An entry came. */
  void added(HeldEntry entry) {
    expiry = lower(expiry, StoreKeys.expiryKey(entry));
    leaving = lower(leaving, StoreKeys.leavingKey(entry));
    tags.computeIfPresent(
        entry.tag(), (tag, first) -> lower(first, StoreKeys.tagLeavingKey(entry)));
  }

  /** As many of the entries that leave first as count for {@code bytes}, or all. */
  List<HeldEntry> firstToLeave(StoreFiles files, long bytes) throws RocksDBException {
    try (StoreWalk walk = files.walk(files.leaving, leaving, END)) {
      if (walk.valid()) {
        leaving = walk.key();
      }
      return counting(walk, bytes, StoreKeys::leaving);
    }
  }

  /** The same of what counts for a tag. */
  List<HeldEntry> firstToLeave(StoreFiles files, Bytes32 tag, long bytes) throws RocksDBException {
    byte[] from = tags.getOrDefault(tag, StoreKeys.tagKey(tag));
    try (StoreWalk walk = files.walk(files.tagLeaving, from, StoreKeys.tagLeavingBound(tag))) {
      if (walk.valid()) {
        tags.put(tag, walk.key());
      }
      return counting(walk, bytes, StoreKeys::tagLeaving);
    }
  }

  /** Up to {@code most} of what expires first, up to and including a second. */
  List<HeldEntry> expired(StoreFiles files, long second, int most) throws RocksDBException {
    List<HeldEntry> expired = new ArrayList<>();
    byte[] bound = StoreKeys.expiryBound(second);
    if (Arrays.compareUnsigned(expiry, bound) >= 0) {
      return expired;
    }
    try (StoreWalk walk = files.walk(files.expiry, expiry, bound)) {
      for (; expired.size() < most && walk.valid(); walk.next()) {
        expired.add(StoreFiles.whole(StoreKeys.expiring(walk.key(), walk.value())));
      }
      expiry = walk.valid() ? walk.key() : bound;
    }
    return expired;
  }

  private static List<HeldEntry> counting(StoreWalk walk, long bytes, Read read)
      throws RocksDBException {
    List<HeldEntry> first = new ArrayList<>();
    for (long counted = 0; counted < bytes && walk.valid(); walk.next()) {
      HeldEntry entry = StoreFiles.whole(read.of(walk.key(), walk.value()));
      counted += entry.charge();
      first.add(entry);
    }
    return first;
  }

  private static byte[] lower(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
  }
}
