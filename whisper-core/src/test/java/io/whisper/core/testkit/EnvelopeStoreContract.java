package io.whisper.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStore.Listed;
import io.whisper.core.envelope.EnvelopeStore.StoreSize;
import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link EnvelopeStore} does. */
public abstract class EnvelopeStoreContract {
  private static final long NOW = VirtualTime.START.getEpochSecond();
  private static final Bytes32 TAG = bytes32(7);
  private static final long LARGE = 1 << 24;

  protected final VirtualTime time = new VirtualTime();
  private final List<EnvelopeStore> opened = new ArrayList<>();

  /** A new and empty store, apart from every other one. */
  protected abstract EnvelopeStore open(long quota, TimeSource time) throws Exception;

  @AfterEach
  void closeStores() {
    opened.forEach(EnvelopeStore::close);
  }

  @Test
  void whatWasPutIsGivenBack() throws Exception {
    EnvelopeStore store = store(LARGE);
    for (Shelf shelf : Shelf.values()) {
      StoredEnvelope entry = new StoredEnvelope(shelf, TAG, bytes32(1), NOW + 9, 5, document(470));
      assertThat(store.put(entry)).isEqualTo(PutOutcome.STORED);
      assertThat(store.contains(shelf, TAG, bytes32(1))).isTrue();
      assertThat(store.get(shelf, TAG, bytes32(1)).orElseThrow())
          .usingRecursiveComparison()
          .isEqualTo(entry);
    }
    assertThat(store.size()).isEqualTo(new StoreSize(4, 4 * (256 + 470)));
    assertThat(store.quota()).isEqualTo(LARGE);
  }

  @Test
  void smallestAndLargestDocumentsAreKept() throws Exception {
    EnvelopeStore store = store(LARGE);
    for (int size : new int[] {0, StoredEnvelope.MAX_DOCUMENT}) {
      StoredEnvelope entry =
          new StoredEnvelope(
              Shelf.BOARD, TAG, bytes32(size), Long.MAX_VALUE, Long.MAX_VALUE, document(size));
      store.put(entry);
      assertThat(store.get(Shelf.BOARD, TAG, bytes32(size)).orElseThrow())
          .usingRecursiveComparison()
          .isEqualTo(entry);
    }
  }

