package io.whisper.rendezvous.lookup;

import io.whisper.core.address.Address;
import io.whisper.onion.path.HopRange;
import java.util.concurrent.CompletableFuture;

/** Where a sender finds the cards of recipients. Confined to the loop. */
public interface Cards {
  /**
   * The card of a recipient for the period of the consensus; fails with an {@link
   * io.whisper.rendezvous.overlay.ObstacleException} when none is found, and otherwise when none
   * could be looked for.
   *
   * @param hops the lengths of the circuits over which stores are asked
   */
  CompletableFuture<FoundCard> find(Address address, HopRange hops);
}
