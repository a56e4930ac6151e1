package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvelopePutTest {
  private static final int HOUR = 3600;

  private final VirtualTime time = new VirtualTime();
  private final Posts posts = new Posts(new SeededRandom(31));
  private final StoreAtWork store = StoreAtWork.ofQuota(1 << 20, time);
  private final Bytes32 tag = posts.tag();
  private final long now = time.now().getEpochSecond();

  @Test
  void envelopesOfEveryBucketAreHeldAsTheyCame() {
    for (int bucket : new int[] {256, 1024, 4096, 16_384, 65_536}) {
      Envelope envelope = posts.board(tag, time.now(), HOUR, null, bucket);
      assertThat(store.put(envelope).status()).isEqualTo(Status.STORED);
      assertThat(store.board(tag).take(envelope.id())).isEqualTo(envelope);
    }
    assertThat(store.board(tag).list()).hasSize(5).isSorted();
  }

  @Test
  void theSameEnvelopeTwiceIsOne() {
    Envelope envelope = posts.board(tag, time.now(), HOUR);
    store.put(envelope);
    assertThat(store.put(envelope).status()).isEqualTo(Status.STORED);
    assertThat(store.put(posts.worked(envelope, 100 * StoreAtWork.WORK)).status())
        .isEqualTo(Status.STORED);
    assertThat(store.board(tag).list()).containsExactly(envelope.id());
  }

  @Test
  void whatIsNoEnvelopeIsMalformed() {
    byte[] bytes = posts.board(tag, time.now(), HOUR).encode();
    bytes[0] ^= 1;
    refused(store.put(DocumentKind.ENVELOPE, bytes), Status.MALFORMED);
    refused(store.put(DocumentKind.ENVELOPE, new byte[70]), Status.MALFORMED);
  }

  @Test
  void tooLittleWorkIsToldHowMuchIsAskedFor() {
    Envelope lazy = posts.made(EnvelopeTerms.board(tag, now, 14 * 24 * HOUR, null), 65_536);
    PutAnswer answer = store.put(lazy);
    refused(answer, Status.TOO_LITTLE_WORK);
    assertThat(answer.neededWork()).isEqualTo(StoreAtWork.WORK);
    assertThat(store.put(posts.worked(lazy, answer.neededWork())).status())
        .isEqualTo(Status.STORED);
  }

  @Test
  void anEnvelopeExpiresAtTheVerySecond() {
    Envelope envelope = posts.board(tag, time.now(), 5);
    store.put(envelope);
    time.advance(Duration.ofMillis(4999));
    assertThat(store.board(tag).list()).hasSize(1);
    time.advance(Duration.ofMillis(1));
    assertThat(store.board(tag).list()).isEmpty();
    assertThat(store.board(tag).take(envelope.id())).isNull();
    refused(store.put(envelope), Status.EXPIRED);
  }

  @Test
  void envelopesFromTheFutureAreTakenWithinTheToleranceOnly() {
    int tolerance = EnvelopeTerms.CLOCK_TOLERANCE_SECONDS;
    assertThat(store.put(made(now + tolerance + HOUR, HOUR)).status()).isEqualTo(Status.STORED);
    assertThat(store.put(made(now + tolerance + HOUR + 1, HOUR)).status())
        .isEqualTo(Status.OUT_OF_TIME);
    time.advance(Duration.ofSeconds(1));
    assertThat(store.put(made(now + tolerance + HOUR + 1, HOUR)).status()).isEqualTo(Status.STORED);
  }

  @Test
  void whatLivesTooLongIsNotTaken() {
    int longest = EnvelopeTerms.MAX_TTL_SECONDS;
    assertThat(store.put(made(now + longest, longest)).status()).isEqualTo(Status.STORED);
    assertThat(store.put(made(now + longest, longest + 1)).status()).isEqualTo(Status.OUT_OF_TIME);
  }

  @Test
  void whatOtherStoresHoldIsNotTaken() {
    store.relays(others());
    assertThat(store.put(posts.board(tag, time.now(), HOUR)).status())
        .isEqualTo(Status.NOT_RESPONSIBLE);
  }

  @Test
  void aFullStoreKeepsWhatPaidMost() {
    StoreAtWork small = StoreAtWork.ofQuota(4000, time);
    PutAnswer answer;
    do {
      Envelope next = posts.board(tag, time.now(), HOUR);
      answer = small.put(next);
    } while (answer.status() == Status.STORED || answer.status() == Status.TOO_LITTLE_WORK);
    assertThat(answer.status()).isEqualTo(Status.FULL);
    assertThat(answer.neededWork()).isPositive();
    Envelope paid = posts.worked(posts.board(tag, time.now(), HOUR), answer.neededWork());
    assertThat(small.put(paid).status()).isEqualTo(Status.STORED);
    assertThat(small.board(tag).list()).contains(paid.id());
  }

  @Test
  void aStoreThatIsNearlyFullAsksForMore() {
    StoreAtWork small = StoreAtWork.ofQuota(10_000, time);
    int held = 0;
    PutAnswer answer = small.put(rich());
    while (held < 9200 && answer.status() == Status.STORED) {
      held += 256 + rich().size();
      answer = small.put(rich());
    }
    Envelope least = posts.made(EnvelopeTerms.board(tag, now, HOUR, null), 256);
    while (least.rank() >= 2 * StoreAtWork.WORK) {
      least = posts.made(EnvelopeTerms.board(tag, now, HOUR, null), 256);
    }
    PutAnswer refused = small.put(least);
    assertThat(refused.neededWork()).isGreaterThan(StoreAtWork.WORK);
  }

  private Envelope rich() {
    return posts.worked(posts.made(EnvelopeTerms.board(tag, now, HOUR, null), 256), 1 << 20);
  }

  @Test
  void aStoreThatCannotWriteSaysSoAndServesOn() {
    EnvelopeStore broken =
        (EnvelopeStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {EnvelopeStore.class},
                (proxy, method, arguments) -> {
                  throw new EnvelopeStoreException(
                      EnvelopeStoreException.Reason.UNAVAILABLE, "the disk is full", null);
                });
    StoreAtWork full = new StoreAtWork(broken, time);
    assertThat(full.put(posts.board(tag, time.now(), HOUR)).status()).isEqualTo(Status.UNAVAILABLE);
    FakeCircuit reader = full.board(tag).circuit();
    reader.receive(StoreCommand.LIST, Bytes32.ZERO.toByteArray());
    assertThat(reader.end()).isEqualTo(DestroyReason.NONE);
    assertThat(full.get(DocumentKind.PRESENCE, tag)).isEmpty();
  }

  @Test
  void aBusyDiskIsALimit() {
    store.busy(true);
    assertThat(store.put(posts.board(tag, time.now(), HOUR)).status()).isEqualTo(Status.LIMITED);
    store.busy(false);
    assertThat(store.put(posts.board(tag, time.now(), HOUR)).status()).isEqualTo(Status.STORED);
  }

  @Test
  void nothingThatIsRefusedDisturbsOthers() {
    Envelope waiting = posts.board(tag, time.now(), HOUR);
    store.put(waiting);
    StoreAtWork.Reader reader = store.board(tag);
    reader.subscribe();
    refused(store.put(DocumentKind.ENVELOPE, new byte[70]), Status.MALFORMED);
    store.put(made(now, HOUR));
    store.put(made(now + 10L * HOUR, HOUR));
    FakeCircuit rude = store.relay().circuit("rude");
    rude.receive(StoreCommand.PUT, new byte[] {9, 9});
    assertThat(rude.end()).isEqualTo(DestroyReason.PROTOCOL);
    assertThat(reader.circuit().closed()).isFalse();
    assertThat(reader.circuit().next()).isNull();
    assertThat(reader.list()).containsExactly(waiting.id());
  }

  @Test
  void severalDocumentsOnOneCircuitAreAnsweredInTheirOrder() {
    store.hold();
    FakeCircuit circuit = store.relay().circuit("writer");
    for (int i = 0; i < 5; i++) {
      Envelope envelope = posts.board(tag, time.now(), HOUR, null, 65_536);
      PutPart.messages(DocumentKind.ENVELOPE, i == 2 ? new byte[40_000] : envelope.encode())
          .forEach(message -> circuit.receive(StoreCommand.PUT, message));
    }
    assertThat(circuit.next()).isNull();
    store.release();
    for (int i = 0; i < 5; i++) {
      assertThat(StoreAtWork.data(circuit, StoreCommand.PUT_STATUS))
          .isEqualTo(PutAnswer.of(i == 2 ? Status.MALFORMED : Status.STORED).encode());
    }
    assertThat(store.board(tag).list()).hasSize(4);
  }

  @Test
  void whoPutsMoreThanMayWaitLosesTheCircuit() {
    store.hold();
    FakeCircuit circuit = store.relay().circuit("writer");
    byte[] document = posts.board(tag, time.now(), HOUR, null, 65_536).encode();
    for (int i = 0; i < 8 && !circuit.closed(); i++) {
      PutPart.messages(DocumentKind.ENVELOPE, document)
          .forEach(message -> circuit.receive(StoreCommand.PUT, message));
    }
    assertThat(circuit.end()).isEqualTo(DestroyReason.LIMIT);
    store.release();
  }

  @Test
  void documentsThatAreBegunAndNotEndedCostTheOldestCircuits() {
    byte[] document = posts.board(tag, time.now(), HOUR, null, 65_536).encode();
    byte[] first = PutPart.messages(DocumentKind.ENVELOPE, document).get(0);
    List<FakeCircuit> circuits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FakeCircuit circuit = store.relay().circuit("slow");
      circuit.receive(StoreCommand.PUT, first);
      circuits.add(circuit);
    }
    // 1 MiB is room for 15 of them.
    assertThat(circuits.stream().map(FakeCircuit::end).filter(DestroyReason.LIMIT::equals))
        .hasSize(5);
    assertThat(circuits.get(4).closed()).isTrue();
    assertThat(circuits.get(5).closed()).isFalse();
    PutPart.messages(DocumentKind.ENVELOPE, document)
        .subList(1, 3)
        .forEach(message -> circuits.get(19).receive(StoreCommand.PUT, message));
    assertThat(StoreAtWork.data(circuits.get(19), StoreCommand.PUT_STATUS))
        .isEqualTo(PutAnswer.of(Status.STORED).encode());
  }

  @Test
  void partsOutOfOrderEndTheCircuit() {
    byte[] document = posts.board(tag, time.now(), HOUR, null, 65_536).encode();
    List<byte[]> parts = PutPart.messages(DocumentKind.ENVELOPE, document);
    for (int wrong : new int[] {0, 2}) {
      FakeCircuit circuit = store.relay().circuit("writer");
      circuit.receive(StoreCommand.PUT, parts.get(0));
      circuit.receive(StoreCommand.PUT, parts.get(wrong));
      assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
    }
    FakeCircuit circuit = store.relay().circuit("writer");
    circuit.receive(StoreCommand.PUT, parts.get(0));
    circuit.receive(StoreCommand.PUT, PutPart.messages(DocumentKind.CARD, document).get(1));
    assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
  }

  private Envelope made(long expires, int ttl) {
    return posts.worked(posts.made(Posts.terms(tag, expires, ttl), 256), StoreAtWork.WORK);
  }

  private void refused(PutAnswer answer, Status status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.neededWork() > 0).isEqualTo(status == Status.TOO_LITTLE_WORK);
  }

  /** Six stores right behind the tag, and this one far away. */
  private List<RelayEntry> others() {
    List<RelayEntry> stores = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      byte[] place = tag.toByteArray();
      place[31] ^= (byte) i;
      place[30] = (byte) 0xff;
      stores.add(store(Bytes32.of(place)));
    }
    byte[] before = tag.toByteArray();
    before[30] = 0;
    before[31] = 0;
    stores.add(Relays.entry(Bytes32.ZERO, Bytes32.of(before), Set.of(RelayFlag.STORE)));
    return stores;
  }

  private static RelayEntry store(Bytes32 place) {
    return Relays.entry(place, place, Set.of(RelayFlag.STORE));
  }
}
