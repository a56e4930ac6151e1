package io.whisper.rendezvous.fake;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.onion.testkit.WrappedService;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A store that ends circuits, and loses envelopes that are put, when the test says so. */
public final class LosingStore extends WrappedService {
  private final Map<ByteBuffer, ServedCircuit> circuits = new HashMap<>();
  private volatile @Nullable RelayContext context;
  private volatile BooleanSupplier admits = () -> true;
  private final AtomicInteger admitted = new AtomicInteger();
  private volatile boolean presencesHidden;

  /** Wraps the honest service. */
  public LosingStore(RelayService honest) {
    super(honest);
  }

  /** From now on asks of each envelope that is put whether it comes, as if a link had lost it. */
  public void admit(BooleanSupplier which) {
    admitted.set(0);
    admits = which;
  }

  /** How many envelopes were put and came since then. */
  public int admitted() {
    return admitted.get();
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

  /** Makes it say that it has no presence, whatever it has, or not. */
  public void hidePresences(boolean value) {
    presencesHidden = value;
  }

  @Override
  public void start(RelayContext given) {
    context = given;
    super.start(given);
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    circuits.put(ByteBuffer.wrap(circuit.binding()), circuit);
    if (message.command() == StoreCommand.PUT
        && message.data()[0] == DocumentKind.ENVELOPE.code()) {
      if (!admits.getAsBoolean()) {
        return;
      }
      admitted.incrementAndGet();
    }
    if (presencesHidden
        && message.command() == StoreCommand.GET
        && message.data()[0] == DocumentKind.PRESENCE.code()) {
      circuit.send(StoreCommand.GOT, new byte[] {1});
    } else {
      super.onMessage(circuit, message);
    }
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    circuits.values().remove(circuit);
    super.onClosed(circuit);
  }
}
