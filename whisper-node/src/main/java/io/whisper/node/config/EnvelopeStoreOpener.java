package io.whisper.node.config;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.time.TimeSource;
import io.whisper.node.store.RocksEnvelopeStore;
import java.nio.file.Path;

/** Opens the store in which a relay keeps the cards and envelopes of others. */
@FunctionalInterface
public interface EnvelopeStoreOpener {

  /**
   * Opens it.
   *
   * @param state the state directory of the relay
   * @throws io.whisper.core.envelope.EnvelopeStoreException when it cannot be opened
   */
  EnvelopeStore open(Path state, TimeSource time);

  /** A store in the directory {@code envelopes} of the state, of at most so many bytes. */
  static EnvelopeStoreOpener onDisk(long quota) {
    return (state, time) -> RocksEnvelopeStore.open(state.resolve("envelopes"), quota, time);
  }

  /** A store that ends with the process, of at most so many bytes. */
  static EnvelopeStoreOpener inMemory(long quota) {
    return (state, time) -> EnvelopeStore.inMemory(quota, time);
  }
}
