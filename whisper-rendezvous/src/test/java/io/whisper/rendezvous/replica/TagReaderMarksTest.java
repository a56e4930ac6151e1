package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.testkit.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What readers hear of what was withdrawn. */
class TagReaderMarksTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WHILE = Duration.ofSeconds(10);

  private final FakeStores stores = new FakeStores(new SeededRandom(12), 9);
  private final List<FakeStore> ofTag = stores.ofTag();
  private final Readership readers = new Readership();
  private final TagReader reader = reader(ReaderLimits.defaults());

  @Test
  void whatIsWithdrawnIsToldOnce() {
    Envelope post = everywhere(3, DAY).get(0);
    follow();
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
    Envelope post = everywhere(3, DAY).get(0);
    follow();
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
    List<Envelope> posts = everywhere(30, DAY);
    follow();
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
    List<Envelope> posts = everywhere(40, DAY);
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
  void aStoreThatHasNoMarkMakesNothingDisappear() {
    List<Envelope> posts = everywhere(3, DAY);
    follow();
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
    List<Envelope> posts = everywhere(200, DAY);
    posts.forEach(post -> ofTag.forEach(store -> store.withdraw(stores.mark(post))));
    readers.slow(true);
    CompletableFuture<Fetched> fetched = fetch(reader);
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
    List<Envelope> posts = everywhere(20, HOUR);
    TagReader small = reader(limits);
    small.follow(readers);
    stores.time().advance(Duration.ofMinutes(5));
    posts.addAll(everywhere(20, HOUR));
    stores.time().advance(Duration.ofMinutes(5));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(ids(posts));
    assertThat(readers.gone()).isEmpty();
  }

  private TagReader reader(ReaderLimits limits) {
    return new TagReader(stores.replicas(), TagKey.board(FakeStores.TAG), limits);
  }

  private CompletableFuture<Fetched> fetch(TagReader by) {
    CompletableFuture<Fetched> fetched = by.fetch(readers);
    stores.time().advance(WHILE);
    return fetched;
  }

  private void follow() {
    reader.follow(readers);
    stores.time().advance(WHILE);
  }

  private List<Envelope> everywhere(int count, Duration life) {
    List<Envelope> posts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Envelope post = stores.post(life);
      posts.add(post);
      ofTag.forEach(store -> store.hold(post));
    }
    return posts;
  }

  private static int open(FakeStore store) {
    return (int) store.circuits().stream().filter(circuit -> !circuit.closed()).count();
  }

  private static List<Bytes32> ids(List<Envelope> posts) {
    return posts.stream().map(Envelope::id).toList();
  }
}
