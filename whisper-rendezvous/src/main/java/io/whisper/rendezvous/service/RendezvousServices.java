package io.whisper.rendezvous.service;

import io.whisper.onion.relay.RelayService;
import io.whisper.rendezvous.introduction.IntroductionLimits;
import io.whisper.rendezvous.introduction.IntroductionService;
import io.whisper.rendezvous.point.RendezvousLimits;
import io.whisper.rendezvous.point.RendezvousService;
import io.whisper.rendezvous.store.StoreLimits;
import io.whisper.rendezvous.store.StoreService;
import java.util.List;

/** The services that a relay registers so that endpoints can meet at it. */
public final class RendezvousServices {
  private RendezvousServices() {}

  /**
   * New services for one relay: introduction point, rendezvous point and store, with their default
   * limits. Which of the first and the last are used is a matter of the relay's flags.
   */
  public static List<RelayService> all() {
    return List.of(
        new IntroductionService(IntroductionLimits.defaults()),
        new RendezvousService(RendezvousLimits.defaults()),
        new StoreService(StoreLimits.defaults()));
  }
}
