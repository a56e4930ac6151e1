package io.whisper.core.envelope;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import java.util.List;
import java.util.Optional;

/**
 * What a relay keeps for others: entries on four shelves, each under a tag and an id, until they
 * expire, within a quota of bytes (docs/protocol.md, 18.8).
 *
 * <p>From the second on in which an entry expires, no method gives it out or counts it as known,
 * whether it was collected or not. A store that cannot work throws {@link EnvelopeStoreException}.
 * Thread-safe; calls may block on the disk and belong on a worker.
 */
public interface EnvelopeStore extends AutoCloseable {
  /**
   * Keeps {@code entry} unless one of its name is kept already, whose place it takes when it is the
   * same with more work: {@link QuotaRule#raises}. When this returns STORED or KNOWN, the entry
   * survives the end of the process at any moment, where the store outlives processes at all. What
   * it takes the place of when the store is full says {@link QuotaRule}.
   */
  PutOutcome put(StoredEnvelope entry);

  /**
   * Keeps a mark in the place of what lies on a shelf under its tag and id, in one step: at no
   * moment there is neither or, once this returns STORED or KNOWN, both. A mark that counts for no
   * more than what it takes the place of is never refused. Where nothing lies there this is {@link
   * #put}; and when the mark is not kept, everything stays as it was.
   */
  PutOutcome replace(Shelf shelf, StoredEnvelope mark);

  /** The entry of that name. */
  Optional<StoredEnvelope> get(Shelf shelf, Bytes32 tag, Bytes32 id);

  /** Whether there is an entry of that name. */
  boolean contains(Shelf shelf, Bytes32 tag, Bytes32 id);

  /**
   * The first {@code limit} entries of a tag in the order of their ids, beginning behind {@code
   * after}; 32 zeros stand for the beginning.
   */
  List<Listed> list(Shelf shelf, Bytes32 tag, Bytes32 after, int limit);

  /**
   * The first {@code limit} tags of a shelf that have entries, in ascending order, above the one
   * and up to and including the other: an arc of the ring, without going round at its end.
   */
  List<Bytes32> tags(Shelf shelf, Bytes32 above, Bytes32 upTo, int limit);

  /** Removes the entry of that name, for good once this returns; whether there was one. */
  boolean remove(Shelf shelf, Bytes32 tag, Bytes32 id);

  /** Gives back the space of everything that has expired; returns the number of entries removed. */
  int removeExpired();

  /** What is kept, with what has expired and was not removed yet. */
  StoreSize size();

  /** The most bytes that it keeps, counted by {@link StoredEnvelope#charge}. */
  long quota();

  /** Ends the use of the store. Every later call is refused. */
  @Override
  void close();

  /** An id under a tag, and when its entry expires. */
  record Listed(Bytes32 id, long expires) {}

  /**
   * The extent of what is kept, in entries and in bytes counted by {@link StoredEnvelope#charge}.
   */
  record StoreSize(long entries, long bytes) {}

  /** A store that ends with the process: for tests and networks of one process. */
  static EnvelopeStore inMemory(long quota, TimeSource time) {
    return new MemoryEnvelopeStore(quota, time);
  }
}
