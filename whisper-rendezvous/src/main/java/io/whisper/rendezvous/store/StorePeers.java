package io.whisper.rendezvous.store;

import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.directory.RelayEntry;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** How a store reaches the other stores, and proves to them which one it is. */
public interface StorePeers {

  /** Opens a circuit straight to another store; called, and completes, on the loop. */
  CompletableFuture<PeerCircuit> open(RelayEntry store);

  /** The signature of the relay's identity over a message. Public-key work. */
  byte[] sign(byte[] message);

  /** A circuit to another store, as a {@link Circuit} is one. */
  interface PeerCircuit {
    /** The 32 bytes that name it to its two ends. */
    byte[] binding();

    /** Sends a message. */
    void send(int command, byte[] data);

    /** Says who hears what comes. */
    void listen(CircuitListener listener);

    /** Ends it. */
    void close();
  }

  /**
   * Peers over the circuits of a relay.
   *
   * @param circuits opens circuits without intermediaries
   * @param signer signs with the key of the relay's identity
   */
  static StorePeers of(
      Function<RelayEntry, CompletableFuture<Circuit>> circuits, UnaryOperator<byte[]> signer) {
    return new StorePeers() {
      @Override
      public CompletableFuture<PeerCircuit> open(RelayEntry store) {
        return circuits.apply(store).thenApply(OverCircuit::new);
      }

      @Override
      public byte[] sign(byte[] message) {
        return signer.apply(message);
      }
    };
  }

  /** A circuit of the onion layer. */
  record OverCircuit(Circuit circuit) implements PeerCircuit {
    @Override
    public byte[] binding() {
      return circuit.binding();
    }

    @Override
    public void send(int command, byte[] data) {
      circuit.send(command, data);
    }

    @Override
    public void listen(CircuitListener listener) {
      circuit.listen(listener);
    }

    @Override
    public void close() {
      circuit.close();
    }
  }
}
