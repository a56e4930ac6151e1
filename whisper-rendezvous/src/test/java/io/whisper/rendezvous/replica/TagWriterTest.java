package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.descriptor.PaidCard;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TagWriterTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FakeStores stores = new FakeStores(new SeededRandom(8), 9);
  private final List<FakeStore> ofTag = stores.ofTag();
  private final TagWriter writer = new TagWriter(stores.replicas(), new ProofSearch(stores.loop()));
  private final List<Integer> counts = new ArrayList<>();

  @Test
  void anEnvelopeIsPutToItsThreeReplicasOverACircuitEach() {
    Envelope post = stores.post(HOUR);
    Writing writing = put(post, 0, 0);
    pass(MINUTE);
    assertThat(writing.written().join()).isEqualTo(new Written(SpreadEnd.ALL, 3, null, 0));
    assertThat(counts).containsExactly(1, 2, 3);
    assertThat(ofTag).allSatisfy(store -> assertThat(store.held()).containsKey(post.id()));
    assertThat(ofTag).allSatisfy(store -> assertThat(store.opened()).hasSize(1));
    assertThat(ofTag).allSatisfy(store -> assertThat(store.circuits()).isEmpty());
    assertThat(stores.lengths()).hasSize(3).allSatisfy(hops -> assertThat(hops).isBetween(1, 3));
    assertThat(stores.time().pending()).isZero();
  }

  @Test
  void onlyWhatAStoreAnsweredIsCounted() {
    ofTag.get(0).judge(document -> Optional.empty());
    ofTag.get(1).misconduct((circuit, command, data) -> end(circuit));
    Writing writing = put(stores.post(HOUR), 0, 0);
    pass(MINUTE);
    assertThat(writing.stored()).isEqualTo(1);
    assertThat(counts).containsExactly(1);
    assertThat(writing.written()).isNotDone();
    pass(HOUR);
    assertThat(writing.written().join().end()).isEqualTo(SpreadEnd.TIME_UP);
    assertThat(writing.written().join().stored()).isEqualTo(1);
  }

  @Test
  void storesThatAreLostOrBusyAreTriedAgainWithLongerAndLongerPauses() {
    FakeStore down = ofTag.get(0);
    ofTag.get(1).judge(document -> Optional.of(PutAnswer.of(Status.LIMITED)));
    down.stop();
    Writing writing = put(stores.post(HOUR), 0, 0);
    pass(MINUTE.multipliedBy(10));
    assertThat(writing.stored()).isEqualTo(1);
    assertThat(ofTag.get(1).opened()).hasSizeBetween(12, 40);
    down.restart();
    ofTag.get(1).judge(document -> Optional.of(PutAnswer.of(Status.STORED)));
    pass(MINUTE.multipliedBy(2));
    assertThat(writing.written().join().end()).isEqualTo(SpreadEnd.ALL);
    assertThat(writing.written().join().refusal()).isEqualTo(Status.LIMITED);
    assertThat(counts).containsExactly(1, 2, 3);
  }

  @Test
  void theWorkOfTheNetworkIsDoneBeforeAnythingIsPut() {
    long effort = 5_000_000;
    List<Long> paid = new ArrayList<>();
    ofTag.forEach(store -> store.judge(document -> paid(document, paid)));
    Writing writing = put(stores.post(HOUR), effort, effort);
    pass(MINUTE);
    assertThat(writing.stored()).isEqualTo(3);
    assertThat(paid).hasSize(3).allSatisfy(rank -> assertThat(rank).isGreaterThanOrEqualTo(effort));
  }

  @Test
  void whereMoreWorkIsAskedForItIsDoneAndTheEnvelopeStaysTheSame() {
    Envelope post = stores.post(HOUR);
    long asked = 20_000_000;
    FakeStore pressed = ofTag.get(2);
    pressed.judge(
        document ->
            Optional.of(
                rank(document) < asked
                    ? new PutAnswer(Status.TOO_LITTLE_WORK, asked)
                    : PutAnswer.of(Status.STORED)));
    Writing writing = put(post, 0, asked);
    pass(MINUTE);
    assertThat(writing.written().join().end()).isEqualTo(SpreadEnd.ALL);
    assertThat(writing.written().join().neededEffort()).isZero();
    assertThat(pressed.held().values())
        .singleElement()
        .satisfies(held -> assertThat(held.id()).isEqualTo(post.id()))
        .satisfies(held -> assertThat(held.rank()).isGreaterThanOrEqualTo(asked));
    assertThat(ofTag.get(0).received(StoreCommand.PUT)).hasSize(1);
  }

  @Test
  void moreWorkThanAllowedIsNotDoneAndItIsSaidHowMuchWasAskedFor() {
    for (FakeStore store : ofTag) {
      store.judge(document -> Optional.of(new PutAnswer(Status.FULL, 1_000_000)));
    }
    Writing writing = put(stores.post(HOUR), 0, 999_999);
    pass(HOUR);
    assertThat(writing.written().join())
        .isEqualTo(new Written(SpreadEnd.TIME_UP, 0, Status.FULL, 1_000_000));
    assertThat(stores.loop().computed()).isZero();
  }

  @Test
  void aStoreThatAsksForWorkThatWasDoneIsNotAskedInALoop() {
    ofTag.get(0).judge(document -> Optional.of(new PutAnswer(Status.TOO_LITTLE_WORK, 0)));
    put(stores.post(HOUR), 0, 1);
    pass(MINUTE);
    assertThat(ofTag.get(0).opened()).hasSizeLessThan(12);
  }

  @Test
  void whatAllStoresRefuseIsNotTriedAgain() {
    for (FakeStore store : ofTag) {
      store.judge(document -> Optional.of(PutAnswer.of(Status.MALFORMED)));
    }
    Writing writing = put(stores.post(HOUR), 0, 0);
    pass(MINUTE);
    assertThat(writing.written().join())
        .isEqualTo(new Written(SpreadEnd.REFUSED, 0, Status.MALFORMED, 0));
    assertThat(counts).isEmpty();
    assertThat(ofTag).allSatisfy(store -> assertThat(store.opened()).hasSize(1));
    assertThat(stores.time().pending()).isZero();
  }

  @Test
  void whenTheRingChangesOnTheWayTheNewReplicaIsAsked() {
    FakeStore gone = ofTag.get(0);
    gone.stop();
    Writing writing = put(stores.post(HOUR), 0, 0);
    pass(MINUTE);
    assertThat(writing.stored()).isEqualTo(2);
    List<FakeStore> others = new ArrayList<>(stores.all());
    others.remove(gone);
    stores.ring(others);
    FakeStore added = stores.ofTag().get(2);
    pass(MINUTE.multipliedBy(2));
    assertThat(writing.written().join().end()).isEqualTo(SpreadEnd.ALL);
    assertThat(added.held()).hasSize(1);
  }

  @Test
  void withoutAConsensusItWaitsAndWithTwoStoresTwoAreAll() {
    stores.noConsensus();
    Writing writing = put(stores.post(HOUR), 0, 0);
    pass(MINUTE);
    assertThat(writing.written()).isNotDone();
    stores.ring(stores.all().subList(0, 2));
    pass(MINUTE.multipliedBy(2));
    assertThat(writing.written().join()).isEqualTo(new Written(SpreadEnd.ALL, 2, null, 0));
  }

  @Test
  void anEnvelopeIsNotPutBeyondItsLife() {
    ofTag.get(0).stop();
    Envelope post = stores.post(Duration.ofSeconds(5));
    Writing writing = put(post, 0, 0);
    pass(Duration.ofSeconds(5));
    assertThat(writing.written().join().end()).isEqualTo(SpreadEnd.TIME_UP);
  }

  @Test
  void whoCancelsEndsTheSearchAndTriesNoMore() {
    Writing writing = put(stores.post(HOUR), Long.MAX_VALUE, Long.MAX_VALUE);
    pass(Duration.ofMillis(20));
    int computed = stores.loop().computed();
    assertThat(computed).isPositive();
    writing.cancel();
    assertThat(writing.written().join().end()).isEqualTo(SpreadEnd.CANCELLED);
    pass(MINUTE);
    assertThat(stores.loop().computed()).isLessThanOrEqualTo(computed + 1);
    assertThat(stores.lengths()).isEmpty();
    assertThat(stores.time().pending()).isZero();
  }

  @Test
  void aCardIsPaidForAndPaidMoreWhenStoresAskForIt() {
    try (Identity identity = Identity.ephemeral(stores.random())) {
      Card content = new Card(stores.random().bytes(XWing.PUBLIC_KEY_SIZE), 0, 3600);
      Instant until = stores.time().now().plus(HOUR);
      TimePeriod period = new TimePeriod(20_000, 1440);
      CardDocument card = CardDocument.create(stores.random(), identity, period, 1, until, content);
      for (FakeStore store : stores.all()) {
        store.judge(
            document ->
                Optional.of(
                    PaidCard.verify(document).orElseThrow().rank() < 4000
                        ? new PutAnswer(PutAnswer.Status.TOO_LITTLE_WORK, 4000)
                        : PutAnswer.of(PutAnswer.Status.STORED)));
      }
      Writing writing = writer.putCard(card, new WriteTerms(1000, 64_000, until), counts::add);
      pass(MINUTE);
      assertThat(writing.written().join().end()).isEqualTo(SpreadEnd.ALL);
      List<PutPart> parts =
          stores.replicas().of(card.tag()).stream()
              .flatMap(entry -> stores.store(entry.identity()).received(StoreCommand.PUT).stream())
              .map(data -> PutPart.decode(data).orElseThrow())
              .toList();
      assertThat(parts).hasSizeBetween(4, 6);
      for (PutPart part : parts) {
        assertThat(part.kind()).isEqualTo(DocumentKind.CARD);
        PaidCard paid = PaidCard.verify(part.part().data()).orElseThrow();
        assertThat(paid.rank()).isGreaterThanOrEqualTo(1000);
        assertThat(paid.card().bytes()).isEqualTo(card.bytes());
      }
    }
  }

  @Test
  void aPostIsWithdrawnAtAllReplicas() {
    Envelope post = stores.post(HOUR);
    ofTag.forEach(store -> store.hold(post));
    ofTag.get(1).stop();
    Instant until = stores.time().now().plus(HOUR);
    CompletableFuture<Erased> erased =
        writer.withdraw(FakeStores.TAG, post.id(), stores.key(post), until, counts::add);
    pass(MINUTE);
    assertThat(erased).isNotDone();
    ofTag.get(1).restart();
    pass(MINUTE);
    assertThat(erased.join()).isEqualTo(new Erased(SpreadEnd.ALL, 3));
    assertThat(counts).containsExactly(1, 2, 3);
    assertThat(ofTag).allSatisfy(store -> assertThat(store.held()).isEmpty());
  }

  @Test
  void theCountIsNeverAboveWhatStoresAnswered() {
    Property.holds(100, TagWriterTest::countsTruthfully);
  }

  private static void countsTruthfully(SeededRandom random) {
    FakeStores stores = new FakeStores(random, 7);
    Set<Bytes32> answered = new HashSet<>();
    for (FakeStore store : stores.all()) {
      Status[] statuses = Status.values();
      store.judge(
          document -> {
            Status status =
                random.nextInt(3) == 0 ? Status.STORED : statuses[random.nextInt(statuses.length)];
            if (status == Status.STORED) {
              answered.add(store.identity());
            }
            return random.nextInt(5) == 0
                ? Optional.empty()
                : Optional.of(new PutAnswer(status, random.nextInt(1000)));
          });
    }
    TagWriter writer = new TagWriter(stores.replicas(), new ProofSearch(stores.loop()));
    List<Integer> counts = new ArrayList<>();
    Instant until = stores.time().now().plus(MINUTE);
    Writing writing =
        writer.put(
            stores.post(HOUR),
            new WriteTerms(0, 500, until),
            count -> {
              assertThat(count).isLessThanOrEqualTo(answered.size()).isLessThanOrEqualTo(3);
              counts.add(count);
            });
    for (int i = 0; i < 70; i++) {
      FakeStore any = stores.all().get(random.nextInt(7));
      switch (random.nextInt(6)) {
        case 0 -> any.stop();
        case 1 -> any.restart();
        case 2 -> any.dropCircuits();
        default -> {}
      }
      stores.time().advance(Duration.ofSeconds(1));
    }
    Written written = writing.written().join();
    assertThat(written.stored()).isEqualTo(counts.size()).isLessThanOrEqualTo(answered.size());
    if (written.end() == SpreadEnd.ALL) {
      assertThat(counts).containsExactly(1, 2, 3);
    }
    stores.time().advance(MINUTE);
    assertThat(stores.all()).allSatisfy(store -> assertThat(store.circuits()).isEmpty());
  }

  private Writing put(Envelope envelope, long effort, long most) {
    Instant until = stores.time().now().plus(HOUR).minusSeconds(1);
    return writer.put(envelope, new WriteTerms(effort, most, until), counts::add);
  }

  private static boolean end(FakeStoreCircuit circuit) {
    circuit.end();
    return true;
  }

  private static Optional<PutAnswer> paid(byte[] document, List<Long> ranks) {
    ranks.add(rank(document));
    return Optional.of(PutAnswer.of(Status.STORED));
  }

  private static long rank(byte[] document) {
    return Envelope.decode(document).orElseThrow().rank();
  }

  private void pass(Duration duration) {
    stores.time().advance(duration);
  }
}
