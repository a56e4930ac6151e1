package io.whisper.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStore.StoreSize;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledStoreTest {
  private static final int KILLS = 20;

  @TempDir Path directory;

  /** One directory through all kills, so that each also finds what the last ones left. */
  @Test
  void nothingThatWasAcknowledgedIsLostHoweverOftenTheProcessIsKilled() {
    Property.holds(
        1,
        random -> {
          Path store = directory.resolve("store");
          Set<Bytes32> acknowledged = new HashSet<>();
          for (int i = 0; i < KILLS; i++) {
            List<Bytes32> last = putUntilKilled(store, random);
            acknowledged.addAll(last);
            assertAllThere(store, acknowledged);
          }
          assertThat(acknowledged).hasSizeGreaterThan(KILLS);
        });
  }

  /** Kills after a random number of acknowledgements, while more are under way. */
  private static List<Bytes32> putUntilKilled(Path store, SeededRandom random)
      throws IOException, InterruptedException {
    int enough = 1 + random.nextInt(1 << random.nextInt(10));
    List<Bytes32> acknowledged = new ArrayList<>();
    try (StoreProcess process =
        new StoreProcess(PutUnderLoad.class, store.toString(), Long.toString(random.nextLong()))) {
      for (String line = process.line(); line != null; line = process.line()) {
        // The last line may be cut.
        if (line.length() == 2 * Bytes32.SIZE) {
          acknowledged.add(Bytes32.fromHex(line));
        }
        if (acknowledged.size() == enough) {
          process.kill();
        }
      }
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(enough);
    return acknowledged;
  }

  private static void assertAllThere(Path directory, Set<Bytes32> ids) {
    VirtualTime time = new VirtualTime();
    try (EnvelopeStore store = RocksEnvelopeStore.open(directory, PutUnderLoad.QUOTA, time)) {
      for (Bytes32 id : ids) {
        StoredEnvelope entry = store.get(Shelf.BOARD, PutUnderLoad.TAG, id).orElseThrow();
        assertThat(entry.document()).isEqualTo(PutUnderLoad.document(id));
      }
      assertThat(store.size()).isEqualTo(counted(store));
    }
  }

  /** The extent of what is there, counted one by one. */
  private static StoreSize counted(EnvelopeStore store) {
    long entries = 0;
    long bytes = 0;
    for (Shelf shelf : List.of(Shelf.BOARD, Shelf.MAILBOX)) {
      for (var listed : store.list(shelf, PutUnderLoad.TAG, Bytes32.ZERO, Integer.MAX_VALUE)) {
        entries++;
        bytes += store.get(shelf, PutUnderLoad.TAG, listed.id()).orElseThrow().charge();
      }
    }
    return new StoreSize(entries, bytes);
  }
}
