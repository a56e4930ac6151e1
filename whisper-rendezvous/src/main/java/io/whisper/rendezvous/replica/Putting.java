package io.whisper.rendezvous.replica;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One document put to one store over a circuit that serves nothing else. Confined to the loop. */
final class Putting implements CircuitListener {
  /** How long the answer may take once the circuit stands. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StoreCircuit circuit;
  private final CompletableFuture<PutAnswer> answer = new CompletableFuture<>();
  private final Cancellable patience;

  private Putting(Replicas replicas, StoreCircuit circuit) {
    this.circuit = circuit;
    this.patience =
        replicas.time().after(PATIENCE, () -> end(Fault.LOST, "the store did not answer in time"));
  }

  /** Puts it and answers what the store said; fails with {@link StoreException} otherwise. */
  static CompletableFuture<PutAnswer> put(
      Replicas replicas, RelayEntry store, DocumentKind kind, byte[] document) {
    return replicas
        .open(store, "publish")
        .thenCompose(
            circuit -> {
              Putting putting = new Putting(replicas, circuit);
              circuit.listen(putting);
              PutPart.messages(kind, document)
                  .forEach(message -> circuit.send(StoreCommand.PUT, message));
              return putting.answer;
            });
  }

  @Override
  public void onMessage(RelayMessage message) {
    PutAnswer given =
        message.command() == StoreCommand.PUT_STATUS
            ? PutAnswer.decode(message.data()).orElse(null)
            : null;
    if (given == null) {
      end(Fault.LIED, "the store did not keep to the protocol");
    } else if (!answer.isDone()) {
      patience.cancel();
      circuit.close();
      answer.complete(given);
    }
  }

  @Override
  public void onClosed(DestroyReason reason) {
    end(Fault.LOST, "the circuit ended: " + reason);
  }

  private void end(Fault fault, String why) {
    patience.cancel();
    circuit.close();
    answer.completeExceptionally(new StoreException(fault, why));
  }
}
