package io.whisper.onion.relay;

import io.whisper.onion.handshake.HandshakePurpose;
import io.whisper.onion.handshake.HandshakeServer;
import io.whisper.onion.layer.LayerKeys;
import io.whisper.onion.layer.RelayLayer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers circuit handshakes on the workers, a bounded number at a time. */
final class Handshakes {

  private final RunningRelay relay;
  private final RelayKeys keys;
  private int waiting;

  Handshakes(RunningRelay relay, RelayKeys keys) {
    this.relay = relay;
    this.keys = keys;
  }

  /**
   * Answers a hello. The future fails when too many wait already; its answer is empty when the
   * hello is not for this relay or malformed.
   */
  CompletableFuture<Optional<HandshakeAnswer>> answer(byte[] hello) {
    if (waiting >= relay.settings().waitingHandshakes()) {
      return CompletableFuture.failedFuture(new IllegalStateException("too many handshakes"));
    }
    waiting++;
    return relay.compute(() -> respond(hello)).whenComplete((answer, failure) -> waiting--);
  }

  private Optional<HandshakeAnswer> respond(byte[] hello) {
    return HandshakeServer.keyOf(hello)
        .flatMap(
            onionKey ->
                HandshakeServer.respond(
                    HandshakePurpose.CIRCUIT,
                    relay.random(),
                    relay.identity(),
                    keys.onionPair(onionKey),
                    hello,
                    LayerKeys.KEY_STREAM_SIZE,
                    message -> new byte[0]))
        .map(
            answered -> {
              byte[] keyStream = answered.keyStream();
              try (LayerKeys layerKeys = LayerKeys.fromKeyStream(keyStream)) {
                return new HandshakeAnswer(
                    answered.reply(), new RelayLayer(layerKeys), layerKeys.binding());
              } finally {
                Arrays.fill(keyStream, (byte) 0);
              }
            });
  }
}
