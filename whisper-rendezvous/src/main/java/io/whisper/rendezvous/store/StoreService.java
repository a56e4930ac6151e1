package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.limit.LinkRates;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The duty of a store: it holds presences in memory, and cards and envelopes in an {@link
 * EnvelopeStore}, at their tags until they expire (docs/protocol.md, "Stores").
 *
 * <p>It learns tags, sizes and times, and neither whose documents they are nor what is in them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class StoreService implements RelayService {
  private static final Duration SWEEP = Duration.ofSeconds(30);

  private final LinkRates links;
  private final HeldPresences presences;
  private final EnvelopeStore store;
  private final Executor workers;
  private final StorePeers peers;
  private final PutMemory memory;
  private final Subscriptions subscriptions;
  private final AskedWork asked;
  private final Set<Bytes32> comparing = new HashSet<>();
  private volatile @Nullable Serving serving;

  /** What there is once the relay runs. */
  private record Serving(
      RelayContext context, LiveRing ring, Shelves shelves, Intake intake, HandOver handOver) {}

  /**
   * A service with these bounds that holds cards and envelopes in {@code store}, and keeps what it
   * has equal with the other stores.
   */
  public StoreService(StoreLimits limits, EnvelopeStore store, StorePeers peers) {
    this(limits, store, StoreWorkers.create(), peers);
  }

  /**
   * The same.
   *
   * @param workers where it waits for the store; refuses what is too much
   */
  StoreService(StoreLimits limits, EnvelopeStore store, Executor workers, StorePeers peers) {
    this.links = new LinkRates(limits.perLink());
    this.presences = new HeldPresences(limits);
    this.store = store;
    this.workers = workers;
    this.peers = peers;
    this.memory = new PutMemory(limits.putMemory());
    this.subscriptions = new Subscriptions(limits.subscriptions());
    this.asked = new AskedWork(limits.putsPerSecond());
  }

  @Override
  public int firstCommand() {
    return RelayCommand.STORE_FIRST;
  }

  @Override
  public int lastCommand() {
    return RelayCommand.STORE_LAST;
  }

  @Override
  public int maximumLength() {
    return RelayCommand.STORE_LIMIT;
  }

  @Override
  public void start(RelayContext context) {
    LiveRing ring = new LiveRing(() -> context.consensus().current());
    Shelves shelves = new Shelves(store, workers, context);
    Intake intake = new Intake(context, ring, presences, shelves, subscriptions, asked);
    HandOver handOver = new HandOver(context, ring, shelves, peers);
    serving = new Serving(context, ring, shelves, intake, handOver);
    handOver.start();
    sweepLater(context, shelves);
  }

  private void sweepLater(RelayContext context, Shelves shelves) {
    context
        .time()
        .after(
            SWEEP,
            () -> {
              presences.sweep(context.time().now());
              shelves.ask(EnvelopeStore::removeExpired);
              sweepLater(context, shelves);
            });
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    Serving now = serving;
    boolean peer = circuit.attachment() instanceof PeerTalk talk && talk.proved();
    if (now == null || (!peer && !links.take(circuit.linkKey(), now.context().time()))) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    if (circuit.attachment() instanceof Conversation underway) {
      underway.onMessage(message);
    } else {
      begin(now, circuit, message);
    }
  }

  /** The first message says what the circuit is for. */
  private void begin(Serving now, ServedCircuit circuit, RelayMessage message) {
    switch (message.command()) {
      case StoreCommand.PUT -> {
        Puts puts = new Puts(circuit, now.intake(), memory, Puts.turns(circuit), false);
        circuit.attach(puts);
        puts.onMessage(message);
      }
      case StoreCommand.GET -> {
        Gets gets = new Gets(circuit, presences, now.shelves(), now.context().time());
        circuit.attach(gets);
        gets.onMessage(message);
      }
      case StoreCommand.OPEN ->
          OpenedTag.open(
                  circuit, now.context(), now.ring(), now.shelves(), subscriptions, message.data())
              .ifPresentOrElse(circuit::attach, () -> circuit.destroy(DestroyReason.PROTOCOL));
      case StoreCommand.PEER -> {
        PeerTalk talk =
            new PeerTalk(
                circuit,
                now.context(),
                now.ring(),
                now.shelves(),
                now.intake(),
                memory,
                comparing,
                now.handOver()::wanted);
        circuit.attach(talk);
        talk.onMessage(message);
      }
      default -> circuit.destroy(DestroyReason.PROTOCOL);
    }
  }

  @Override
  public void onSendable(ServedCircuit circuit) {
    if (circuit.attachment() instanceof Conversation underway) {
      underway.onSendable();
    }
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    if (circuit.attachment() instanceof Conversation ended) {
      ended.onClosed();
    }
  }

  /** What became of what clients put; from any thread. */
  public PutCounts fromClients() {
    Serving now = serving;
    return now == null ? new PutCounts() : now.intake().fromClients();
  }

  /** What became of what other stores put; from any thread. */
  public PutCounts fromStores() {
    Serving now = serving;
    return now == null ? new PutCounts() : now.intake().fromStores();
  }

  /** The work that envelopes have to show now; from any thread. */
  public long neededWork() {
    Serving now = serving;
    return now == null ? 0 : now.intake().neededWork();
  }

  /** When another store had, or was given, all that this one has for it; from any thread. */
  public Optional<Instant> lastHandOver() {
    Serving now = serving;
    return now == null ? Optional.empty() : now.handOver().last();
  }

  /** Why the store did not do what it was asked last, where it did not; from any thread. */
  public Optional<String> trouble() {
    Serving now = serving;
    return now == null ? Optional.empty() : now.shelves().trouble();
  }
}
