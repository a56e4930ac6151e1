package io.whisper.onion.relay;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;

/** What a {@link RelayService} is given of the relay that it serves at: its loop, and who it is. */
public interface RelayContext extends RoleLoop {

  /** The consensus that the relay goes by. */
  ConsensusSource consensus();

  /** The relay's Ed25519 identity key. */
  Bytes32 identity();
}
