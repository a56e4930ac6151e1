package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stores that hand over to each other over real links. */
class HandOverNetworkTest {
  private static final int RELAYS = 4;
  private static final int DAY = 86_400;

  private final VirtualTime time = new VirtualTime();
  private final Posts posts = new Posts(new SeededRandom(91));
  private final Map<Integer, EnvelopeStore> disks = new ConcurrentHashMap<>();
  private volatile @Nullable TestNetwork network;

  @Test
  void aMissingReplicaIsMadeAndOneThatCameBackEmptyIsFilled() {
    try (TestNetwork running =
        TestNetwork.builder(RELAYS).time(time).services(index -> List.of(service(index))).start()) {
      network = running;
      Bytes32 tag = posts.tag();
      Envelope small = post(tag, 256);
      Envelope large = post(tag, 65_536);
      List<Integer> replicas = replicas(running, tag);
      for (Envelope envelope : List.of(small, large)) {
        disk(replicas.get(0)).put(envelope.stored());
        disk(replicas.get(1)).put(envelope.stored());
      }
      passUntilHeld(replicas.get(2), small, large);

      running.stop(replicas.get(0));
      running.restart(replicas.get(0));
      assertThat(disk(replicas.get(0)).size().entries()).isZero();
      passUntilHeld(replicas.get(0), small, large);
    }
  }

  private StoreService service(int index) {
    EnvelopeStore disk = EnvelopeStore.inMemory(8 << 20, time);
    disks.put(index, disk);
    return new StoreService(
        StoreLimits.defaults(),
        disk,
        StorePeers.of(new Straight(index)::open, message -> network().sign(index, message)));
  }

  private TestNetwork network() {
    return Objects.requireNonNull(network);
  }

  private EnvelopeStore disk(int index) {
    return Objects.requireNonNull(disks.get(index));
  }

  private Envelope post(Bytes32 tag, int bucket) {
    return posts.worked(
        posts.board(tag, time.now(), DAY, null, bucket), ProofOfWork.DEFAULT_EFFORT);
  }

  private static List<Integer> replicas(TestNetwork network, Bytes32 tag) {
    return Ring.of(network.consensus().relays()).replicas(tag).stream()
        .map(network::indexOf)
        .toList();
  }

  private void passUntilHeld(int index, Envelope... envelopes) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              // No faster than circuits are made on a busy machine.
              time.advance(Duration.ofMillis(100));
              for (Envelope envelope : envelopes) {
                if (!disk(index).contains(Shelf.BOARD, envelope.terms().tag(), envelope.id())) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Circuits on the loop of one relay. */
  private final class Straight {
    private final int index;
    private @Nullable Circuits circuits;

    Straight(int index) {
      this.index = index;
    }

    CompletableFuture<Circuit> open(RelayEntry store) {
      if (circuits == null) {
        Reactor reactor = network().reactor(index);
        circuits =
            new Circuits(
                reactor,
                new LinkDialer(reactor, TlsContext.relay(), null),
                () -> Optional.of(network().consensus()),
                Guards.open(StateStore.inMemory(), reactor.time(), reactor.random()),
                CircuitSettings.defaults().withCleanPerLength(0));
      }
      return circuits.open(new CircuitRequest(store, 0, false, "hand over"));
    }
  }
}
