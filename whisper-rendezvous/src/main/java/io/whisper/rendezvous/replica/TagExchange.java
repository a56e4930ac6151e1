package io.whisper.rendezvous.replica;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.CircuitListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one store over one circuit, one after the other: each answer is awaited for a while,
 * and the circuit kept alive as long as nothing speaks against the store. Confined to the loop.
 *
 * <p>Once it ended, the futures of all requests have failed with {@link StoreException}.
 */
final class TagExchange implements CircuitListener {
  /** How many requests may wait for their turn; more fail. */
  static final int MAX_WAITING = 16;

  /** How long a store may take for the next message of an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Relays end circuits on which nothing came for 10 minutes; nobody may write for hours. */
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

  /** Who hears what answers nothing. */
  interface Owner {
    /** A message that answers no request; false when it must not come. */
    boolean onUnasked(int command, byte[] data);

    /** It is over, for a reason other than {@link #close}. The last call. */
    void onEnd(Fault fault);
  }

  private final Replicas replicas;
  private final StoreCircuit circuit;
  private final Owner owner;
  private final Queue<TagRequest> waiting = new ArrayDeque<>();
  private @Nullable TagRequest underway;
  private @Nullable Cancellable patience;
  private @Nullable Cancellable keepAlive;
  private @Nullable Fault ended;

  TagExchange(Replicas replicas, StoreCircuit circuit, Owner owner) {
    this.replicas = replicas;
    this.circuit = circuit;
    this.owner = owner;
  }

  /** Listens from now on. */
  void start() {
    circuit.listen(this);
    keepAlive();
  }

  /** The 32 bytes that name the circuit to its two ends. */
  byte[] binding() {
    return circuit.binding();
  }

  /** Sends a request when those before it are answered. */
  void ask(TagRequest request) {
    Fault over = ended;
    if (over != null) {
      request.result().completeExceptionally(new StoreException(over, "the conversation is over"));
    } else if (waiting.size() >= MAX_WAITING) {
      request
          .result()
          .completeExceptionally(
              new StoreException(Fault.LIMITED, "more than " + MAX_WAITING + " requests wait"));
    } else {
      waiting.add(request);
      sendNext();
    }
  }

  /** Whether it is over. */
  boolean closed() {
    return ended != null;
  }

  /** Ends it; the owner is not told. */
  void close() {
    end(Fault.CLOSED, "the conversation was closed");
  }

  /** Ends it for something that was found out about what the store gave. */
  void lied() {
    fail(Fault.LIED, "the store did not keep to the protocol");
  }

  private void sendNext() {
    if (underway != null || ended != null) {
      return;
    }
    TagRequest next = waiting.poll();
    if (next != null) {
      underway = next;
      awaitMore();
      circuit.send(next.command(), next.data());
    }
  }

  private void awaitMore() {
    stop(patience);
    patience =
        replicas.time().after(PATIENCE, () -> fail(Fault.LOST, "the store did not answer in time"));
  }

  private void keepAlive() {
    keepAlive =
        replicas
            .time()
            .after(
                replicas.upTo(KEEP_ALIVE),
                () -> {
                  circuit.keepAlive();
                  keepAlive();
                });
  }

  @Override
  public void onMessage(RelayMessage message) {
    if (ended != null) {
      return;
    }
    TagRequest request = underway;
    if (request != null && message.command() == request.answerCommand()) {
      switch (request.answer().take(message.data())) {
        case MORE -> {
          if (ended == null) {
            awaitMore();
          }
        }
        case DONE -> answered();
        case LIE -> lied();
      }
    } else if (!owner.onUnasked(message.command(), message.data())) {
      lied();
    }
  }

  /** The future is completed already; its listeners may have ended the conversation. */
  private void answered() {
    underway = null;
    stop(patience);
    sendNext();
  }

  @Override
  public void onClosed(DestroyReason reason) {
    // Who forges a cell on the way, or a relay that is too busy, looks the same as a loss.
    fail(Fault.LOST, "the circuit ended: " + reason);
  }

  private void fail(Fault fault, String why) {
    if (end(fault, why)) {
      owner.onEnd(fault);
    }
  }

  /** Whether it was not over before. */
  private boolean end(Fault fault, String why) {
    if (ended != null) {
      return false;
    }
    ended = fault;
    stop(patience);
    stop(keepAlive);
    circuit.close();
    List<TagRequest> unanswered = new ArrayList<>(waiting);
    waiting.clear();
    TagRequest request = underway;
    underway = null;
    if (request != null) {
      unanswered.add(0, request);
    }
    unanswered.forEach(each -> each.result().completeExceptionally(new StoreException(fault, why)));
    return true;
  }

  private static void stop(@Nullable Cancellable timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
