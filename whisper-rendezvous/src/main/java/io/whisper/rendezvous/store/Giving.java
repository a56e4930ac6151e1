package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes of one tag on their way to the client of one circuit. Only ids wait; an envelope is
 * read when the client's credit lets it leave, so that a slow client costs no memory. Confined to
 * the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails ends the circuit.
final class Giving {
  /** How much that was not asked for may wait: beyond it the client is not keeping up. */
  static final int MOST_PUSHED = 1024;

  private final ServedCircuit circuit;
  private final Function<Bytes32, CompletableFuture<Optional<StoredEnvelope>>> reader;
  private final Queue<Item> waiting = new ArrayDeque<>();
  private int pushed;
  private boolean reading;

  /**
   * What is to be given next.
   *
   * @param command the relay command
   * @param pushed whether nobody asked for it
   * @param done completes when it left, or null
   */
  private record Item(
      int command, Bytes32 id, boolean pushed, @Nullable CompletableFuture<Void> done) {}

  /** Gives what {@code reader} reads. */
  Giving(
      ServedCircuit circuit,
      Function<Bytes32, CompletableFuture<Optional<StoredEnvelope>>> reader) {
    this.circuit = circuit;
    this.reader = reader;
  }

  /** The messages that give an envelope, or the mark of one. */
  static List<byte[]> messages(StoredEnvelope entry) {
    if (entry.shelf() == Shelf.WITHDRAWN) {
      WithdrawnMark mark = WithdrawnMark.decode(entry.document()).orElse(null);
      return List.of((mark == null ? Given.gone(entry.id()) : Given.withdrawn(mark)).encode());
    }
    return Part.of(entry.document()).stream().map(part -> Given.of(part).encode()).toList();
  }

  /** Gives what was asked for; completes when the last of it left. */
  CompletableFuture<Void> take(int command, List<Bytes32> ids) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    for (int i = 0; i < ids.size(); i++) {
      waiting.add(new Item(command, ids.get(i), false, i == ids.size() - 1 ? done : null));
    }
    proceed();
    return done;
  }

  /**
   * Gives what nobody asked for.
   *
   * @param messages of the document, sent at once when nothing waits
   */
  void push(int command, Bytes32 id, List<byte[]> messages) {
    if (waiting.isEmpty() && !reading && circuit.sendable() > 0) {
      messages.forEach(message -> circuit.send(command, message));
    } else if (pushed >= MOST_PUSHED) {
      circuit.destroy(DestroyReason.LIMIT);
    } else {
      pushed++;
      waiting.add(new Item(command, id, true, null));
    }
  }

  /** Goes on where credit has come. */
  void proceed() {
    while (!reading && !waiting.isEmpty() && circuit.sendable() > 0) {
      reading = true;
      Item item = waiting.remove();
      if (item.pushed()) {
        pushed--;
      }
      CompletableFuture<Optional<StoredEnvelope>> read = reader.apply(item.id());
      boolean now = read.isDone();
      read.whenComplete(
          (entry, failure) -> {
            reading = false;
            if (failure != null) {
              circuit.destroy(Shelves.Trouble.of(failure).reason());
            } else if (!circuit.closed()) {
              give(item, entry);
            }
            if (!now) {
              proceed();
            }
          });
    }
  }

  private void give(Item item, Optional<StoredEnvelope> entry) {
    List<byte[]> messages =
        entry.map(Giving::messages).orElseGet(() -> List.of(Given.gone(item.id()).encode()));
    messages.forEach(message -> circuit.send(item.command(), message));
    if (item.done() != null) {
      item.done().complete(null);
    }
  }

  /** Forgets what waits. */
  void clear() {
    waiting.clear();
  }
}
