package io.whisper.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStore.StoreSize;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How every {@link EnvelopeStore} divides its room: between tags, and where marks come in. */
public abstract class EnvelopeRoomContract {
  private static final long NOW = VirtualTime.START.getEpochSecond();
  private static final Bytes32 TAG = bytes32(7);
  private static final long LARGE = 1 << 24;
  private static final int LARGE_DOCUMENT = (64 << 10) - StoredEnvelope.OVERHEAD;

  private final VirtualTime time = new VirtualTime();
  private final List<EnvelopeStore> opened = new ArrayList<>();

  /** A new and empty store, apart from every other one. */
  protected abstract EnvelopeStore open(long quota, TimeSource time) throws Exception;

  @AfterEach
  void closeStores() {
    opened.forEach(EnvelopeStore::close);
  }

  @Test
  void marksLeaveByTheirRankAsEnvelopesDo() throws Exception {
    EnvelopeStore store = store(3 * 356);
    store.put(entry(Shelf.WITHDRAWN, TAG, bytes32(1), 60, 10));
    store.put(entry(Shelf.WITHDRAWN, TAG, bytes32(2), 60, 30));
    store.put(board(bytes32(3), 60, 20));
    assertThat(store.put(entry(Shelf.WITHDRAWN, TAG, bytes32(4), 60, 10)))
        .isEqualTo(PutOutcome.full(11));
    assertThat(store.put(board(bytes32(5), 60, 11))).isEqualTo(PutOutcome.STORED);
    assertThat(store.contains(Shelf.WITHDRAWN, TAG, bytes32(1))).isFalse();
    assertThat(store.contains(Shelf.WITHDRAWN, TAG, bytes32(2))).isTrue();
  }

  @Test
  void markTakesThePlaceOfItsEnvelopeInAFullStore() throws Exception {
    EnvelopeStore store = store(3 * 356);
    store.put(board(bytes32(1), 60, 10));
    store.put(board(bytes32(2), 60, 30));
    store.put(entry(Shelf.MAILBOX, TAG, bytes32(1), 60, 20));
    assertThat(store.replace(Shelf.BOARD, mark(1, 10))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).containsExactly(bytes32(2));
    assertThat(store.contains(Shelf.WITHDRAWN, TAG, bytes32(1))).isTrue();
    assertThat(store.contains(Shelf.MAILBOX, TAG, bytes32(1))).isTrue();
    assertThat(store.size()).isEqualTo(new StoreSize(3, 2 * 356 + 256));
    // It leaves by its rank as the envelope would have, and is not counted twice.
    store.put(board(bytes32(4), 60, 11));
    assertThat(store.contains(Shelf.WITHDRAWN, TAG, bytes32(1))).isFalse();
    assertThat(store.size()).isEqualTo(new StoreSize(3, 3 * 356));
  }

  @Test
  void markOfWhatIsNotThereIsPutAsAnythingElse() throws Exception {
    EnvelopeStore store = store(2 * 356);
    assertThat(store.replace(Shelf.BOARD, mark(1, 10))).isEqualTo(PutOutcome.STORED);
    assertThat(store.replace(Shelf.BOARD, mark(1, 10))).isEqualTo(PutOutcome.KNOWN);
    store.put(board(bytes32(2), 60, 20));
    assertThat(store.replace(Shelf.BOARD, mark(3, 10))).isEqualTo(PutOutcome.full(11));
    assertThat(store.size()).isEqualTo(new StoreSize(2, 256 + 356));
  }

