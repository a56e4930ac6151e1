package io.whisper.rendezvous.store;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.store.wire.Assembly;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Documents that the client of one circuit puts, in parts, each answered in its turn. */
final class Puts implements Conversation {
  /** What of one circuit may wait for its answer. */
  private static final int MOST_BYTES = 512 * 1024;

  private static final int MOST_DOCUMENTS = 64;

  private final ServedCircuit circuit;
  private final Intake intake;
  private final PutMemory memory;
  private final Turns turns;
  private final boolean peer;
  private final Assembly assembly = new Assembly();
  private @Nullable DocumentKind kind;
  private long held;

  /** Documents of a stranger, or of another store that proved itself. */
  Puts(ServedCircuit circuit, Intake intake, PutMemory memory, Turns turns, boolean peer) {
    this.circuit = circuit;
    this.intake = intake;
    this.memory = memory;
    this.turns = turns;
    this.peer = peer;
  }

  static Turns turns(ServedCircuit circuit) {
    return new Turns(circuit, MOST_DOCUMENTS);
  }

  @Override
  public void onMessage(RelayMessage message) {
    PutPart part =
        message.command() == StoreCommand.PUT ? PutPart.decode(message.data()).orElse(null) : null;
    if (part == null || (assembly.underway() && part.kind() != kind)) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    if (!assembly.underway() && !begin(part)) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    if (circuit.closed()) {
      return;
    }
    switch (assembly.take(part.part())) {
      case REFUSED -> circuit.destroy(DestroyReason.PROTOCOL);
      case WHOLE -> whole(part.kind(), assembly.finish());
      case MORE -> {}
    }
  }

  private boolean begin(PutPart part) {
    int length = part.part().total();
    if (held + length > MOST_BYTES) {
      return false;
    }
    kind = part.kind();
    held += length;
    memory.begin(circuit, length);
    return true;
  }

  private void whole(DocumentKind whole, byte[] document) {
    memory.whole(circuit);
    turns.add(() -> put(whole, document));
  }

  private CompletableFuture<?> put(DocumentKind whole, byte[] document) {
    return intake
        .take(whole, document, peer)
        .thenAccept(
            answer -> {
              if (!circuit.closed()) {
                held -= document.length;
                memory.release(document.length);
                circuit.send(StoreCommand.PUT_STATUS, answer.encode());
              }
            });
  }

  @Override
  public void onClosed() {
    turns.clear();
    memory.whole(circuit);
    memory.release(held);
    held = 0;
  }
}
