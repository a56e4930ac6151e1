package io.whisper.rendezvous.service;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.directory.RelayEntry;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a relay that is a store has for it.
 *
 * @param store where cards and envelopes lie, which the caller closes after the relay
 * @param circuits opens a circuit straight to another store; called, and completes, on the relay's
 *     loop
 * @param signer signs with the key of the relay's identity; called on workers
 */
public record StoreDuty(
    EnvelopeStore store,
    Function<RelayEntry, CompletableFuture<Circuit>> circuits,
    UnaryOperator<byte[]> signer) {

  @Override
  public String toString() {
    return "StoreDuty";
  }
}
