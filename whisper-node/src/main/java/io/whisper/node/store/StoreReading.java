package io.whisper.node.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.HeldEntry;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/** What is read of the files of a store at one moment: nothing that has expired by then. */
final class StoreReading {
  private final StoreFiles files;
  private final long now;

  /** A reading at a second since 1970. */
  StoreReading(StoreFiles files, long now) {
    this.files = files;
    this.now = now;
  }

  /** An entry that has not expired. */
  Optional<HeldEntry> entry(byte[] name) throws RocksDBException {
    return files.entry(name).filter(this::isLive);
  }

  Optional<StoredEnvelope> get(Shelf shelf, Bytes32 tag, Bytes32 id) throws RocksDBException {
    byte[] name = StoreKeys.name(shelf, tag, id);
    Optional<HeldEntry> entry = entry(name);
    return entry.isEmpty()
        ? Optional.empty()
        : files
            .document(name)
            .map(
                document ->
                    new StoredEnvelope(
                        shelf, tag, id, entry.get().expires(), entry.get().rank(), document));
  }

  List<EnvelopeStore.Listed> list(Shelf shelf, Bytes32 tag, Bytes32 after, int limit)
      throws RocksDBException {
    byte[] from = StoreKeys.name(shelf, tag, after);
    byte[] to = StoreKeys.behind(StoreKeys.name(shelf, tag, StoreKeys.HIGHEST));
    List<EnvelopeStore.Listed> found = new ArrayList<>();
    try (StoreWalk walk = files.walk(files.entries, from, to)) {
      for (; found.size() < limit && walk.valid(); walk.next()) {
        HeldEntry entry = StoreFiles.whole(StoreKeys.entry(walk.key(), walk.value()));
        if (isLive(entry) && !entry.id().equals(after)) {
          found.add(new EnvelopeStore.Listed(entry.id(), entry.expires()));
        }
      }
    }
    return found;
  }

  List<Bytes32> tags(Shelf shelf, Bytes32 above, Bytes32 upTo, int limit) throws RocksDBException {
    byte[] from = StoreKeys.behind(StoreKeys.name(shelf, above, StoreKeys.HIGHEST));
    byte[] to = StoreKeys.behind(StoreKeys.name(shelf, upTo, StoreKeys.HIGHEST));
    List<Bytes32> found = new ArrayList<>();
    try (StoreWalk walk = files.walk(files.entries, from, to)) {
      while (found.size() < limit && walk.valid()) {
        HeldEntry entry = StoreFiles.whole(StoreKeys.entry(walk.key(), walk.value()));
        if (isLive(entry)) {
          found.add(entry.tag());
          walk.seek(StoreKeys.behind(StoreKeys.name(shelf, entry.tag(), StoreKeys.HIGHEST)));
        } else {
          walk.next();
        }
      }
    }
    return found;
  }

  boolean isLive(HeldEntry entry) {
    return entry.expires() > now;
  }
}
