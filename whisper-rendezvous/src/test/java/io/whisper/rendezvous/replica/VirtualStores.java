package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.FakeRelay;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.store.InlineStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores that do their whole duty, in the thread of the test: weeks of those who read and write
 * there pass in seconds, and nothing but virtual time moves them. A consensus is voted on at each
 * full hour.
 */
public final class VirtualStores {
  private static final long QUOTA = 64 << 20;
  private static final Duration WAY = Duration.ofMillis(20);

  private final VirtualLoop loop;
  private final List<Store> stores = new ArrayList<>();
  private final List<Said> said = new ArrayList<>();
  private @Nullable Consensus consensus;
  private Duration way = WAY;

  /** A message that reached a store. */
  @SuppressWarnings("ArrayRecordComponent") // Made, and looked at once.
  public record Said(Instant when, int command, byte[] data) {}

  private record Store(RelayEntry entry, EnvelopeStore held, FakeRelay relay) {}

  /** So many stores, and no work to do for what is put there. */
  public VirtualStores(SeededRandom random, int count) {
    loop = new VirtualLoop(random);
    for (int i = 0; i < count; i++) {
      Bytes32 identity = Bytes32.of(random.bytes(32));
      EnvelopeStore held = EnvelopeStore.inMemory(QUOTA, time());
      FakeRelay relay = new FakeRelay(InlineStore.over(held), time(), identity);
      relay.workAtOnce();
      relay.consensus(this::consensus);
      RelayEntry entry =
          Relays.entry(identity, Bytes32.of(random.bytes(32)), Set.of(RelayFlag.STORE));
      stores.add(new Store(entry, held, relay));
    }
  }

  /** The loop of whoever lives here. */
  public RoleLoop loop() {
    return loop;
  }

  /** Makes the workers of whoever lives here refuse everything, or not. */
  public void busy(boolean value) {
    loop.busy(value);
  }

  /** How long messages take on circuits that are opened from now on; 20 ms at first. */
  public void way(Duration value) {
    way = value;
  }

  /** The time of all. */
  public VirtualTime time() {
    return loop.time();
  }

  /** The randomness of whoever lives here. */
  public SeededRandom random() {
    return loop.random();
  }

  /** The consensus of the hour. */
  public Optional<Consensus> consensus() {
    Instant hour = time().now().truncatedTo(ChronoUnit.HOURS);
    Consensus live = consensus;
    if (live == null || !live.validAfter().equals(hour)) {
      NetworkParameters parameters =
          NetworkParameters.STANDARD.with(NetworkParameter.MINIMUM_WORK, 0);
      live =
          ConsensusBuilder.ofAuthorities(1, new SeededRandom(1))
              .parameters(parameters)
              .relays(stores.stream().map(Store::entry).toList())
              .validAfter(hour)
              .build();
      consensus = live;
    }
    return Optional.of(live);
  }

  /** The stores as an endpoint sees them. */
  public Replicas replicas() {
    return new Replicas(
        loop, this::consensus, new HopRange(1, 3), (store, hops, why) -> open(store));
  }

  /** What reached any store with this command, in order. */
  public List<Said> said(int command) {
    return said.stream().filter(each -> each.command() == command).toList();
  }

  /** Forgets what was said. */
  public void forgetSaid() {
    said.clear();
  }

  /** What any store has at a tag now, each document once. */
  public List<byte[]> at(Shelf shelf, Bytes32 tag) {
    List<Bytes32> seen = new ArrayList<>();
    List<byte[]> documents = new ArrayList<>();
    for (Store store : stores) {
      for (EnvelopeStore.Listed listed : store.held().list(shelf, tag, Bytes32.ZERO, 1000)) {
        if (!seen.contains(listed.id())) {
          seen.add(listed.id());
          store
              .held()
              .get(shelf, tag, listed.id())
              .ifPresent(found -> documents.add(found.document()));
        }
      }
    }
    return documents;
  }

  /** How many stores have something at a tag now. */
  public int holding(Shelf shelf, Bytes32 tag) {
    return (int)
        stores.stream()
            .filter(store -> !store.held().list(shelf, tag, Bytes32.ZERO, 1).isEmpty())
            .count();
  }

  private CompletableFuture<StoreCircuit> open(RelayEntry entry) {
    Store to =
        stores.stream()
            .filter(store -> store.entry().identity().equals(entry.identity()))
            .findFirst()
            .orElseThrow();
    CompletableFuture<StoreCircuit> opened = new CompletableFuture<>();
    loop.time().after(WAY, () -> opened.complete(new Pipe(to.relay().circuit("client"))));
    return opened;
  }

  /** A circuit to a store, on which messages and its end keep their order. */
  private final class Pipe implements StoreCircuit {
    private final Duration length = way;
    private final FakeCircuit served;
    private @Nullable CircuitListener listener;
    private boolean open = true;

    Pipe(FakeCircuit served) {
      this.served = served;
      served.client(
          message -> later(() -> heard().onMessage(message)), reason -> later(() -> end(reason)));
    }

    private CircuitListener heard() {
      CircuitListener hears = listener;
      if (hears == null) {
        throw new AssertionError("nobody listens");
      }
      return hears;
    }

    private void later(Runnable task) {
      loop.time()
          .after(
              length,
              () -> {
                if (open) {
                  task.run();
                }
              });
    }

    private void end(DestroyReason reason) {
      open = false;
      heard().onClosed(reason);
    }

    @Override
    public void listen(CircuitListener hears) {
      listener = hears;
    }

    @Override
    public void send(int command, byte[] data) {
      loop.time()
          .after(
              length,
              () -> {
                if (!served.closed()) {
                  said.add(new Said(loop.time().now(), command, data));
                  served.receive(command, data);
                }
              });
    }

    @Override
    public void keepAlive() {}

    @Override
    public byte[] binding() {
      return served.binding();
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        loop.time().after(length, () -> served.destroy(DestroyReason.CLOSED));
      }
    }
  }
}
