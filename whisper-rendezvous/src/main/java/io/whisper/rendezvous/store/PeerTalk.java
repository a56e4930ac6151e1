package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.Shelf;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.store.wire.Offer;
import io.whisper.rendezvous.store.wire.PeerHello;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.Summary;
import io.whisper.rendezvous.store.wire.TagStatus;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Another store that proves which one it is, offers what it has and puts what is wanted of it
 * (docs/protocol.md, "Hand-over").
 */
final class PeerTalk implements Conversation {
  private final ServedCircuit circuit;
  private final RelayContext context;
  private final LiveRing ring;
  private final Shelves shelves;
  private final Turns turns;
  private final Puts puts;
  private final Consumer<Bytes32> onWants;
  private final Set<Bytes32> comparing;
  private @Nullable Bytes32 peer;
  private boolean greeted;
  private boolean proved;
  private boolean compared;

  /**
   * A talk with whoever is at the end of a circuit.
   *
   * @param comparing the stores for which a summary is being made, one at a time for each
   * @param onWants told of a store that asks to be offered what it shall hold
   */
  PeerTalk(
      ServedCircuit circuit,
      RelayContext context,
      LiveRing ring,
      Shelves shelves,
      Intake intake,
      PutMemory memory,
      Set<Bytes32> comparing,
      Consumer<Bytes32> onWants) {
    this.circuit = circuit;
    this.context = context;
    this.ring = ring;
    this.shelves = shelves;
    this.turns = Puts.turns(circuit);
    this.puts = new Puts(circuit, intake, memory, turns, true);
    this.comparing = comparing;
    this.onWants = onWants;
  }

  /** Whether the other side is a store of the network: then no rate of its link holds. */
  boolean proved() {
    return proved;
  }

  @Override
  public void onMessage(RelayMessage message) {
    if (!greeted) {
      greeted = true;
      PeerHello.decode(message.data())
          .filter(hello -> message.command() == StoreCommand.PEER)
          .ifPresentOrElse(hello -> turns.add(() -> prove(hello)), this::refuse);
    } else if (!proved) {
      refuse();
    } else if (message.command() == StoreCommand.SUMMARY && !compared) {
      compared = true;
      Summary.decode(message.data())
          .ifPresentOrElse(summary -> turns.add(() -> compare(summary)), this::refuse);
    } else if (message.command() == StoreCommand.OFFER) {
      Offer.decode(message.data())
          .ifPresentOrElse(offer -> turns.add(() -> answer(offer)), this::refuse);
    } else {
      puts.onMessage(message);
    }
  }

  private void refuse() {
    circuit.destroy(DestroyReason.PROTOCOL);
  }

  private CompletableFuture<?> prove(PeerHello hello) {
    byte[] binding = circuit.binding();
    boolean known =
        ring.current().has(hello.identity()) && !hello.identity().equals(context.identity());
    if (!known) {
      return greet(TagStatus.REFUSED);
    }
    return context
        .compute(() -> hello.verify(binding))
        .handle(
            (holds, busy) -> {
              if (busy != null) {
                return TagStatus.LIMITED;
              }
              proved = holds;
              peer = hello.identity();
              return holds ? TagStatus.DONE : TagStatus.REFUSED;
            })
        .thenCompose(
            status -> {
              if (proved && hello.wants()) {
                onWants.accept(hello.identity());
              }
              return greet(status);
            });
  }

  private CompletableFuture<?> greet(TagStatus status) {
    circuit.send(StoreCommand.PEER_STATUS, status.encode());
    return CompletableFuture.completedFuture(null);
  }

  /** To go through all that is held costs more than to ask for it. */
  private CompletableFuture<?> compare(Summary summary) {
    Bytes32 asker = Objects.requireNonNull(peer);
    if (!comparing.add(asker)) {
      circuit.destroy(DestroyReason.LIMIT);
      return CompletableFuture.completedFuture(null);
    }
    return new Summing(summary.salt(), summary.after(), summary.pieces())
        .run(shelves)
        .whenComplete((own, failure) -> comparing.remove(asker))
        .thenAccept(
            own ->
                circuit.send(
                    StoreCommand.DIFFERS,
                    summary.differs(summary.differing(own.sums(summary.sums().length)))));
  }

  private CompletableFuture<?> answer(Offer offer) {
    Moment moment =
        new Moment(ring.current(), context.identity(), context.time().now().getEpochSecond(), 0);
    return shelves
        .ask(store -> wanted(store, moment, offer))
        .thenAccept(numbers -> circuit.send(StoreCommand.WANTED, offer.wanted(numbers)));
  }

  private static BitSet wanted(EnvelopeStore store, Moment moment, Offer offer) {
    BitSet numbers = new BitSet();
    for (int i = 0; i < offer.entries().size(); i++) {
      Offer.Entry entry = offer.entries().get(i);
      if (moment.answersFor(entry.tag()) && isMissing(store, entry)) {
        numbers.set(i);
      }
    }
    return numbers;
  }

  private static boolean isMissing(EnvelopeStore store, Offer.Entry entry) {
    return switch (entry.shelf()) {
      case CARD -> CardShelf.wants(store, entry.tag(), entry.id());
      case WITHDRAWN -> !store.contains(Shelf.WITHDRAWN, entry.tag(), entry.id());
      case BOARD, MAILBOX ->
          !store.contains(entry.shelf(), entry.tag(), entry.id())
              && !store.contains(Shelf.WITHDRAWN, entry.tag(), entry.id());
    };
  }

  @Override
  public void onClosed() {
    puts.onClosed();
  }
}
