package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Shelf;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.Withdraw;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One tag that the client of one circuit reads, follows and deletes from (docs/protocol.md,
 * "Stores").
 *
 * <p>Whether a mailbox has anything is not looked at before its owner proved itself, and who does
 * not hears nothing but that it was refused.
 */
final class OpenedTag implements Conversation {
  private static final int MOST_WAITING = 32;

  private final ServedCircuit circuit;
  private final RelayContext context;
  private final LiveRing ring;
  private final Shelves shelves;
  private final Subscriptions subscriptions;
  private final OpenTag open;
  private final Turns turns;
  private final Giving giving;
  private boolean allowed;

  private OpenedTag(
      ServedCircuit circuit,
      RelayContext context,
      LiveRing ring,
      Shelves shelves,
      Subscriptions subscriptions,
      OpenTag open) {
    this.circuit = circuit;
    this.context = context;
    this.ring = ring;
    this.shelves = shelves;
    this.subscriptions = subscriptions;
    this.open = open;
    this.turns = new Turns(circuit, MOST_WAITING);
    this.giving =
        new Giving(
            circuit,
            id -> shelves.ask(store -> TagContents.get(store, open.shelf(), open.tag(), id)));
  }

  /** The conversation that a message opens, or nothing when it is malformed. */
  static Optional<OpenedTag> open(
      ServedCircuit circuit,
      RelayContext context,
      LiveRing ring,
      Shelves shelves,
      Subscriptions subscriptions,
      byte[] message) {
    return OpenTag.decode(message)
        .map(open -> new OpenedTag(circuit, context, ring, shelves, subscriptions, open))
        .map(
            opened -> {
              opened.turns.add(opened::prove);
              return opened;
            });
  }

  Shelf shelf() {
    return open.shelf();
  }

  Bytes32 tag() {
    return open.tag();
  }

  private CompletableFuture<?> prove() {
    if (!ring.current().answersFor(context.identity(), tag())) {
      return answer(StoreCommand.OPENED, TagStatus.NOT_RESPONSIBLE);
    }
    if (shelf() == Shelf.BOARD) {
      allowed = true;
      return answer(StoreCommand.OPENED, TagStatus.DONE);
    }
    byte[] binding = circuit.binding();
    return context
        .compute(() -> open.allowed(binding))
        .handle(
            (proved, busy) -> {
              if (busy != null) {
                return TagStatus.LIMITED;
              }
              allowed = proved;
              return proved ? TagStatus.DONE : TagStatus.REFUSED;
            })
        .thenCompose(status -> answer(StoreCommand.OPENED, status));
  }

  @Override
  public void onMessage(RelayMessage message) {
    byte[] data = message.data();
    Optional<Supplier<CompletableFuture<?>>> turn =
        switch (message.command()) {
          case StoreCommand.LIST -> after(data).map(after -> () -> list(after));
          case StoreCommand.TAKE -> Ids.decode(data).map(ids -> () -> take(ids));
          case StoreCommand.SUBSCRIBE ->
              data.length == 0 ? Optional.of(this::subscribe) : Optional.empty();
          case StoreCommand.DELETE -> Ids.decode(data).map(ids -> () -> delete(ids));
          case StoreCommand.WITHDRAW ->
              Withdraw.decode(data).map(withdraw -> () -> withdraw(withdraw));
          default -> Optional.empty();
        };
    if (turn.isEmpty()) {
      circuit.destroy(DestroyReason.PROTOCOL);
    } else {
      turns.add(() -> allowed ? turn.get().get() : unasked());
    }
  }

  private static Optional<Bytes32> after(byte[] data) {
    return data.length == Bytes32.SIZE ? Optional.of(Bytes32.of(data)) : Optional.empty();
  }

  /** Who was not let in has nothing to ask. */
  private CompletableFuture<?> unasked() {
    circuit.destroy(DestroyReason.PROTOCOL);
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<?> list(Bytes32 after) {
    return shelves
        .ask(store -> TagContents.list(store, shelf(), tag(), after))
        .thenAccept(listed -> circuit.send(StoreCommand.LISTED, listed.encode()));
  }

  private CompletableFuture<?> take(Ids ids) {
    return giving.take(StoreCommand.TAKEN, ids.ids());
  }

  private CompletableFuture<?> subscribe() {
    return answer(
        StoreCommand.SUBSCRIBED, subscriptions.add(this) ? TagStatus.DONE : TagStatus.LIMITED);
  }

  private CompletableFuture<?> delete(Ids ids) {
    if (shelf() != Shelf.MAILBOX) {
      return answer(StoreCommand.DELETED, TagStatus.REFUSED);
    }
    return answered(
        StoreCommand.DELETED,
        shelves
            .ask(store -> EnvelopeShelf.delete(store, tag(), ids.ids()))
            .thenApply(
                done -> {
                  done.removed().forEach(id -> subscriptions.deleted(tag(), id, this));
                  return done.status();
                }));
  }

  private CompletableFuture<?> withdraw(Withdraw withdraw) {
    if (shelf() != Shelf.BOARD) {
      return answer(StoreCommand.WITHDRAWN, TagStatus.REFUSED);
    }
    return answered(
        StoreCommand.WITHDRAWN,
        shelves
            .ask(store -> EnvelopeShelf.withdraw(store, tag(), withdraw.id(), withdraw.key()))
            .thenApply(
                done -> {
                  if (done.mark() != null) {
                    subscriptions.withdrawn(done.mark(), this);
                  }
                  return done.status();
                }));
  }

  private CompletableFuture<?> answered(int command, CompletableFuture<TagStatus> status) {
    return status
        .exceptionally(
            failure ->
                Shelves.Trouble.of(failure) == Shelves.Trouble.BUSY
                    ? TagStatus.LIMITED
                    : TagStatus.UNAVAILABLE)
        .thenCompose(each -> answer(command, each));
  }

  private CompletableFuture<?> answer(int command, TagStatus status) {
    circuit.send(command, status.encode());
    return CompletableFuture.completedFuture(null);
  }

  /** Tells the client what came, or went. */
  void push(Bytes32 id, List<byte[]> messages) {
    giving.push(StoreCommand.PUSHED, id, messages);
  }

  @Override
  public void onSendable() {
    giving.proceed();
  }

  @Override
  public void onClosed() {
    subscriptions.remove(this);
    turns.clear();
    giving.clear();
  }
}
