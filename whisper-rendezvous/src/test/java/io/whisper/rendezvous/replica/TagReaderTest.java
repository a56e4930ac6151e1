package io.whisper.rendezvous.replica;

import static io.whisper.rendezvous.replica.ReadTag.WHILE;
import static io.whisper.rendezvous.replica.ReadTag.ids;
import static io.whisper.rendezvous.replica.ReadTag.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TagReaderTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final ReaderLimits SMALL = new ReaderLimits(8, 1 << 20, 1000, 800);

  private final ReadTag board = new ReadTag();
  private final FakeStores stores = board.stores();
  private final List<FakeStore> ofTag = board.replicas();
  private final Readership readers = board.readers();
  private final TagReader reader = board.reader(ReaderLimits.defaults());

  @Test
  void whatLiesAtTwoReplicasIsGivenOnce() {
    List<Envelope> posts = board.everywhere(50, HOUR);
    CompletableFuture<Fetched> fetched = board.fetch(reader);
    assertThat(fetched.join()).isEqualTo(new Fetched(50, 2));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(stores.lengths()).hasSize(2);
    assertThat(ofTag).allSatisfy(store -> assertThat(store.circuits()).isEmpty());
    Envelope later = stores.post(HOUR);
    ofTag.forEach(store -> store.hold(later));
    assertThat(board.fetch(reader).join()).isEqualTo(new Fetched(1, 2));
    assertThat(readers.given()).hasSize(51).doesNotHaveDuplicates();
    assertThat(stores.time().pending()).isZero();
  }

  @Test
  void theThirdReplicaIsReadWhenTheFirstTwoDiffer() {
    List<Envelope> posts = new ArrayList<>(board.everywhere(10, HOUR));
    for (FakeStore store : ofTag) {
      Envelope alone = stores.post(HOUR);
      posts.add(alone);
      store.hold(alone);
    }
    assertThat(board.fetch(reader).join()).isEqualTo(new Fetched(13, 3));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
  }

  @Test
  void theThirdReplicaIsReadWhenOneFails() {
    board.everywhere(30, HOUR);
    for (FakeStore failing : ofTag) {
      TagReader another = board.reader(ReaderLimits.defaults());
      readers.given().clear();
      failing.misconduct((circuit, command, data) -> command == StoreCommand.TAKE && end(circuit));
      assertThat(board.fetch(another).join()).isEqualTo(new Fetched(30, 2));
      assertThat(readers.given()).hasSize(30).doesNotHaveDuplicates();
      failing.misconduct(null);
    }
  }

  @Test
  void oneReplicaAloneIsNotTheWholeOfATag() {
    List<Envelope> posts = board.everywhere(3, HOUR);
    Envelope elsewhere = stores.post(HOUR);
    ofTag.get(1).hold(elsewhere);
    ofTag.get(1).stop();
    ofTag.get(2).stop();
    assertThat(board.fetch(reader)).isCompletedExceptionally();
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    ofTag.get(1).restart();
    stores.time().advance(HOUR.dividedBy(2));
    assertThat(board.fetch(reader).join()).isEqualTo(new Fetched(1, 2));
    assertThat(readers.given()).hasSize(4).contains(elsewhere.id());
  }

  @Test
  void anotherReplicaIsAskedForWhatALyingOneDoesNotGive() {
    List<Envelope> posts = board.everywhere(30, HOUR);
    Envelope foreign = stores.post(Bytes32.ZERO, HOUR, 256);
    for (FakeStore lying : ofTag) {
      TagReader another = board.reader(ReaderLimits.defaults());
      readers.given().clear();
      lying.misconduct(
          (circuit, command, data) -> {
            if (command == StoreCommand.TAKE) {
              FakeStore.give(circuit, StoreCommand.TAKEN, foreign.encode());
            }
            return command == StoreCommand.TAKE;
          });
      assertThat(board.fetch(another).join().replicas()).isEqualTo(2);
      assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
      assertThat(lying.circuits()).isEmpty();
      lying.misconduct(null);
    }
  }

  @Test
  void aListIsReadAsFarAsATagCanHaveAndNotCalledALie() {
    List<Envelope> posts = board.everywhere(3, HOUR);
    FakeStore endless = ofTag.get(0);
    int[] pages = {0};
    endless.misconduct(
        (circuit, command, data) -> {
          if (command == StoreCommand.LIST) {
            pages[0]++;
            circuit.answer(StoreCommand.LISTED, page(Bytes32.of(data)).encode());
          }
          return command == StoreCommand.LIST;
        });
    ofTag.get(1).stop();
    CompletableFuture<Fetched> fetched = reader.fetch(readers);
    stores.time().advance(HOUR);
    assertThat(fetched.join()).isEqualTo(new Fetched(3, 2));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(pages[0]).isEqualTo(1 + Listing.MAX_LISTED / Listed.MAX_ENTRIES);
    assertThat(endless.opened()).hasSize(1);
  }

  /** As many ids as a list can have, which expired long ago, from the beginning of the ring. */
  private static Listed page(Bytes32 after) {
    List<Listed.Entry> entries = new ArrayList<>();
    byte[] id = after.toByteArray();
    for (int i = 0; i < Listed.MAX_ENTRIES; i++) {
      for (int at = 31; ++id[at] == 0; at--) {}
      entries.add(new Listed.Entry(Bytes32.of(id), 1));
    }
    return new Listed(entries, true);
  }

  /** It remembers four; what comes later and expires sooner is given all the same. */
  @Test
  void aReaderThatCannotRememberAllSaysSoAndGoesOn() {
    List<Envelope> posts = board.everywhere(12, HOUR.multipliedBy(2));
    TagReader forgetful = board.reader(new ReaderLimits(8, 1 << 20, 4, 800));
    forgetful.follow(readers);
    stores.time().advance(Duration.ofMinutes(1));
    assertThat(readers.given()).containsAll(ids(posts));
    assertThat(readers.crowded()).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      Envelope later = stores.post(HOUR);
      ofTag.forEach(store -> store.hold(later));
      stores.time().advance(Duration.ofSeconds(10));
      assertThat(readers.given()).containsOnlyOnce(later.id());
    }
    assertThat(readers.crowded()).isEqualTo(1);
    forgetful.close();
  }

  @Test
  void whatStandsIsGivenOnceWhileMoreThanIsRememberedComesAndGoes() {
    List<Envelope> posts = board.everywhere(10, Duration.ofDays(2));
    TagReader forgetful = board.reader(new ReaderLimits(8, 1 << 20, 40, 800));
    forgetful.follow(readers);
    for (int i = 0; i < 100; i++) {
      Envelope passing = stores.post(Duration.ofMinutes(1));
      ofTag.forEach(store -> store.hold(passing));
      stores.time().advance(Duration.ofMinutes(10));
      assertThat(readers.given()).contains(passing.id());
    }
    assertThat(readers.given()).containsAll(ids(posts)).doesNotHaveDuplicates();
    assertThat(readers.crowded()).isZero();
    forgetful.close();
  }

  @Test
  void withoutAnyReplicaReadingFails() {
    ofTag.forEach(FakeStore::stop);
    assertThat(board.fetch(reader)).isCompletedExceptionally();
    assertThat(stores.lengths()).hasSize(3);
    stores.noConsensus();
    assertThat(board.fetch(reader)).isCompletedExceptionally();
  }

  @Test
  void whatHasExpiredIsNotGivenThoughAStoreHasIt() {
    Envelope expired = stores.post(Duration.ofSeconds(5));
    for (FakeStore store : ofTag) {
      store.misconduct(
          (circuit, command, data) -> {
            if (command == StoreCommand.LIST) {
              Listed.Entry entry = new Listed.Entry(expired.id(), Long.MAX_VALUE);
              Listed.Entry late = new Listed.Entry(expired.id(), 5_000_000_000L);
              Listed.Entry soon = new Listed.Entry(expired.id(), expired.terms().expires() + 1000);
              Listed.Entry named = List.of(entry, late, soon).get(stores.random().nextInt(3));
              circuit.answer(StoreCommand.LISTED, new Listed(List.of(named), false).encode());
            } else if (command == StoreCommand.TAKE) {
              FakeStore.give(circuit, StoreCommand.TAKEN, expired.encode());
            }
            return command == StoreCommand.LIST || command == StoreCommand.TAKE;
          });
    }
    stores.time().advance(Duration.ofSeconds(5));
    for (int i = 0; i < 10; i++) {
      assertThat(board.fetch(board.reader(ReaderLimits.defaults())).join().given()).isZero();
    }
    assertThat(readers.given()).isEmpty();
  }

  @Test
  void aSlowListenerIsGivenNoMoreThanItCanTakeAndAllInTheEnd() {
    board.everywhere(100, HOUR);
    TagReader small = board.reader(SMALL);
    readers.slow(true);
    CompletableFuture<Fetched> fetched = board.fetch(small);
    assertThat(readers.given()).hasSize(8);
    stores.time().advance(Duration.ofMinutes(10));
    assertThat(readers.given()).hasSize(8);
    assertThat(fetched).isNotDone();
    while (readers.finishOne()) {
      stores.time().advance(Duration.ofSeconds(1));
    }
    assertThat(fetched.join().given()).isEqualTo(100);
    assertThat(readers.given()).hasSize(100).doesNotHaveDuplicates();
    assertThat(readers.mostUnfinished()).isEqualTo(8);
  }

  @Test
  void whatIsPushedByTwoReplicasIsGivenOnce() {
    List<Envelope> posts = new ArrayList<>(board.everywhere(20, HOUR));
    board.follow(reader);
    assertThat(readers.followed()).isEqualTo(2);
    posts.addAll(board.everywhere(20, HOUR));
    posts.forEach(post -> ofTag.forEach(store -> store.push(post)));
    stores.time().advance(WHILE);
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
  }

  @Test
  void pushesThatAListenerCannotTakeAreFetchedLater() {
    TagReader small = board.reader(SMALL);
    readers.slow(true);
    small.follow(readers);
    stores.time().advance(WHILE);
    List<Envelope> posts = board.everywhere(1000, HOUR);
    stores.time().advance(WHILE);
    assertThat(readers.given()).hasSize(8);
    while (readers.finishOne()) {
      stores.time().advance(Duration.ofMillis(200));
    }
    stores.time().advance(WHILE);
    while (readers.finishOne()) {
      stores.time().advance(Duration.ofMillis(200));
    }
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(readers.mostUnfinished()).isEqualTo(8);
  }

  @Test
  void aLostCircuitIsReplacedAndWhatCameMeanwhileIsGivenOnce() {
    List<Envelope> posts = new ArrayList<>(board.everywhere(20, DAY));
    board.follow(reader);
    for (int i = 0; i < 20; i++) {
      ofTag.forEach(FakeStore::dropCircuits);
      stores.time().advance(Duration.ofMillis(stores.random().nextInt(3000)));
      posts.addAll(board.everywhere(3, DAY));
      stores.time().advance(Duration.ofMinutes(3));
    }
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(readers.followed()).isEqualTo(2);
  }

  @Test
  void storesThatAreDownAreTriedWithLongerAndLongerPausesAtNoFixedRhythm() {
    board.follow(reader);
    ofTag.forEach(FakeStore::stop);
    stores.time().advance(WHILE);
    assertThat(readers.followed()).isZero();
    int before = stores.lengths().size();
    stores.time().advance(HOUR);
    assertThat(stores.lengths().size() - before).isBetween(3 * 50, 3 * 140);
    ofTag.forEach(FakeStore::restart);
    List<Envelope> posts = board.everywhere(5, HOUR);
    stores.time().advance(Duration.ofMinutes(2));
    assertThat(readers.followed()).isEqualTo(2);
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
  }

  @Test
  void thereIsNeverMoreThanOneCircuitToAStore() {
    board.follow(reader);
    for (int i = 0; i < 400; i++) {
      FakeStore any = ofTag.get(stores.random().nextInt(3));
      if (stores.random().nextInt(4) == 0) {
        any.dropCircuits();
      }
      if (stores.random().nextInt(20) == 0) {
        Instant until = stores.time().now().plus(HOUR);
        CompletableFuture<Erased> erased = reader.delete(List.of(Bytes32.ZERO), until);
        assertThat(erased).isNotNull();
      }
      stores.time().advance(Duration.ofMillis(stores.random().nextInt(500)));
      assertThat(ofTag).allSatisfy(store -> assertThat(open(store)).isLessThanOrEqualTo(1));
    }
  }

  @Test
  void whenTheRingChangesTheNewReplicasAreFollowedAndTheOldOnesLeft() {
    List<Envelope> posts = new ArrayList<>(board.everywhere(20, DAY));
    board.follow(reader);
    List<FakeStore> others = new ArrayList<>(stores.all());
    others.removeAll(ofTag);
    stores.ring(others);
    List<FakeStore> now = stores.ofTag();
    now.forEach(store -> posts.forEach(store::hold));
    stores.time().advance(Duration.ofMinutes(1));
    assertThat(ofTag).allSatisfy(store -> assertThat(store.circuits()).isEmpty());
    assertThat(now.stream().mapToInt(ReadTag::open).sum()).isEqualTo(2);
    Envelope later = stores.post(DAY);
    posts.add(later);
    now.forEach(store -> store.hold(later));
    stores.time().advance(WHILE);
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(readers.followed()).isEqualTo(2);
  }

  @Test
  void newReplicasThatCannotBeReachedDoNotCostTheOldOnes() {
    board.follow(reader);
    List<FakeStore> others = new ArrayList<>(stores.all());
    others.removeAll(ofTag);
    others.forEach(FakeStore::stop);
    stores.ring(others);
    stores.time().advance(Duration.ofMinutes(5));
    assertThat(readers.followed()).isEqualTo(2);
    List<Envelope> posts = board.everywhere(1, DAY);
    stores.time().advance(WHILE);
    assertThat(readers.given()).isEqualTo(ids(posts));
  }

  @Test
  void aReplicaThatComesBackEmptyChangesNothing() {
    List<Envelope> posts = new ArrayList<>(board.everywhere(20, DAY));
    board.follow(reader);
    for (FakeStore store : ofTag) {
      store.stop();
      store.empty();
      stores.time().advance(WHILE);
      store.restart();
      stores.time().advance(Duration.ofMinutes(2));
      posts.forEach(store::hold);
      stores.time().advance(Duration.ofMinutes(2));
    }
    posts.addAll(board.everywhere(1, DAY));
    stores.time().advance(WHILE);
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(readers.gone()).isEmpty();
  }

  @Test
  void aPushThatWasMissedIsFoundWithinHalfAnHour() {
    board.follow(reader);
    Envelope post = stores.post(DAY);
    ofTag.forEach(store -> store.held().put(post.id(), post));
    stores.time().advance(Duration.ofMinutes(31));
    assertThat(readers.given()).containsExactly(post.id());
  }

  @Test
  void aStoreThatPushesWhatIsNoneOfTheTagIsLeftForAnother() {
    board.follow(reader);
    FakeStore lying = ofTag.stream().filter(store -> open(store) == 1).findFirst().orElseThrow();
    lying.push(stores.post(Bytes32.ZERO, DAY, 256));
    stores.time().advance(WHILE);
    assertThat(readers.given()).isEmpty();
    assertThat(open(lying)).isZero();
    assertThat(readers.replicas()).containsExactly(1, 2, 1, 2);
    ofTag.stream().filter(store -> store != lying).findFirst().orElseThrow().stop();
    stores.time().advance(Duration.ofMinutes(9));
    assertThat(lying.opened()).hasSize(1);
    stores.time().advance(Duration.ofMinutes(12));
    assertThat(open(lying)).isEqualTo(1);
  }

  @Test
  void whatTheOwnerDeletesGoesAtAllReplicasOverTheCircuitsThatAreThere() {
    List<Envelope> posts = board.everywhere(150, DAY);
    board.follow(reader);
    int opened = stores.lengths().size();
    CompletableFuture<Erased> erased = reader.delete(ids(posts), stores.time().now().plus(HOUR));
    stores.time().advance(WHILE);
    assertThat(erased.join()).isEqualTo(new Erased(SpreadEnd.ALL, 3));
    assertThat(ofTag).allSatisfy(store -> assertThat(store.held()).isEmpty());
    assertThat(stores.lengths().size() - opened).isEqualTo(1);
    assertThat(readers.gone()).isEmpty();
    assertThat(readers.given()).hasSize(150);
  }

  @Test
  void aStoreThatDoesNotTakeSubscriptionsIsTriedLater() {
    ofTag.forEach(
        store ->
            store.misconduct(
                (circuit, command, data) -> {
                  if (command == StoreCommand.SUBSCRIBE) {
                    circuit.answer(StoreCommand.SUBSCRIBED, TagStatus.LIMITED.encode());
                  }
                  return command == StoreCommand.SUBSCRIBE;
                }));
    board.follow(reader);
    assertThat(readers.replicas()).isEmpty();
    ofTag.forEach(store -> store.misconduct(null));
    stores.time().advance(Duration.ofMinutes(2));
    assertThat(readers.followed()).isEqualTo(2);
  }

  @Test
  void aClosedReaderSaysNothingMore() {
    board.everywhere(20, DAY);
    board.follow(reader);
    readers.given().clear();
    board.everywhere(5, DAY);
    reader.close();
    stores.time().advance(Duration.ofMinutes(2));
    assertThat(readers.given()).isEmpty();
    assertThat(ofTag).allSatisfy(store -> assertThat(store.circuits()).isEmpty());
    assertThat(stores.time().pending()).isZero();
    assertThatThrownBy(() -> reader.fetch(readers)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aListenerThatFailsCostsNothingElse() {
    List<Envelope> posts = board.everywhere(10, DAY);
    List<Bytes32> given = new ArrayList<>();
    reader.follow(
        envelope -> {
          given.add(envelope.id());
          throw new IllegalStateException("this one always fails");
        });
    stores.time().advance(WHILE);
    assertThat(given).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(ofTag.stream().mapToInt(ReadTag::open).sum()).isEqualTo(2);
  }

  @Test
  void aReaderReadsOneThingAtATime() {
    board.follow(reader);
    assertThatThrownBy(() -> reader.fetch(readers)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> reader.follow(readers)).isInstanceOf(IllegalStateException.class);
  }

  private static boolean end(FakeStoreCircuit circuit) {
    circuit.end();
    return true;
  }
}
