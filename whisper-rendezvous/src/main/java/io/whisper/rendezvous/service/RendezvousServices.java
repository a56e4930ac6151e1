package io.whisper.rendezvous.service;

import io.whisper.onion.relay.RelayService;
import io.whisper.rendezvous.introduction.IntroductionLimits;
import io.whisper.rendezvous.introduction.IntroductionService;
import io.whisper.rendezvous.point.RendezvousLimits;
import io.whisper.rendezvous.point.RendezvousService;
import io.whisper.rendezvous.store.StoreLimits;
import io.whisper.rendezvous.store.StorePeers;
import io.whisper.rendezvous.store.StoreService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The services that a relay registers so that endpoints can meet at it. */
public final class RendezvousServices {
  private RendezvousServices() {}

  /**
   * New services for one relay: introduction point, rendezvous point and, where it is its duty,
   * store, with their default limits. Which of the first and the last are used is a matter of the
   * relay's flags.
   */
  public static List<RelayService> all(Optional<StoreDuty> duty) {
    List<RelayService> services = new ArrayList<>();
    services.add(new IntroductionService(IntroductionLimits.defaults()));
    services.add(new RendezvousService(RendezvousLimits.defaults()));
    duty.ifPresent(each -> services.add(store(each)));
    return List.copyOf(services);
  }

  private static RelayService store(StoreDuty duty) {
    return new StoreService(
        StoreLimits.defaults(), duty.store(), StorePeers.of(duty.circuits(), duty.signer()));
  }
}
