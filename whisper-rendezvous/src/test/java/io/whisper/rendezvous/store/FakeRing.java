package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.FakeRelay;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.ring.Ring;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Stores of one ring that talk to each other, in the thread of the test and in virtual time. */
final class FakeRing {
  private static final long QUOTA = 64 << 20;

  private final SeededRandom random;
  private final VirtualTime time = new VirtualTime();
  private final List<Store> stores = new ArrayList<>();
  private NetworkParameters parameters =
      NetworkParameters.STANDARD.with(NetworkParameter.MINIMUM_WORK, StoreAtWork.WORK);
  private Optional<Consensus> consensus = Optional.empty();
  private long bytes;
  private int talks;

  FakeRing(SeededRandom random, int count) {
    this.random = random;
    for (int i = 0; i < count; i++) {
      add();
    }
    publish();
  }

  VirtualTime time() {
    return time;
  }

  /** Those that run. */
  List<Store> running() {
    return stores.stream().filter(store -> store.up).toList();
  }

  /** A new store, which nobody knows before the next consensus. */
  Store add() {
    Store store =
        new Store(
            random.bytes(Ed25519.SEED_SIZE),
            Bytes32.of(random.bytes(32)),
            EnvelopeStore.inMemory(QUOTA, time));
    stores.add(store);
    return store;
  }

  /** Sets what the network asks for from the next consensus on, and what it takes meanwhile. */
  void work(long minimum, long accepted) {
    parameters =
        NetworkParameters.STANDARD
            .with(NetworkParameter.MINIMUM_WORK, minimum)
            .with(NetworkParameter.ACCEPTED_WORK, accepted);
  }

  /** Gives all a consensus that lists those that run. */
  void publish() {
    consensus =
        Optional.of(
            ConsensusBuilder.ofAuthorities(1, random)
                .parameters(parameters)
                .relays(running().stream().map(Store::entry).toList())
                .validAfter(time.now())
                .build());
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    time.advance(duration);
  }

  /** The bytes of all messages that stores said to each other so far. */
  long bytes() {
    return bytes;
  }

  /** How often one store spoke to another so far. */
  int talks() {
    return talks;
  }

  /** The stores that have to hold a tag. */
  List<Store> replicas(Bytes32 tag) {
    return Ring.of(consensus.orElseThrow().relays()).replicas(tag).stream()
        .map(entry -> find(entry.identity()).orElseThrow())
        .toList();
  }

  private Optional<Store> find(Bytes32 identity) {
    return stores.stream().filter(store -> store.up && store.identity.equals(identity)).findFirst();
  }

  /** One store of the town. */
  final class Store implements StorePeers {
    private final byte[] seed;
    private final Bytes32 place;
    private final Bytes32 identity;
    private final EnvelopeStore disk;
    private final FakeRelay relay;
    private final List<Pipe> pipes = new ArrayList<>();
    private boolean up = true;

    private Store(byte[] seed, Bytes32 place, EnvelopeStore disk) {
      this.seed = seed;
      this.place = place;
      this.identity = Bytes32.of(Ed25519.publicKey(seed));
      this.disk = disk;
      this.relay =
          new FakeRelay(
              new StoreService(StoreLimits.defaults(), disk, Runnable::run, this), time, identity);
      relay.workAtOnce();
      relay.consensus(() -> up ? consensus : Optional.empty());
    }

    EnvelopeStore disk() {
      return disk;
    }

    FakeRelay relay() {
      return relay;
    }

    Bytes32 identity() {
      return identity;
    }

    private RelayEntry entry() {
      return Relays.entry(identity, place, Set.of(RelayFlag.STORE));
    }

    /** Ends it; what it held is there for {@link #restart}. */
    void kill() {
      up = false;
      List.copyOf(pipes).forEach(pipe -> pipe.end(DestroyReason.UNREACHABLE));
    }

    /** Starts it anew, with what it held or with nothing. */
    Store restart(boolean empty) {
      Store next = new Store(seed, place, empty ? EnvelopeStore.inMemory(QUOTA, time) : disk);
      stores.add(next);
      return next;
    }

    PutAnswer.Status put(DocumentKind kind, byte[] document) {
      FakeCircuit circuit = relay.circuit("writer");
      PutPart.messages(kind, document)
          .forEach(message -> circuit.receive(StoreCommand.PUT, message));
      RelayMessage answer = circuit.take();
      assertThat(answer.command()).isEqualTo(StoreCommand.PUT_STATUS);
      return PutAnswer.decode(answer.data()).orElseThrow().status();
    }

    @Override
    public CompletableFuture<PeerCircuit> open(RelayEntry store) {
      Store target = find(store.identity()).orElse(null);
      if (!up || target == null) {
        return CompletableFuture.failedFuture(new IllegalStateException("nobody is there"));
      }
      return CompletableFuture.completedFuture(new Pipe(this, target));
    }

    @Override
    public byte[] sign(byte[] message) {
      return Ed25519.sign(seed, message);
    }
  }

  /** A circuit from one store to another, on which messages take a millisecond. */
  private final class Pipe implements StorePeers.PeerCircuit {
    private static final Duration WAY = Duration.ofMillis(1);

    private final Store from;
    private final Store to;
    private final FakeCircuit served;
    private @Nullable CircuitListener listener;
    private boolean open = true;

    Pipe(Store from, Store to) {
      this.from = from;
      this.to = to;
      this.served = to.relay.circuit("peer");
      from.pipes.add(this);
      to.pipes.add(this);
      served.client(
          message -> {
            bytes += message.data().length;
            later(() -> Objects.requireNonNull(listener).onMessage(message));
          },
          reason -> later(() -> end(reason)));
    }

    private void later(Runnable task) {
      time.after(
          WAY,
          () -> {
            if (open) {
              task.run();
            }
          });
    }

    void end(DestroyReason reason) {
      if (open) {
        open = false;
        from.pipes.remove(this);
        to.pipes.remove(this);
        served.destroy(reason);
        Objects.requireNonNull(listener).onClosed(reason);
      }
    }

    @Override
    public byte[] binding() {
      return served.binding();
    }

    @Override
    public void send(int command, byte[] data) {
      bytes += data.length;
      talks += command == StoreCommand.PEER ? 1 : 0;
      later(() -> served.receive(command, data));
    }

    @Override
    public void listen(CircuitListener hears) {
      listener = hears;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        from.pipes.remove(this);
        to.pipes.remove(this);
        served.destroy(DestroyReason.CLOSED);
      }
    }
  }
}
