package io.whisper.rendezvous.replica;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.CircuitListener;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A circuit to a {@link FakeStore}: messages take a while and keep their order. */
final class FakeStoreCircuit implements StoreCircuit {
  private final VirtualLoop loop;
  private final FakeStore store;
  private final byte[] binding;
  private @Nullable CircuitListener listener;
  private Instant lastToStore = Instant.MIN;
  private Instant lastToClient = Instant.MIN;
  private boolean closed;
  private boolean subscribed;
  private int kept;

  FakeStoreCircuit(VirtualLoop loop, FakeStore store) {
    this.loop = loop;
    this.store = store;
    this.binding = loop.random().bytes(32);
  }

  @Override
  public void listen(CircuitListener heard) {
    listener = heard;
  }

  @Override
  public void send(int command, byte[] data) {
    lastToStore = arrival(lastToStore);
    at(lastToStore, () -> store.receive(this, command, data));
  }

  @Override
  public void keepAlive() {
    if (!closed) {
      kept++;
    }
  }

  /** How often the client kept it alive. */
  int kept() {
    return kept;
  }

  @Override
  public byte[] binding() {
    return binding.clone();
  }

  @Override
  public void close() {
    closed = true;
    store.forget(this);
  }

  boolean closed() {
    return closed;
  }

  boolean subscribed() {
    return subscribed;
  }

  void subscribe() {
    subscribed = true;
  }

  /** Sends a message to the client. */
  void answer(int command, byte[] data) {
    lastToClient = arrival(lastToClient);
    at(
        lastToClient,
        () -> {
          CircuitListener heard = listener;
          if (heard != null) {
            heard.onMessage(new RelayMessage(command, data));
          }
        });
  }

  /** Ends the circuit at the store. */
  void end() {
    lastToClient = arrival(lastToClient);
    at(
        lastToClient,
        () -> {
          closed = true;
          store.forget(this);
          CircuitListener heard = listener;
          if (heard != null) {
            heard.onClosed(DestroyReason.NONE);
          }
        });
  }

  private Instant arrival(Instant last) {
    Instant earliest = loop.time().now().plus(Duration.ofMillis(loop.random().nextInt(1, 60)));
    return earliest.isAfter(last) ? earliest : last;
  }

  private void at(Instant moment, Runnable task) {
    loop.time()
        .after(
            Duration.between(loop.time().now(), moment),
            () -> {
              if (!closed) {
                task.run();
              }
            });
  }
}
