package io.whisper.rendezvous.lookup;

import io.whisper.core.address.Address;
import io.whisper.onion.path.HopRange;
import java.util.concurrent.CompletableFuture;

/** Where a sender finds the presences of recipients. Confined to the loop. */
public interface Presences {
  /**
   * The presence of a recipient; fails with an {@link
   * io.whisper.rendezvous.overlay.ObstacleException} when none is found.
   *
   * @param hops the lengths of the circuits over which stores are asked
   */
  CompletableFuture<FoundPresence> find(Address address, HopRange hops);

  /** Whether a presence is remembered, so that {@link #find} asks no store. */
  boolean remembers(Address address);

  /** Forgets a presence that did not lead to the recipient. */
  void forget(Address address);
}
