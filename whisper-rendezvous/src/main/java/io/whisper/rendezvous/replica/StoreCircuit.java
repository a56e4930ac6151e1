package io.whisper.rendezvous.replica;

import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;

/** A circuit to one store, as far as this package uses it; confined to the loop. */
interface StoreCircuit {
  /** Makes this the one who hears what comes. */
  void listen(CircuitListener listener);

  /** Sends a message to the store; nothing once the circuit has ended. */
  void send(int command, byte[] data);

  /** Lets the store see that the circuit is in use. */
  void keepAlive();

  /** The 32 bytes that name the circuit to its two ends. */
  byte[] binding();

  /** Ends the circuit without a word to its listener. */
  void close();

  /** A circuit of the network. */
  static StoreCircuit of(Circuit circuit) {
    return new StoreCircuit() {
      @Override
      public void listen(CircuitListener listener) {
        circuit.listen(listener);
      }

      @Override
      public void send(int command, byte[] data) {
        circuit.send(command, data);
      }

      @Override
      public void keepAlive() {
        circuit.keepAlive();
      }

      @Override
      public byte[] binding() {
        return circuit.binding();
      }

      @Override
      public void close() {
        circuit.close();
      }
    };
  }
}
