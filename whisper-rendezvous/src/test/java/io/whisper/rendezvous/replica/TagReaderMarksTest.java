package io.whisper.rendezvous.replica;

import static io.whisper.rendezvous.replica.ReadTag.WHILE;
import static io.whisper.rendezvous.replica.ReadTag.ids;
import static io.whisper.rendezvous.replica.ReadTag.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What readers hear of what was withdrawn. */
class TagReaderMarksTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final ReadTag board = new ReadTag();
  private final FakeStores stores = board.stores();
  private final List<FakeStore> ofTag = board.replicas();
  private final Readership readers = board.readers();
  private final TagReader reader = board.reader(ReaderLimits.defaults());

  @Test
  void whatIsWithdrawnIsToldOnce() {
    Envelope post = board.everywhere(3, DAY).get(0);
    board.follow(reader);
    for (FakeStore store : ofTag) {
      store.withdraw(stores.mark(post));
      stores.time().advance(WHILE);
    }
    assertThat(readers.gone()).containsExactly(post.id());
    ofTag.forEach(FakeStore::dropCircuits);
    stores.time().advance(HOUR);
    assertThat(readers.gone()).containsExactly(post.id());
    assertThat(readers.missed()).isEmpty();
    assertThat(readers.given()).hasSize(3);
  }

  @Test
  void theMarkOfOneStoreIsEnough() {
    Envelope post = board.everywhere(3, DAY).get(0);
    board.follow(reader);
    FakeStore honest = ofTag.stream().filter(store -> open(store) == 1).findFirst().orElseThrow();
    honest.withdraw(stores.mark(post));
    stores.time().advance(WHILE);
    assertThat(readers.gone()).containsExactly(post.id());
    // Another one that lags behind changes nothing.
    ofTag.forEach(store -> store.push(post));
    ofTag.forEach(FakeStore::dropCircuits);
    stores.time().advance(HOUR);
    assertThat(readers.given()).hasSize(3).doesNotHaveDuplicates();
    assertThat(readers.gone()).containsExactly(post.id());
  }

  @Test
  void whoLostAllCircuitsLearnsWhatWasWithdrawnMeanwhile() {
    List<Envelope> posts = board.everywhere(30, DAY);
    board.follow(reader);
    ofTag.forEach(FakeStore::stop);
    stores.time().advance(WHILE);
    assertThat(readers.followed()).isZero();
    posts.subList(0, 20).forEach(post -> ofTag.forEach(s -> s.withdraw(stores.mark(post))));
    ofTag.forEach(FakeStore::restart);
    stores.time().advance(Duration.ofMinutes(2));
    assertThat(readers.followed()).isEqualTo(2);
    assertThat(readers.gone()).containsExactlyInAnyOrderElementsOf(ids(posts.subList(0, 20)));
    assertThat(readers.given()).hasSize(30);
  }

  @Test
  void whoComesLaterIsNotGivenWhatOneStoreHasTheMarkOf() {
    List<Envelope> posts = board.everywhere(40, DAY);
    List<Bytes32> withdrawn = ids(posts.subList(0, 20));
    FakeStore honest = ofTag.get(0);
    posts.subList(0, 20).forEach(post -> honest.withdraw(stores.mark(post)));
    ofTag.get(1).stop();
    CompletableFuture<Fetched> fetched = reader.fetch(readers);
    stores.time().advance(Duration.ofMinutes(1));
    assertThat(fetched.join().replicas()).isEqualTo(2);
    // Whichever came first: none of it stands.
    List<Bytes32> told = new ArrayList<>(readers.missed());
    told.addAll(readers.gone());
    assertThat(told).containsExactlyInAnyOrderElementsOf(withdrawn);
    assertThat(readers.given()).noneMatch(readers.missed()::contains);
    assertThat(readers.given()).containsAll(readers.gone()).hasSize(20 + readers.gone().size());
    reader.follow(readers);
    stores.time().advance(HOUR);
    assertThat(readers.given()).hasSize(20 + readers.gone().size()).doesNotHaveDuplicates();
    assertThat(readers.missed().size() + readers.gone().size()).isEqualTo(20);
  }

  @Test
  void whatOneStoreHadTheMarkOfIsNotTakenFromAnotherThatIsReadLater() {
    List<Envelope> posts = board.everywhere(40, DAY);
    FakeStore honest = ofTag.get(0);
    posts.subList(0, 20).forEach(post -> honest.withdraw(stores.mark(post)));
    ofTag.get(1).stop();
    ofTag.get(2).stop();
    assertThat(board.fetch(reader)).isCompletedExceptionally();
    assertThat(readers.missed()).containsExactlyInAnyOrderElementsOf(ids(posts.subList(0, 20)));
    ofTag.get(2).restart();
    stores.time().advance(HOUR.dividedBy(2));
    assertThat(board.fetch(reader).join().replicas()).isEqualTo(2);
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts.subList(20, 40)));
    assertThat(readers.missed()).hasSize(20);
    assertThat(readers.gone()).isEmpty();
  }

  @Test
  void aStoreThatHasNoMarkMakesNothingDisappear() {
    List<Envelope> posts = board.everywhere(3, DAY);
    board.follow(reader);
    Envelope unknown = stores.post(DAY);
    for (FakeStore lying : ofTag) {
      posts.forEach(post -> lying.pushGone(post.id()));
      lying.pushGone(unknown.id());
      lying.empty();
    }
    stores.time().advance(HOUR);
    assertThat(readers.gone()).isEmpty();
    assertThat(readers.followed()).isEqualTo(2);
    ofTag.forEach(store -> store.hold(unknown));
    stores.time().advance(WHILE);
    assertThat(readers.given()).contains(unknown.id());
  }

  @Test
  void marksAreTakenAsSlowlyAsTheListenerHearsThem() {
    List<Envelope> posts = board.everywhere(200, DAY);
    posts.forEach(post -> ofTag.forEach(store -> store.withdraw(stores.mark(post))));
    readers.slow(true);
    CompletableFuture<Fetched> fetched = board.fetch(reader);
    assertThat(readers.missed()).hasSizeBetween(1, 3 * Gathering.BATCH);
    for (int i = 0; i < 1000 && !fetched.isDone(); i++) {
      readers.finishOne();
      stores.time().advance(Duration.ofSeconds(1));
    }
    assertThat(fetched.join().given()).isZero();
    assertThat(readers.missed()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(readers.mostUnfinished()).isLessThanOrEqualTo(3 * Gathering.BATCH);
  }

  @Test
  void marksThatAStoreMakesUpCostNothingElse() {
    FakeStore liar = ofTag.get(0);
    ReaderLimits limits = new ReaderLimits(8, 1 << 20, 64, 800);
    for (int i = 0; i < 500; i++) {
      liar.withdraw(stores.mark(stores.post(DAY)));
    }
    List<Envelope> posts = board.everywhere(20, HOUR);
    TagReader small = board.reader(limits);
    small.follow(readers);
    stores.time().advance(Duration.ofMinutes(5));
    posts.addAll(board.everywhere(20, HOUR));
    stores.time().advance(Duration.ofMinutes(5));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(readers.gone()).isEmpty();
  }
}
