package io.whisper.core.envelope;

import io.whisper.core.bytes.Bytes32;

/**
 * One entry of a store. An entry is named by its shelf, tag and id.
 *
 * @param shelf what sort of entry it is
 * @param tag whose it is
 * @param id which one of that tag it is
 * @param expires the second since 1970 from which on it is not given out
 * @param rank what was paid for it, 0 or more: the lowest goes first when the store is full. For a
 *     mark what was paid for its envelope
 * @param document its bytes, not copied, at most {@link #MAX_DOCUMENT}
 */
@SuppressWarnings("ArrayRecordComponent") // Up to 67 KB that nobody changes.
public record StoredEnvelope(
    Shelf shelf, Bytes32 tag, Bytes32 id, long expires, long rank, byte[] document) {
  /** The longest document, in bytes. */
  public static final int MAX_DOCUMENT = Envelope.MAX_SIZE;

  /** What an entry counts for beside its document: its keys and its places in all orders. */
  public static final int OVERHEAD = 256;

  /** Checks the ranges. */
  public StoredEnvelope {
    if (expires < 0 || rank < 0) {
      throw new IllegalArgumentException(
          "expiry " + expires + " and rank " + rank + " are not both at least 0");
    }
    if (document.length > MAX_DOCUMENT) {
      throw new IllegalArgumentException(
          "document of " + document.length + " bytes is not within 0 to " + MAX_DOCUMENT);
    }
  }

  /** What it counts for against the quota, in bytes. */
  public int charge() {
    return OVERHEAD + document.length;
  }

  /** Only the type: a tag ties readers to what they read. */
  @Override
  public String toString() {
    return "StoredEnvelope";
  }
}
