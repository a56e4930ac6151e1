package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.identity.Identity;
import io.whisper.core.limit.Rate;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.descriptor.Presence;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.FakeRelay;
import io.whisper.rendezvous.fake.NoPeers;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreServiceTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(3, new Rate(10, 50), Duration.ofHours(3), 10, 1 << 20, 200);
  private static final Instant SOON = VirtualTime.START.plus(Duration.ofHours(1));

  private final SeededRandom random = new SeededRandom(11);
  private final FakeRelay relay =
      new FakeRelay(
          new StoreService(
              LIMITS,
              EnvelopeStore.inMemory(1 << 20, new VirtualTime()),
              Runnable::run,
              new NoPeers()));
  private final Identity identity = Identity.ephemeral(random);

  StoreServiceTest() {
    Consensus alone = consensus(List.of(store(Bytes32.ZERO)));
    relay.consensus(() -> Optional.of(alone));
  }

  @Test
  void whatIsPutCanBeGotByItsTag() {
    PresenceDocument document = document(identity, 1, SOON);
    assertThat(put(document.bytes())).isEqualTo(Status.STORED);
    assertThat(get(document.tag())).contains(document.bytes());
    assertThat(get(Bytes32.ZERO)).isEmpty();
  }

  @Test
  void theHighestRevisionStands() {
    PresenceDocument second = document(identity, 2, SOON);
    assertThat(put(second.bytes())).isEqualTo(Status.STORED);
    assertThat(put(document(identity, 1, SOON).bytes())).isEqualTo(Status.OLDER_REVISION);
    assertThat(put(document(identity, 2, SOON).bytes())).isEqualTo(Status.OLDER_REVISION);
    assertThat(get(second.tag())).contains(second.bytes());
    PresenceDocument third = document(identity, 3, SOON);
    assertThat(put(third.bytes())).isEqualTo(Status.STORED);
    assertThat(get(second.tag())).contains(third.bytes());
  }

  @Test
  void theSameDocumentAgainIsStored() {
    byte[] bytes = document(identity, 2, SOON).bytes();
    put(bytes);
    assertThat(put(bytes)).isEqualTo(Status.STORED);
  }

  @Test
  void aDocumentExpiresAtTheVerySecond() {
    PresenceDocument document = document(identity, 1, SOON);
    put(document.bytes());
    relay.virtualTime().advance(Duration.ofHours(1).minusSeconds(1));
    assertThat(get(document.tag())).isPresent();
    relay.virtualTime().advance(Duration.ofSeconds(1));
    assertThat(get(document.tag())).isEmpty();
    assertThat(put(document.bytes())).isEqualTo(Status.EXPIRED);
  }

  @Test
  void aLifeThatIsTooLongIsRefused() {
    Instant late = VirtualTime.START.plus(Duration.ofHours(3)).plusSeconds(1);
    assertThat(put(document(identity, 1, late).bytes())).isEqualTo(Status.OUT_OF_TIME);
  }

  @Test
  void aChangedDocumentIsRefused() {
    byte[] bytes = document(identity, 1, SOON).bytes();
    bytes[bytes.length / 2] ^= 1;
    assertThat(put(bytes)).isEqualTo(Status.MALFORMED);
    assertThat(put(new byte[1])).isEqualTo(Status.MALFORMED);
  }

  @Test
  void aFullStoreTakesNoMoreUntilSomethingExpires() {
    for (int i = 0; i < 3; i++) {
      assertThat(put(document(Identity.ephemeral(random), 1, SOON).bytes()))
          .isEqualTo(Status.STORED);
    }
    byte[] fourth = document(identity, 1, SOON.plusSeconds(60)).bytes();
    assertThat(put(fourth)).isEqualTo(Status.LIMITED);
    relay.virtualTime().advance(Duration.ofHours(1));
    assertThat(put(fourth)).isEqualTo(Status.STORED);
  }

  @Test
  void whatOtherStoresHoldIsNotTaken() {
    PresenceDocument document = document(identity, 1, SOON);
    // Six stores right behind the tag, and this one right before it: the last to be asked.
    List<RelayEntry> stores = new ArrayList<>();
    BigInteger tag = new BigInteger(1, document.tag().toByteArray());
    for (int i = 1; i <= 6; i++) {
      Bytes32 place = place(tag.add(BigInteger.valueOf(i)));
      stores.add(Relays.entry(place, place, Set.of(RelayFlag.STORE)));
    }
    Bytes32 before = place(tag.subtract(BigInteger.ONE));
    stores.add(Relays.entry(Bytes32.ZERO, before, Set.of(RelayFlag.STORE)));
    Consensus crowded = consensus(stores);
    relay.consensus(() -> Optional.of(crowded));
    assertThat(put(document.bytes())).isEqualTo(Status.NOT_RESPONSIBLE);
  }

  @Test
  void withoutAConsensusNothingIsTaken() {
    relay.consensus(Optional::empty);
    assertThat(put(document(identity, 1, SOON).bytes())).isEqualTo(Status.NOT_RESPONSIBLE);
  }

  @Test
  void requestsOfOneLinkAreLimited() {
    FakeCircuit circuit = relay.circuit("greedy");
    for (int i = 0; i < 50; i++) {
      circuit.receive(StoreCommand.GET, request(Bytes32.ZERO));
    }
    assertThat(circuit.closed()).isFalse();
    circuit.receive(StoreCommand.GET, request(Bytes32.ZERO));
    assertThat(circuit.end()).isEqualTo(DestroyReason.LIMIT);
    assertThat(get(Bytes32.ZERO)).isEmpty();
  }

  @Test
  void busyWorkersAreAnsweredAsALimit() {
    relay.busy(true);
    assertThat(put(document(identity, 1, SOON).bytes())).isEqualTo(Status.LIMITED);
  }

  @Test
  void whatIsNotARequestEndsTheCircuit() {
    for (byte[] data : List.of(new byte[0], new byte[32], new byte[33], new byte[34])) {
      FakeCircuit circuit = relay.circuit("a");
      circuit.receive(StoreCommand.GET, data);
      assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
    }
    FakeCircuit circuit = relay.circuit("a");
    circuit.receive(79, new byte[0]);
    assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
  }

  private Status put(byte[] document) {
    FakeCircuit circuit = relay.circuit("a");
    circuit.receive(StoreCommand.PUT, PutPart.messages(DocumentKind.PRESENCE, document).get(0));
    relay.work();
    RelayMessage answer = circuit.take();
    assertThat(answer.command()).isEqualTo(StoreCommand.PUT_STATUS);
    return PutAnswer.decode(answer.data()).orElseThrow().status();
  }

  private Optional<byte[]> get(Bytes32 tag) {
    FakeCircuit circuit = relay.circuit("b");
    circuit.receive(StoreCommand.GET, request(tag));
    RelayMessage answer = circuit.take();
    assertThat(answer.command()).isEqualTo(StoreCommand.GOT);
    byte[] data = answer.data();
    return data[0] == 0 ? Optional.of(Arrays.copyOfRange(data, 1, data.length)) : Optional.empty();
  }

  private static byte[] request(Bytes32 tag) {
    return ByteWriter.growing().u8(1).bytes(tag.toByteArray()).toByteArray();
  }

  private PresenceDocument document(Identity owner, long revision, Instant expires) {
    PresencePoint point = new PresencePoint(Bytes32.of(random.bytes(32)), Bytes32.ZERO);
    Presence presence =
        new Presence(random.bytes(XWing.PUBLIC_KEY_SIZE), Bytes32.ZERO, List.of(point));
    TimePeriod period = TimePeriod.at(VirtualTime.START, 1440);
    return PresenceDocument.create(random, owner, period, revision, expires, presence);
  }

  private Consensus consensus(List<RelayEntry> relays) {
    return ConsensusBuilder.ofAuthorities(1, random)
        .relays(relays)
        .validAfter(VirtualTime.START)
        .build();
  }

  private static Bytes32 place(BigInteger number) {
    byte[] bytes = new byte[32];
    byte[] value = number.mod(BigInteger.ONE.shiftLeft(256)).toByteArray();
    int length = Math.min(32, value.length);
    System.arraycopy(value, value.length - length, bytes, 32 - length, length);
    return Bytes32.of(bytes);
  }

  private static RelayEntry store(Bytes32 identity) {
    return Relays.entry(identity, identity, Set.of(RelayFlag.STORE));
  }
}
