package io.whisper.onion.directory;

import java.util.Optional;

/** Where the live consensus comes from. Thread-safe. */
@FunctionalInterface
public interface ConsensusSource {
  /** The newest consensus held, unless it has run out. */
  Optional<Consensus> current();
}
