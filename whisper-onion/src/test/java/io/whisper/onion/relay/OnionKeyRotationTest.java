package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.reactor.ReactorPoolOptions;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A relay that serves in real time while its keys grow old in virtual time. */
class OnionKeyRotationTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final VirtualTime time = new VirtualTime();

  /** With one worker, so that whoever waits for it has waited for all that was asked before. */
  private final ReactorPool pool =
      ReactorPool.create(ReactorPoolOptions.defaults().withLoops(1).withWorkers(1));

  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withPool(pool));
  private final Relays relays = Relays.start(1);
  private final RelayKeys keys = relays.node(0).keys;
  private final StateStore memory = StateStore.inMemory();
  private final FaultyDisk disk = new FaultyDisk(memory);
  private final ConsensusKeeper keeper =
      new ConsensusKeeper(builder().network(), time, StateStore.inMemory());
  private final AtomicInteger published = new AtomicInteger();
  private final OnionKeyRotation rotation =
      new OnionKeyRotation(reactor, keys, disk, keeper, published::incrementAndGet);

  @BeforeEach
  void begin() {
    keys.save(disk);
    rotation.start();
    settle();
  }

  @AfterEach
  void stop() {
    rotation.close();
    reactor.close();
    pool.close();
    relays.close();
  }

  @Test
  void bothKeysBuildCircuitsUntilTheLastConsensusWithTheOldOneHasRunOut() {
    LinkTarget old = vote();
    pass(DAY.multipliedBy(7).minusHours(2), true);
    assertThat(keys.onionKey()).isEqualTo(old.onionKey());
    assertThat(published).hasValue(0);
    pass(Duration.ofHours(3), true);
    assertThat(published).hasValue(1);
    assertThat(keys.onionKey()).isNotEqualTo(old.onionKey());

    LinkTarget renewed = vote();
    assertThat(renewed.onionKey()).isEqualTo(keys.onionKey());
    assertThat(renewed.identity()).isEqualTo(old.identity());
    assertBuilds(old);
    assertBuilds(renewed);

    pass(DAY.multipliedBy(2).minusHours(3), true);
    assertBuilds(old);
    pass(Duration.ofHours(4), true);
    assertThat(keys.previousOnionKey()).isEmpty();
    assertRefuses(old);
    assertBuilds(renewed);

    RelayKeys loaded = RelayKeys.load(memory).orElseThrow();
    assertThat(loaded.onionKey()).isEqualTo(renewed.onionKey());
    assertThat(loaded.previousOnionKey()).isEmpty();
    assertThat(published).hasValue(1);
  }

  @Test
  void theOldKeyIsAnsweredAsLongAsConsensusesNameIt() {
    vote();
    pass(DAY.multipliedBy(7).plusHours(1), true);
    LinkTarget before =
        new LinkTarget(
            keys.identity(),
            keys.previousOnionKey().orElseThrow(),
            keys.certificate().hash(),
            relays.target(0).addresses());
    // The authorities go on for days with what they knew.
    for (int day = 0; day < 5; day++) {
      offer(before);
      pass(DAY, false);
    }
    assertThat(keys.previousOnionKey()).hasValue(before.onionKey());
    Instant last = keeper.current().map(Consensus::validUntil).orElse(time.now());
    vote();
    pass(Duration.between(time.now(), last.plus(Duration.ofHours(2))), true);
    assertThat(keys.previousOnionKey()).isEmpty();
  }

  @Test
  void aKeyThatCannotBeStoredIsTriedAgainEveryHour() {
    vote();
    pass(Duration.ofHours(2), true);
    Bytes32 old = keys.onionKey();
    disk.full(true);
    pass(DAY.multipliedBy(8), true);
    assertThat(keys.onionKey()).isEqualTo(old);
    assertThat(published).hasValue(0);
    disk.full(false);
    pass(Duration.ofHours(1), true);
    assertThat(keys.onionKey()).isNotEqualTo(old);
    assertThat(published).hasValue(1);
  }

  @Test
  void theAgeOfAKeyIsKnownAfterARestart() {
    pass(DAY.multipliedBy(6), true);
    RelayKeys loaded = RelayKeys.load(memory).orElseThrow();
    assertThat(loaded.onionKeyMade()).isEqualTo(VirtualTime.START);
    Bytes32 old = loaded.onionKey();
    rotation.close();
    AtomicInteger again = new AtomicInteger();
    try (OnionKeyRotation next =
        new OnionKeyRotation(reactor, loaded, disk, keeper, again::incrementAndGet)) {
      next.start();
      pass(DAY.plusHours(1), false);
      assertThat(again).hasValue(1);
      assertThat(loaded.onionKey()).isNotEqualTo(old);
    }
  }

  /** Lets time pass hour by hour; while the authorities vote, there is always a consensus. */
  private void pass(Duration duration, boolean voting) {
    for (long hour = 0; hour < duration.toHours(); hour++) {
      time.advance(Duration.ofHours(1));
      settle();
      if (voting && keeper.current().isPresent() && hour % 12 == 11) {
        vote();
      }
    }
  }

  /** Waits until the loop and the workers have done what fell due. */
  private void settle() {
    for (int i = 0; i < 3; i++) {
      RawLink.await(reactor.call(() -> true));
      RawLink.await(reactor.compute(() -> true));
    }
  }

  /** A consensus of what the relay's descriptor says now; answers how clients see the relay. */
  private LinkTarget vote() {
    byte[] seed = keys.seed();
    byte[] document =
        new RelayDescriptor(
                builder().network().id(),
                relays.target(0),
                Set.of(),
                "",
                RelayFlag.OFFERABLE,
                1,
                time.now())
            .sign(seed);
    LinkTarget target =
        RelayDescriptor.verify(document, builder().network().id()).orElseThrow().target();
    offer(target);
    return target;
  }

  private void offer(LinkTarget target) {
    byte[] document =
        builder()
            .relay(new RelayEntry(target, Set.of(), Set.of(), 1, target.identity()))
            .validAfter(time.now())
            .document();
    // Of one second the first is held.
    keeper.offer(document);
    settle();
  }

  private static ConsensusBuilder builder() {
    return ConsensusBuilder.ofAuthorities(1, new Random(1));
  }

  private void assertBuilds(LinkTarget target) {
    RawCircuit circuit = RawCircuit.create(relays.link(0), target);
    circuit.send(TestService.ECHO, new byte[] {7});
    assertThat(circuit.receive().data()).containsExactly(7);
    circuit.destroy();
  }

  private void assertRefuses(LinkTarget target) {
    RawLink link = relays.link(0);
    int id = link.newId();
    byte[] hello = RawCircuit.handshake(target).hello();
    HandshakeCells.split(id, CellCommand.CREATE, hello).forEach(link::send);
    Cell answer = link.next(id);
    assertThat(answer.command()).isEqualTo(CellCommand.DESTROY);
  }
}
