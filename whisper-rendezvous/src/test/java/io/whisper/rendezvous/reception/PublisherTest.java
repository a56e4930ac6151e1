package io.whisper.rendezvous.reception;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.descriptor.Presence;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.ring.Ring;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublisherTest {

  /** In the middle of a period of a day, so that one period alone is published for. */
  private static final Instant NOON = VirtualTime.START.plus(Duration.ofHours(12));

  private record Put(Bytes32 store, PresenceDocument document, Instant at) {}

  private final SeededRandom random = new SeededRandom(21);
  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  private final Identity identity = Identity.ephemeral(random);
  private final List<RelayEntry> stores = new ArrayList<>();
  private final List<Put> puts = new CopyOnWriteArrayList<>();
  private volatile Function<Put, Status> answers = put -> Status.STORED;
  private volatile Optional<Consensus> consensus = Optional.empty();
  private final Publisher publisher;

  PublisherTest() {
    for (int i = 0; i < 12; i++) {
      Bytes32 place = Bytes32.of(random.bytes(32));
      stores.add(Relays.entry(place, place, Set.of(RelayFlag.STORE)));
    }
    time.advance(Duration.ofHours(12));
    consensus = Optional.of(consensus(NOON, stores));
    Overlay overlay =
        new Overlay(
            reactor,
            () -> consensus,
            request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));
    publisher =
        new Publisher(
            overlay,
            identity,
            3,
            (store, document, hops) -> {
              Put put = new Put(store.identity(), document, time.now());
              puts.add(put);
              return CompletableFuture.completedFuture(answers.apply(put));
            });
  }

  @AfterEach
  void stop() throws Exception {
    onLoop(publisher::close);
    reactor.close();
  }

  @Test
  void aPresenceIsPutToItsThreeReplicas() throws Exception {
    Presence presence = publish();
    awaitPuts(3);
    publisher.published().get(30, TimeUnit.SECONDS);
    PresenceDocument document = puts.get(0).document();
    assertThat(document.open(identity.address())).contains(presence);
    assertThat(document.period()).isEqualTo(consensus.orElseThrow().period());
    assertThat(document.expires()).isBetween(NOON.plusSeconds(10_800), NOON.plusSeconds(10_860));
    assertThat(puts.stream().map(Put::store))
        .containsExactlyInAnyOrderElementsOf(
            Ring.of(stores).replicas(document.tag()).stream().map(RelayEntry::identity).toList());
  }

  @Test
  void storesAreGivenTheSameDocumentOnceMoreLongBefore() throws Exception {
    publish();
    awaitPuts(3);
    passUntilPuts(6);
    assertThat(puts.get(3).document().bytes()).isEqualTo(puts.get(0).document().bytes());
    assertThat(Duration.between(puts.get(0).at(), puts.get(3).at()))
        .isBetween(Duration.ofSeconds(450), Duration.ofMinutes(16));
    assertThat(puts.subList(3, 6).stream().map(Put::store))
        .containsExactlyInAnyOrderElementsOf(puts.subList(0, 3).stream().map(Put::store).toList());
  }

  @Test
  void whenStoresMayHaveForgottenItTheyAreGivenItAtOnce() throws Exception {
    publish();
    awaitPuts(3);
    onLoop(publisher::assure);
    awaitPuts(6);
    assertThat(puts.get(5).document().bytes()).isEqualTo(puts.get(0).document().bytes());
  }

  @Test
  void afterATimeWithoutAConsensusStoresAreGivenItAtOnce() throws Exception {
    publish();
    awaitPuts(3);
    Optional<Consensus> before = consensus;
    consensus = Optional.empty();
    for (int second = 0; second < 60; second++) {
      time.advance(Duration.ofSeconds(1));
      onLoop(() -> {});
    }
    consensus = before;
    time.advance(Duration.ofSeconds(2));
    awaitPuts(6);
    assertThat(puts.get(5).document().bytes()).isEqualTo(puts.get(0).document().bytes());
  }

  @Test
  void whatWaitsToBeTriedAgainIsTriedWhenTheNetworkIsBack() throws Exception {
    answers = put -> puts.size() <= 3 ? Status.LIMITED : Status.STORED;
    publish();
    awaitPuts(3);
    onLoop(publisher::hurry);
    awaitPuts(6);
  }

  @Test
  void itIsPutAnewBeforeItExpiresWithAHigherRevision() throws Exception {
    publish();
    awaitPuts(3);
    PresenceDocument document = puts.get(0).document();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              time.advance(Duration.ofSeconds(20));
              return puts.stream().anyMatch(put -> !put.document().equals(document));
            });
    Put first = puts.get(0);
    Put second =
        puts.stream().filter(p -> !p.document().equals(document)).findFirst().orElseThrow();
    assertThat(second.document().revision()).isGreaterThan(first.document().revision());
    assertThat(Duration.between(first.at(), second.at()))
        .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(61));
    assertThat(second.at()).isBefore(first.document().expires());
  }

  @Test
  void aChangedPresenceIsPutAtOnce() throws Exception {
    publish();
    awaitPuts(3);
    Presence changed = publish();
    awaitPuts(6);
    assertThat(puts.get(5).document().open(identity.address())).contains(changed);
    assertThat(puts.get(5).document().revision()).isGreaterThan(puts.get(0).document().revision());
  }

  @Test
  void whenTheRingChangesTheNewReplicaIsGivenTheSameDocument() throws Exception {
    publish();
    awaitPuts(3);
    PresenceDocument document = puts.get(0).document();
    List<RelayEntry> before = Ring.of(stores).replicas(document.tag());
    List<RelayEntry> fewer = new ArrayList<>(stores);
    fewer.remove(before.get(1));
    consensus = Optional.of(consensus(NOON, fewer));
    passUntilPuts(4);
    RelayEntry added = Ring.of(fewer).replicas(document.tag()).get(2);
    assertThat(puts.get(3).store()).isEqualTo(added.identity());
    assertThat(puts.get(3).document().bytes()).isEqualTo(document.bytes());
  }

  @Test
  void aroundTheChangeOfPeriodsBothStand() throws Exception {
    TimePeriod period = consensus.orElseThrow().period();
    consensus = Optional.of(consensus(period.end().minus(Duration.ofHours(2)), stores));
    publish();
    awaitPuts(6);
    assertThat(puts.stream().map(put -> put.document().period()))
        .containsOnly(period, period.next());

    puts.clear();
    consensus = Optional.of(consensus(period.end().plus(Duration.ofHours(2)), stores));
    publish();
    awaitPuts(6);
    assertThat(puts.stream().map(put -> put.document().period()))
        .containsOnly(period, period.next());

    puts.clear();
    consensus = Optional.of(consensus(period.end().plus(Duration.ofHours(4)), stores));
    publish();
    awaitPuts(3);
    assertThat(puts.stream().map(put -> put.document().period())).containsOnly(period.next());
  }

  @Test
  void aStoreThatFailsIsTriedAgain() throws Exception {
    answers = put -> puts.size() <= 3 ? Status.LIMITED : Status.STORED;
    publish();
    awaitPuts(3);
    assertThat(publisher.published()).isNotDone();
    passUntilPuts(6);
    publisher.published().get(30, TimeUnit.SECONDS);
    assertThat(puts.get(5).document().bytes()).isEqualTo(puts.get(0).document().bytes());
  }

  @Test
  void whereANewerRevisionIsHeldTheNextOneIsHigher() throws Exception {
    answers =
        put ->
            put.document().revision() <= puts.get(0).document().revision()
                ? Status.OLDER_REVISION
                : Status.STORED;
    publish();
    awaitPuts(3);
    passUntilPuts(6);
    publisher.published().get(30, TimeUnit.SECONDS);
    assertThat(puts.get(puts.size() - 1).document().revision())
        .isGreaterThan(puts.get(0).document().revision());
  }

  private Presence publish() throws Exception {
    PresencePoint point = new PresencePoint(Bytes32.of(random.bytes(32)), Bytes32.ZERO);
    Presence presence =
        new Presence(random.bytes(XWing.PUBLIC_KEY_SIZE), Bytes32.ZERO, List.of(point));
    onLoop(() -> publisher.publish(presence));
    return presence;
  }

  private void onLoop(Runnable task) throws Exception {
    reactor
        .call(
            () -> {
              task.run();
              return true;
            })
        .get(30, TimeUnit.SECONDS);
  }

  private void awaitPuts(int count) {
    Awaitility.await().until(() -> puts.size() >= count);
  }

  private void passUntilPuts(int count) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              time.advance(Duration.ofSeconds(20));
              return puts.size() >= count;
            });
  }

  private Consensus consensus(Instant validAfter, List<RelayEntry> relays) {
    return ConsensusBuilder.ofAuthorities(1, random).relays(relays).validAfter(validAfter).build();
  }
}
