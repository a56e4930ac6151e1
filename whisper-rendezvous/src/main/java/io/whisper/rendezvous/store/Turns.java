package io.whisper.rendezvous.store;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.relay.ServedCircuit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the client of a circuit asked for, done one after the other, so that answers come in the
 * order of questions. Who asks for more than may wait loses the circuit. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to where it is waited for.
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final ServedCircuit circuit;
  private final int most;
  private final Queue<Supplier<CompletableFuture<?>>> waiting = new ArrayDeque<>();
  private boolean busy;

  Turns(ServedCircuit circuit, int most) {
    this.circuit = circuit;
    this.most = most;
  }

  /** Does this when everything before it is done; the circuit ends when it fails. */
  void add(Supplier<CompletableFuture<?>> turn) {
    if (waiting.size() >= most) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    waiting.add(turn);
    next();
  }

  /** Forgets what waits. */
  void clear() {
    waiting.clear();
  }

  private void next() {
    while (!busy && !circuit.closed()) {
      Supplier<CompletableFuture<?>> turn = waiting.poll();
      if (turn == null) {
        return;
      }
      busy = true;
      CompletableFuture<?> done = begin(turn);
      if (done.isDone()) {
        done.whenComplete((value, failure) -> ended(failure));
      } else {
        done.whenComplete(
            (value, failure) -> {
              ended(failure);
              next();
            });
      }
    }
  }

  private static CompletableFuture<?> begin(Supplier<CompletableFuture<?>> turn) {
    try {
      return turn.get();
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private void ended(@Nullable Throwable failure) {
    busy = false;
    if (failure != null) {
      Shelves.Trouble trouble = Shelves.Trouble.of(failure);
      if (trouble == Shelves.Trouble.MISTAKE) {
        LOG.error("a store failed on a request", failure);
      }
      circuit.destroy(trouble.reason());
    }
  }
}
