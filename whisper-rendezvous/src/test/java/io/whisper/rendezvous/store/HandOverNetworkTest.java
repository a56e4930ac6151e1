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
import io.whisper.onion.circuit.CircuitListener;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final AtomicInteger talks = new AtomicInteger();
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
    StorePeers peers =
        StorePeers.of(new Straight(index)::open, message -> network().sign(index, message));
    return new StoreService(StoreLimits.defaults(), disk, new Counted(peers));
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
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              // What is said over real links takes its time, and none that runs out meanwhile.
              if (talks.get() == 0) {
                time.advance(Duration.ofMillis(250));
              }
              for (Envelope envelope : envelopes) {
                if (!disk(index).contains(Shelf.BOARD, envelope.terms().tag(), envelope.id())) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Peers whose talks are counted as long as they last. */
  private final class Counted implements StorePeers {
    private final StorePeers peers;

    Counted(StorePeers peers) {
      this.peers = peers;
    }

    @Override
    public CompletableFuture<PeerCircuit> open(RelayEntry store) {
      talks.incrementAndGet();
      return peers
          .open(store)
          .<PeerCircuit>thenApply(Talk::new)
          .whenComplete(
              (opened, failure) -> {
                if (failure != null) {
                  talks.decrementAndGet();
                }
              });
    }

    @Override
    public byte[] sign(byte[] message) {
      return peers.sign(message);
    }
  }

  /** A circuit that counts until it is closed. */
  private final class Talk implements StorePeers.PeerCircuit {
    private final StorePeers.PeerCircuit circuit;
    private final AtomicBoolean over = new AtomicBoolean();

    Talk(StorePeers.PeerCircuit circuit) {
      this.circuit = circuit;
    }

    @Override
    public byte[] binding() {
      return circuit.binding();
    }

    @Override
    public void send(int command, byte[] data) {
      circuit.send(command, data);
    }

    @Override
    public void listen(CircuitListener listener) {
      circuit.listen(listener);
    }

    @Override
    public void close() {
      circuit.close();
      if (over.compareAndSet(false, true)) {
        talks.decrementAndGet();
      }
    }
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
