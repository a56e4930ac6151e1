package io.whisper.rendezvous.fake;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A store that ends circuits when the test says so. */
public final class LosingStore implements RelayService {
  private final RelayService honest;
  private final Map<ByteBuffer, ServedCircuit> circuits = new HashMap<>();
  private volatile @Nullable RelayContext context;

  /** Wraps the honest service. */
  public LosingStore(RelayService honest) {
    this.honest = honest;
  }

  /** Ends the circuits that are named so; completes with how many those were. */
  public CompletableFuture<Integer> lose(Set<ByteBuffer> bindings) {
    RelayContext at = context;
    if (at == null) {
      return CompletableFuture.completedFuture(0);
    }
    CompletableFuture<Integer> lost = new CompletableFuture<>();
    at.execute(
        () -> {
          int count = 0;
          for (ByteBuffer binding : bindings) {
            ServedCircuit circuit = circuits.get(binding);
            if (circuit != null && !circuit.closed()) {
              circuit.destroy(DestroyReason.CLOSED);
              count++;
            }
          }
          lost.complete(count);
        });
    return lost;
  }

  @Override
  public int firstCommand() {
    return honest.firstCommand();
  }

  @Override
  public int lastCommand() {
    return honest.lastCommand();
  }

  @Override
  public int maximumLength() {
    return honest.maximumLength();
  }

  @Override
  public void start(RelayContext given) {
    context = given;
    honest.start(given);
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    circuits.put(ByteBuffer.wrap(circuit.binding()), circuit);
    honest.onMessage(circuit, message);
  }

  @Override
  public void onSendable(ServedCircuit circuit) {
    honest.onSendable(circuit);
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    circuits.values().remove(circuit);
    honest.onClosed(circuit);
  }
}