  @Test
  void shelfTagAndIdNameAnEntry() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.put(board(bytes32(1), 60, 0));
    assertThat(store.contains(Shelf.MAILBOX, TAG, bytes32(1))).isFalse();
    assertThat(store.contains(Shelf.BOARD, bytes32(8), bytes32(1))).isFalse();
    assertThat(store.contains(Shelf.BOARD, TAG, bytes32(2))).isFalse();
    assertThat(store.get(Shelf.BOARD, TAG, bytes32(2))).isEmpty();
    assertThat(store.list(Shelf.MAILBOX, TAG, Bytes32.ZERO, 9)).isEmpty();
  }

  @Test
  void entryThatIsKnownStaysAsItWas() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.put(new StoredEnvelope(Shelf.BOARD, TAG, bytes32(1), NOW + 9, 5, new byte[] {1}));
    assertThat(
            store.put(
                new StoredEnvelope(Shelf.BOARD, TAG, bytes32(1), NOW + 99, 7, new byte[] {2, 3})))
        .isEqualTo(PutOutcome.KNOWN);
    StoredEnvelope kept = store.get(Shelf.BOARD, TAG, bytes32(1)).orElseThrow();
    assertThat(kept.document()).containsExactly(1);
    assertThat(kept.expires()).isEqualTo(NOW + 9);
    assertThat(store.size()).isEqualTo(new StoreSize(1, 257));
  }

  @Test
  void moreWorkTakesThePlaceOfLess() throws Exception {
    EnvelopeStore store = store(2 * 356);
    store.put(board(bytes32(1), 60, 5));
    store.put(board(bytes32(2), 60, 6));
    byte[] worked = new SeededRandom(1).bytes(100);
    StoredEnvelope again = new StoredEnvelope(Shelf.BOARD, TAG, bytes32(1), NOW + 60, 20, worked);
    assertThat(store.put(again)).isEqualTo(PutOutcome.KNOWN);
    assertThat(store.put(board(bytes32(1), 60, 7))).isEqualTo(PutOutcome.KNOWN);
    assertThat(store.get(Shelf.BOARD, TAG, bytes32(1)).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(again);
    assertThat(store.size()).isEqualTo(new StoreSize(2, 2 * 356));
    // The other one is the lowest now, and leaves.
    assertThat(store.put(board(bytes32(3), 60, 10))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).containsExactly(bytes32(1), bytes32(3));
    assertThat(store.put(board(bytes32(4), 60, 10))).isEqualTo(PutOutcome.full(11));
    time.advance(Duration.ofSeconds(60));
    assertThat(store.removeExpired()).isEqualTo(2);
    assertThat(store.size()).isEqualTo(new StoreSize(0, 0));
  }

  @Test
  void entryIsGoneInTheSecondInWhichItExpires() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.put(board(bytes32(1), 5, 0));
    store.put(board(bytes32(2), 6, 0));
    time.advance(Duration.ofMillis(4_999));
    assertThat(store.contains(Shelf.BOARD, TAG, bytes32(1))).isTrue();
    assertThat(store.list(Shelf.BOARD, TAG, Bytes32.ZERO, 9)).hasSize(2);
    assertThat(store.removeExpired()).isZero();

    time.advance(Duration.ofMillis(1));
    assertThat(store.contains(Shelf.BOARD, TAG, bytes32(1))).isFalse();
    assertThat(store.get(Shelf.BOARD, TAG, bytes32(1))).isEmpty();
    assertThat(store.list(Shelf.BOARD, TAG, Bytes32.ZERO, 9))
        .containsExactly(new Listed(bytes32(2), NOW + 6));
    assertThat(store.remove(Shelf.BOARD, TAG, bytes32(1))).isFalse();
    time.advance(Duration.ofSeconds(1));
    assertThat(store.tags(Shelf.BOARD, Bytes32.ZERO, bytes32(9), 9)).isEmpty();
  }

  @Test
  void spaceOfWhatExpiredIsGivenBack() throws Exception {
    EnvelopeStore store = store(LARGE);
    for (int i = 0; i < 2_500; i++) {
      store.put(board(bytes32(i), 1 + i % 10, i));
    }
    assertThat(store.size().entries()).isEqualTo(2_500);
    time.advance(Duration.ofSeconds(9));
    assertThat(store.removeExpired()).isEqualTo(2_250);
    assertThat(store.size()).isEqualTo(new StoreSize(250, 250 * 356));
    assertThat(store.removeExpired()).isZero();
    time.advance(Duration.ofSeconds(1));
    assertThat(store.removeExpired()).isEqualTo(250);
    assertThat(store.size()).isEqualTo(new StoreSize(0, 0));
  }

  /** The clock of a machine may be set back after what expired was collected. */
  @Test
  void shortestLifeBehindACollectionIsCollectedToo() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.put(board(bytes32(1), 100, 0));
    time.advance(Duration.ofSeconds(100));
    store.removeExpired();
    store.put(board(bytes32(2), 101, 0));
    time.advance(Duration.ofSeconds(1));
    assertThat(store.removeExpired()).isEqualTo(1);
  }

  @Test
  void newcomerWhoseTimeIsUpIsNotKept() throws Exception {
    EnvelopeStore store = store(LARGE);
    assertThat(store.put(board(bytes32(1), 0, 9))).isEqualTo(PutOutcome.EXPIRED);
    assertThat(store.put(board(bytes32(1), 1, 9))).isEqualTo(PutOutcome.STORED);
  }

  @Test
  void entryWhoseTimeIsUpIsNotKnown() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.put(board(bytes32(1), 5, 0));
    time.advance(Duration.ofSeconds(5));
    assertThat(store.put(board(bytes32(1), 9, 0))).isEqualTo(PutOutcome.STORED);
    assertThat(store.removeExpired()).isZero();
    assertThat(store.get(Shelf.BOARD, TAG, bytes32(1)).orElseThrow().expires()).isEqualTo(NOW + 9);
    assertThat(store.size().entries()).isEqualTo(1);
  }

  @Test
  void listGoesOnBehindAnId() throws Exception {
    EnvelopeStore store = store(LARGE);
    for (int i : new int[] {5, 3, 9, 1, 7}) {
      store.put(board(bytes32(i), 60 + i, 0));
    }
    store.put(entry(Shelf.BOARD, bytes32(6), bytes32(2), 60, 0));
    store.put(entry(Shelf.BOARD, bytes32(8), bytes32(2), 60, 0));
    assertThat(store.list(Shelf.BOARD, TAG, Bytes32.ZERO, 2))
        .containsExactly(new Listed(bytes32(1), NOW + 61), new Listed(bytes32(3), NOW + 63));
    assertThat(store.list(Shelf.BOARD, TAG, bytes32(3), 2))
        .extracting(Listed::id)
        .containsExactly(bytes32(5), bytes32(7));
    assertThat(store.list(Shelf.BOARD, TAG, bytes32(4), 9))
        .extracting(Listed::id)
        .containsExactly(bytes32(5), bytes32(7), bytes32(9));
    assertThat(store.list(Shelf.BOARD, TAG, bytes32(9), 9)).isEmpty();
    assertThat(store.list(Shelf.BOARD, TAG, Bytes32.ZERO, 0)).isEmpty();
  }

  @Test
  void tagsAreThoseOfAnArc() throws Exception {
    EnvelopeStore store = store(LARGE);
    for (int tag : new int[] {2, 4, 4, 4, 6, 8}) {
      store.put(entry(Shelf.BOARD, bytes32(tag), bytes32(store.size().entries()), 60, 0));
    }
    store.put(entry(Shelf.MAILBOX, bytes32(5), bytes32(1), 60, 0));
    assertThat(store.tags(Shelf.BOARD, bytes32(2), bytes32(6), 9))
        .containsExactly(bytes32(4), bytes32(6));
    assertThat(store.tags(Shelf.BOARD, Bytes32.ZERO, bytes32(99), 3))
        .containsExactly(bytes32(2), bytes32(4), bytes32(6));
    assertThat(store.tags(Shelf.BOARD, bytes32(6), bytes32(7), 9)).isEmpty();
    assertThat(store.tags(Shelf.BOARD, bytes32(6), bytes32(6), 9)).isEmpty();
    assertThat(store.tags(Shelf.BOARD, bytes32(6), bytes32(2), 9)).isEmpty();
    assertThat(store.tags(Shelf.BOARD, Bytes32.ZERO, bytes32(99), 0)).isEmpty();
  }

  @Test
  void removedEntryIsGone() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.put(board(bytes32(1), 60, 3));
    store.put(board(bytes32(2), 60, 3));
    assertThat(store.remove(Shelf.BOARD, TAG, bytes32(1))).isTrue();
    assertThat(store.remove(Shelf.BOARD, TAG, bytes32(1))).isFalse();
    assertThat(store.contains(Shelf.BOARD, TAG, bytes32(1))).isFalse();
    assertThat(store.size()).isEqualTo(new StoreSize(1, 356));
    time.advance(Duration.ofSeconds(60));
    assertThat(store.removeExpired()).isEqualTo(1);
  }

  @Test
  void lowestRankLeavesFirst() throws Exception {
    EnvelopeStore store = store(3 * 356);
    store.put(board(bytes32(1), 60, 10));
    store.put(board(bytes32(2), 60, 30));
    store.put(board(bytes32(3), 60, 20));
    assertThat(store.put(board(bytes32(4), 60, 25))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).containsExactly(bytes32(2), bytes32(3), bytes32(4));
    assertThat(store.put(board(bytes32(5), 60, 25))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).containsExactly(bytes32(2), bytes32(4), bytes32(5));
    // A newcomer may be what has to leave next.
    assertThat(store.put(board(bytes32(6), 60, 26))).isEqualTo(PutOutcome.STORED);
    assertThat(store.put(board(bytes32(7), 60, 27))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).containsExactly(bytes32(2), bytes32(6), bytes32(7));
    assertThat(store.size().bytes()).isEqualTo(store.quota());
  }

  @Test
  void newcomerOfEqualRankIsRefusedAndToldWhatIsNeeded() throws Exception {
    EnvelopeStore store = store(2 * 356);
    store.put(board(bytes32(1), 60, 10));
    store.put(board(bytes32(2), 60, 12));
    assertThat(store.put(board(bytes32(3), 60, 10))).isEqualTo(PutOutcome.full(11));
    assertThat(store.put(board(bytes32(3), 60, 9))).isEqualTo(PutOutcome.full(11));
    assertThat(ids(store)).containsExactly(bytes32(1), bytes32(2));
    assertThat(store.put(board(bytes32(3), 60, 11))).isEqualTo(PutOutcome.STORED);
  }

  @Test
  void ofEqualRanksTheSoonestToExpireLeaves() throws Exception {
    EnvelopeStore store = store(2 * 356);
    store.put(board(bytes32(1), 90, 10));
    store.put(board(bytes32(2), 60, 10));
    store.put(board(bytes32(3), 60, 11));
    assertThat(ids(store)).containsExactly(bytes32(1), bytes32(3));
  }

  @Test
  void nothingLeavesForANewcomerThatStillDoesNotFit() throws Exception {
    EnvelopeStore store = store(3 * 356);
    store.put(board(bytes32(1), 60, 10));
    store.put(board(bytes32(2), 60, 20));
    store.put(board(bytes32(3), 60, 30));
    StoredEnvelope twice =
        new StoredEnvelope(Shelf.BOARD, TAG, bytes32(4), NOW + 60, 20, document(300));
    assertThat(store.put(twice)).isEqualTo(PutOutcome.full(21));
    assertThat(ids(store)).hasSize(3);
    StoredEnvelope paid =
        new StoredEnvelope(Shelf.BOARD, TAG, bytes32(4), NOW + 60, 21, document(300));
    assertThat(store.put(paid)).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).containsExactly(bytes32(3), bytes32(4));
  }

  @Test
  void whatIsLargerThanTheStoreIsRefusedAtEveryRank() throws Exception {
    EnvelopeStore store = store(3 * 356);
    store.put(board(bytes32(1), 60, 10));
    StoredEnvelope larger =
        new StoredEnvelope(Shelf.BOARD, TAG, bytes32(4), NOW + 60, 99, document(3 * 356 - 255));
    assertThat(store.put(larger)).isEqualTo(PutOutcome.full(Long.MAX_VALUE));
    assertThat(ids(store)).hasSize(1);
  }

  @Test
  void whatExpiredMakesRoomFirst() throws Exception {
    EnvelopeStore store = store(2 * 356);
    store.put(board(bytes32(1), 5, 99));
    store.put(board(bytes32(2), 60, 1));
    time.advance(Duration.ofSeconds(5));
    assertThat(store.put(board(bytes32(3), 60, 1))).isEqualTo(PutOutcome.STORED);
    assertThat(ids(store)).containsExactly(bytes32(2), bytes32(3));
  }

  @Test
  void cardsLeaveByTheirRankAsEnvelopesDo() throws Exception {
    EnvelopeStore store = store(3 * 356);
    store.put(entry(Shelf.CARD, TAG, bytes32(1), 60, 10));
    store.put(entry(Shelf.CARD, TAG, bytes32(2), 60, 30));
    store.put(board(bytes32(3), 60, 20));
    assertThat(store.put(entry(Shelf.CARD, TAG, bytes32(4), 60, 10)))
        .isEqualTo(PutOutcome.full(11));
    assertThat(store.put(board(bytes32(5), 60, 11))).isEqualTo(PutOutcome.STORED);
    assertThat(store.put(entry(Shelf.CARD, TAG, bytes32(6), 60, 25))).isEqualTo(PutOutcome.STORED);
    assertThat(store.list(Shelf.CARD, TAG, Bytes32.ZERO, 9))
        .extracting(Listed::id)
        .containsExactly(bytes32(2), bytes32(6));
    assertThat(ids(store)).containsExactly(bytes32(3));
  }

  @Test
  void threadsThatPutTogetherLoseNothing() throws Exception {
    EnvelopeStore store = store(LARGE);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> puts = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        // Each entry by two threads: one of them stores it.
        StoredEnvelope entry = board(bytes32(1 + i / 2), 60, i);
        puts.add(threads.submit(() -> store.put(entry)));
      }
      for (Future<?> put : puts) {
        put.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store.size()).isEqualTo(new StoreSize(200, 200 * 356));
    assertThat(ids(store)).hasSize(200);
  }

  @Test
  void closedStoreRefuses() throws Exception {
    EnvelopeStore store = store(LARGE);
    store.close();
    store.close();
    assertThatThrownBy(() -> store.put(board(bytes32(1), 60, 0)))
        .isInstanceOfSatisfying(
            EnvelopeStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(EnvelopeStoreException.Reason.CLOSED));
    assertThatThrownBy(() -> store.get(Shelf.BOARD, TAG, bytes32(1)))
        .isInstanceOf(EnvelopeStoreException.class);
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
