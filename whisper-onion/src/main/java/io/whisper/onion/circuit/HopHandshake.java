package io.whisper.onion.circuit;

import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.handshake.Completed;
import io.whisper.onion.handshake.HandshakeClient;
import io.whisper.onion.handshake.HandshakePurpose;
import io.whisper.onion.layer.LayerKeys;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The handshake with one relay that is to become a hop (docs/protocol.md, "Circuit handshake").
 * Beginning and completing it is work for the workers; closing wipes it.
 */
final class HopHandshake implements AutoCloseable {
  private final HandshakeClient client;

  private HopHandshake(HandshakeClient client) {
    this.client = client;
  }

  /**
   * Begins a handshake.
   *
   * @throws IllegalArgumentException when what the relay is said to have is no key
   */
  static HopHandshake start(SecureRandom random, LinkTarget relay) {
    return HandshakeClient.start(
            HandshakePurpose.CIRCUIT, random, relay.identity(), relay.onionKey(), new byte[0])
        .map(HopHandshake::new)
        .orElseThrow(() -> new IllegalArgumentException("the onion key is of small order"));
  }

  byte[] hello() {
    return client.hello();
  }

  /** The keys that the relay's answer yields; empty when it is not that relay's answer. */
  Optional<LayerKeys> complete(byte[] reply) {
    Optional<Completed> completed = client.complete(reply, LayerKeys.KEY_STREAM_SIZE);
    if (completed.isEmpty()) {
      return Optional.empty();
    }
    try (Completed secret = completed.get()) {
      byte[] keyStream = secret.keyStream();
      LayerKeys keys = LayerKeys.fromKeyStream(keyStream);
      Arrays.fill(keyStream, (byte) 0);
      return Optional.of(keys);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
