package io.whisper.rendezvous.fake;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a store holds, and how often it was looked at for each tag. */
public final class CountedStore implements EnvelopeStore {
  private final EnvelopeStore held;
  private final Map<Bytes32, Integer> looks = new ConcurrentHashMap<>();

  /** Counts from now on. */
  public CountedStore(EnvelopeStore held) {
    this.held = held;
  }

  /** How often anything was looked for, or removed, at a tag of a mailbox. */
  public int looks(Bytes32 tag) {
    return looks.getOrDefault(tag, 0);
  }

  private void count(Shelf shelf, Bytes32 tag) {
    if (shelf == Shelf.MAILBOX) {
      looks.merge(tag, 1, Integer::sum);
    }
  }

  @Override
  public PutOutcome put(StoredEnvelope entry) {
    return held.put(entry);
  }

  @Override
  public PutOutcome replace(Shelf shelf, StoredEnvelope mark) {
    count(shelf, mark.tag());
    return held.replace(shelf, mark);
  }

  @Override
  public Optional<StoredEnvelope> get(Shelf shelf, Bytes32 tag, Bytes32 id) {
    count(shelf, tag);
    return held.get(shelf, tag, id);
  }

  @Override
  public boolean contains(Shelf shelf, Bytes32 tag, Bytes32 id) {
    count(shelf, tag);
    return held.contains(shelf, tag, id);
  }

  @Override
  public List<Listed> list(Shelf shelf, Bytes32 tag, Bytes32 after, int limit) {
    count(shelf, tag);
    return held.list(shelf, tag, after, limit);
  }

  @Override
  public List<Bytes32> tags(Shelf shelf, Bytes32 above, Bytes32 upTo, int limit) {
    return held.tags(shelf, above, upTo, limit);
  }

  @Override
  public boolean remove(Shelf shelf, Bytes32 tag, Bytes32 id) {
    count(shelf, tag);
    return held.remove(shelf, tag, id);
  }

  @Override
  public int removeExpired() {
    return held.removeExpired();
  }

  @Override
  public StoreSize size() {
    return held.size();
  }

  @Override
  public long quota() {
    return held.quota();
  }

  @Override
  public void close() {
    held.close();
  }
}
