package io.whisper.rendezvous.fake;

import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.StorePeers;
import java.util.concurrent.CompletableFuture;

/** The peers of a store that reaches no other one. */
public final class NoPeers implements StorePeers {
  @Override
  public CompletableFuture<PeerCircuit> open(RelayEntry store) {
    return CompletableFuture.failedFuture(new IllegalStateException("no circuits"));
  }

  @Override
  public byte[] sign(byte[] message) {
    return message;
  }
}