  @Test
  void markThatIsThereAlreadyTakesItsEnvelopeAway() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.put(mark(1, 10));
    store.put(board(bytes32(1), 60, 10));
    assertThat(store.replace(Shelf.BOARD, mark(1, 10))).isEqualTo(PutOutcome.KNOWN);
    assertThat(ids(store)).isEmpty();
    store.put(board(bytes32(1), 60, 10));
    assertThat(store.replace(Shelf.BOARD, mark(1, 15))).isEqualTo(PutOutcome.KNOWN);
    assertThat(ids(store)).isEmpty();
    assertThat(store.size()).isEqualTo(new StoreSize(1, 256));
    assertThat(store.get(Shelf.WITHDRAWN, TAG, bytes32(1)).orElseThrow().rank()).isEqualTo(15);
  }

  @Test
  void markThatIsRefusedTakesNothingAway() throws Exception {
    EnvelopeStore store = store(2 * 356);
    store.put(board(bytes32(1), 60, 10));
    store.put(board(bytes32(2), 60, 30));
    StoredEnvelope larger =
        new StoredEnvelope(Shelf.WITHDRAWN, TAG, bytes32(1), NOW + 60, 10, document(101));
    assertThat(store.replace(Shelf.BOARD, larger)).isEqualTo(PutOutcome.full(31));
    StoredEnvelope late =
        new StoredEnvelope(Shelf.WITHDRAWN, TAG, bytes32(1), NOW, 10, new byte[0]);
    assertThat(store.replace(Shelf.BOARD, late)).isEqualTo(PutOutcome.EXPIRED);
    assertThat(ids(store)).containsExactly(bytes32(1), bytes32(2));
  }

  /** A store of 32 MiB has 2 MiB for each tag: 32 entries that count for 64 KiB. */
  @Test
  void oneTagHasASixteenthOfTheStoreAndItsOwnLowestLeave() throws Exception {
    EnvelopeStore store = store(32 << 20);
    store.put(large(Shelf.BOARD, bytes32(8), 1, 1));
    for (int i = 1; i <= 32; i++) {
      assertThat(store.put(large(Shelf.BOARD, TAG, i, 10 + i))).isEqualTo(PutOutcome.STORED);
    }
    assertThat(store.put(large(Shelf.BOARD, TAG, 33, 11))).isEqualTo(PutOutcome.full(12));
    assertThat(store.put(large(Shelf.BOARD, TAG, 33, 12))).isEqualTo(PutOutcome.STORED);
    assertThat(store.put(large(Shelf.MAILBOX, TAG, 33, 13))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).hasSize(31).doesNotContain(bytes32(1), bytes32(2));
    assertThat(store.contains(Shelf.BOARD, bytes32(8), bytes32(1))).isTrue();
    assertThat(store.put(large(Shelf.BOARD, bytes32(8), 2, 1))).isEqualTo(PutOutcome.STORED);
    assertThat(store.size().entries()).isEqualTo(34);
  }

  @Test
  void marksCountForTheirTagAndCardsDoNot() throws Exception {
    EnvelopeStore store = store(32 << 20);
    for (int i = 1; i <= 16; i++) {
      store.put(large(Shelf.WITHDRAWN, TAG, i, 10));
      store.put(large(Shelf.CARD, TAG, i, 1));
      store.put(large(Shelf.MAILBOX, TAG, i, 10));
    }
    assertThat(store.put(large(Shelf.BOARD, TAG, 1, 10))).isEqualTo(PutOutcome.full(11));
    assertThat(store.put(large(Shelf.CARD, TAG, 17, 1))).isEqualTo(PutOutcome.STORED);
    assertThat(store.replace(Shelf.MAILBOX, mark(1, 10))).isEqualTo(PutOutcome.KNOWN);
    assertThat(store.put(large(Shelf.BOARD, TAG, 1, 10))).isEqualTo(PutOutcome.STORED);
  }

  @Test
  void whatExpiredMakesRoomAtItsTagFirst() throws Exception {
    EnvelopeStore store = store(32 << 20);
    for (int i = 1; i <= 32; i++) {
      store.put(
          new StoredEnvelope(
              Shelf.BOARD, TAG, bytes32(i), NOW + (i == 7 ? 5 : 60), 10, document(LARGE_DOCUMENT)));
    }
    time.advance(Duration.ofSeconds(5));
    assertThat(store.put(large(Shelf.BOARD, TAG, 33, 1))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).hasSize(32).contains(bytes32(1), bytes32(33));
  }

  /** What leaves for the sake of its tag makes room in the whole store too. */
  @Test
  void nothingElseLeavesWhereWhatLeavesItsTagIsEnough() throws Exception {
    EnvelopeStore store = store(2 << 20);
    store.put(large(Shelf.BOARD, bytes32(8), 1, 1));
    for (int i = 2; i <= 16; i++) {
      store.put(large(Shelf.BOARD, bytes32(8), i, 50));
    }
    for (int i = 1; i <= 16; i++) {
      store.put(large(Shelf.BOARD, TAG, i, 10));
    }
    assertThat(store.size().bytes()).isEqualTo(store.quota());
    assertThat(store.put(large(Shelf.BOARD, TAG, 17, 11))).isEqualTo(PutOutcome.STORED);
    assertThat(store.contains(Shelf.BOARD, bytes32(8), bytes32(1))).isTrue();
    assertThat(store.put(large(Shelf.BOARD, TAG, 18, 1))).isEqualTo(PutOutcome.full(11));
    assertThat(store.size().bytes()).isEqualTo(store.quota());
    // Where both have to leave, both ranks count.
    store.put(large(Shelf.CARD, bytes32(9), 1, 2));
    assertThat(store.contains(Shelf.BOARD, bytes32(8), bytes32(1))).isFalse();
  }

  /** Whatever happens, a store is like the simplest one. */
  @Test
  void storeDoesWhatTheOneInMemoryDoes() {
    likeTheSimplest(1_000, 12_000, 400);
  }

  /** The same with tags that are full before the store is. */
  @Test
  void storeWithFullTagsDoesWhatTheOneInMemoryDoes() {
    likeTheSimplest(1 << 20, 3 << 20, StoredEnvelope.MAX_DOCUMENT);
  }

  private void likeTheSimplest(int leastQuota, int mostQuota, int mostDocument) {
    Property.holds(
        4,
        random -> {
          VirtualTime clock = new VirtualTime();
          long quota = random.nextInt(leastQuota, mostQuota);
          EnvelopeStore store = open(quota, clock);
          opened.add(store);
          EnvelopeStore model = EnvelopeStore.inMemory(quota, clock);
          for (int i = 0; i < 300; i++) {
            step(store, model, clock, random, mostDocument);
            assertThat(store.size()).isEqualTo(model.size());
          }
        });
  }

  private static void step(
      EnvelopeStore store,
      EnvelopeStore model,
      VirtualTime clock,
      SeededRandom random,
      int mostDocument) {
    Shelf shelf = Shelf.of(random.nextInt(1, 5)).orElseThrow();
    Bytes32 tag = bytes32(random.nextInt(1, 5));
    Bytes32 id = bytes32(random.nextInt(1, 30));
    switch (random.nextInt(16)) {
      case 0 -> clock.advance(Duration.ofMillis(random.nextInt(4_000)));
      case 1 -> assertThat(store.remove(shelf, tag, id)).isEqualTo(model.remove(shelf, tag, id));
      case 2 -> assertThat(store.removeExpired()).isEqualTo(model.removeExpired());
      case 3 -> {
        int limit = random.nextInt(8);
        assertThat(store.list(shelf, tag, id, limit)).isEqualTo(model.list(shelf, tag, id, limit));
        Bytes32 upTo = bytes32(random.nextInt(1, 5));
        assertThat(store.tags(shelf, tag, upTo, limit))
            .isEqualTo(model.tags(shelf, tag, upTo, limit));
      }
      case 4 ->
          assertThat(store.get(shelf, tag, id))
              .usingRecursiveComparison()
              .isEqualTo(model.get(shelf, tag, id));
      case 7 -> {
        StoredEnvelope mark =
            new StoredEnvelope(
                Shelf.WITHDRAWN,
                tag,
                id,
                clock.now().getEpochSecond() + random.nextInt(-1, 20),
                random.nextInt(6),
                random.bytes(random.nextInt(150)));
        Shelf of = shelf == Shelf.WITHDRAWN ? Shelf.BOARD : shelf;
        assertThat(store.replace(of, mark)).isEqualTo(model.replace(of, mark));
      }
      case 5, 6 ->
          model
              .get(shelf, tag, id)
              .map(
                  kept ->
                      new StoredEnvelope(
                          shelf,
                          tag,
                          id,
                          kept.expires(),
                          random.nextInt(9),
                          random.bytes(kept.document().length)))
              .ifPresent(again -> assertThat(store.put(again)).isEqualTo(model.put(again)));
      default -> {
        StoredEnvelope entry =
            new StoredEnvelope(
                shelf,
                tag,
                id,
                clock.now().getEpochSecond() + random.nextInt(-1, 20),
                random.nextInt(6),
                random.bytes(random.nextInt(mostDocument)));
        assertThat(store.put(entry)).isEqualTo(model.put(entry));
      }
    }
  }

  private EnvelopeStore store(long quota) throws Exception {
    EnvelopeStore store = open(quota, time);
    opened.add(store);
    return store;
  }

  private static Set<Bytes32> ids(EnvelopeStore store) {
    Set<Bytes32> ids = new TreeSet<>();
    store.list(Shelf.BOARD, TAG, Bytes32.ZERO, 1_000).forEach(listed -> ids.add(listed.id()));
    return ids;
  }

  /** An entry that counts for 356 bytes. */
  private static StoredEnvelope board(Bytes32 id, long life, long rank) {
    return entry(Shelf.BOARD, TAG, id, life, rank);
  }

  private static StoredEnvelope entry(Shelf shelf, Bytes32 tag, Bytes32 id, long life, long rank) {
    return new StoredEnvelope(shelf, tag, id, NOW + life, rank, document(100));
  }

  /** An entry that counts for 64 KiB. */
  private static StoredEnvelope large(Shelf shelf, Bytes32 tag, int id, long rank) {
    return new StoredEnvelope(shelf, tag, bytes32(id), NOW + 60, rank, document(LARGE_DOCUMENT));
  }

  /** A mark that counts for 256 bytes. */
  private static StoredEnvelope mark(int id, long rank) {
    return new StoredEnvelope(Shelf.WITHDRAWN, TAG, bytes32(id), NOW + 60, rank, new byte[0]);
  }

  private static byte[] document(int size) {
    return new SeededRandom(size).bytes(size);
  }

  private static Bytes32 bytes32(long number) {
    byte[] bytes = new byte[Bytes32.SIZE];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[Bytes32.SIZE - 1 - i] = (byte) (number >>> (8 * i));
    }
    return Bytes32.of(bytes);
  }
}
