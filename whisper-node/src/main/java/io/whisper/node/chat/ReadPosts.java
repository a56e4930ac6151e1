package io.whisper.node.chat;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which posts of a room were read, kept over restarts: the last so many. Not thread-safe. */
final class ReadPosts {
  /** How many are remembered; posts of 14 days at most are on a board. */
  static final int MOST = 20_000;

  private static final String LOG = "read-posts";

  private final StateStore store;
  private final Set<Bytes32> ids = new LinkedHashSet<>();

  /** Those that the store remembers. */
  ReadPosts(StateStore store) {
    this.store = store;
    List<byte[]> records = store.records(LOG);
    records.stream()
        .skip(Math.max(0, records.size() - MOST))
        .filter(record -> record.length == Bytes32.SIZE)
        .forEach(record -> ids.add(new ByteReader(record).bytes32()));
    if (records.size() > 2 * MOST) {
      store.replaceRecords(LOG, ids.stream().map(Bytes32::toByteArray).toList());
    }
  }

  boolean contains(Bytes32 id) {
    return ids.contains(id);
  }

  /**
   * Remembers one.
   *
   * @throws io.whisper.core.state.StateException when it will not be remembered after a restart
   */
  void add(Bytes32 id) {
    if (ids.add(id)) {
      store.append(LOG, id.toByteArray());
    }
  }
}
