package io.whisper.rendezvous.store;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Presences and cards that the client of one circuit asks for. */
final class Gets implements Conversation {
  private static final int MOST_WAITING = 16;
  private static final int FOUND = 0;
  private static final byte[] NONE = {1};

  private final ServedCircuit circuit;
  private final HeldPresences presences;
  private final Shelves shelves;
  private final TimeSource time;
  private final Turns turns;

  Gets(ServedCircuit circuit, HeldPresences presences, Shelves shelves, TimeSource time) {
    this.circuit = circuit;
    this.presences = presences;
    this.shelves = shelves;
    this.time = time;
    this.turns = new Turns(circuit, MOST_WAITING);
  }

  @Override
  public void onMessage(RelayMessage message) {
    ByteReader in = new ByteReader(message.data());
    DocumentKind kind = DocumentKind.of(in.u8()).orElse(null);
    Bytes32 tag = in.bytes32();
    boolean presence = kind == DocumentKind.PRESENCE;
    if (message.command() != StoreCommand.GET
        || !in.done()
        || (!presence && kind != DocumentKind.CARD)) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    turns.add(() -> (presence ? presence(tag) : card(tag)).thenAccept(this::answer));
  }

  private CompletableFuture<Optional<byte[]>> presence(Bytes32 tag) {
    return CompletableFuture.completedFuture(
        presences.get(tag, time.now()).map(PresenceDocument::bytes));
  }

  private CompletableFuture<Optional<byte[]>> card(Bytes32 tag) {
    return shelves.ask(store -> CardShelf.get(store, tag));
  }

  private void answer(Optional<byte[]> document) {
    circuit.send(
        StoreCommand.GOT,
        document
            .map(bytes -> ByteWriter.growing().u8(FOUND).bytes(bytes).toByteArray())
            .orElse(NONE));
  }

  @Override
  public void onClosed() {
    turns.clear();
  }
}
