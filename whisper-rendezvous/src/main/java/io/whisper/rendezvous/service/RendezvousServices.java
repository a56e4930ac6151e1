package io.whisper.rendezvous.service;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStoreException;
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
import org.jspecify.annotations.Nullable;

/** The services that a relay registers so that endpoints can meet at it. */
public final class RendezvousServices {
  private final @Nullable StoreDuty duty;
  private final @Nullable StoreService store;
  private final IntroductionService introductions =
      new IntroductionService(IntroductionLimits.defaults());

  /**
   * New services for one relay: introduction point, rendezvous point and, where it is its duty,
   * store, with their default limits. Which of the first and the last are used is a matter of the
   * relay's flags.
   */
  public RendezvousServices(Optional<StoreDuty> duty) {
    this.duty = duty.orElse(null);
    this.store = duty.map(RendezvousServices::store).orElse(null);
  }

  private static StoreService store(StoreDuty duty) {
    return new StoreService(
        StoreLimits.defaults(), duty.store(), StorePeers.of(duty.circuits(), duty.signer()));
  }

  /** All of them. */
  public List<RelayService> all() {
    List<RelayService> services = new ArrayList<>();
    services.add(introductions);
    services.add(new RendezvousService(RendezvousLimits.defaults()));
    if (store != null) {
      services.add(store);
    }
    return List.copyOf(services);
  }

  /** How many recipients wait at the relay; from any thread. */
  public int recipients() {
    return introductions.waiting();
  }

  /** What the store says of itself, where there is one. From any thread; may wait for its disk. */
  public Optional<StoreStatus> storeStatus() {
    StoreService serving = store;
    StoreDuty of = duty;
    return serving == null || of == null ? Optional.empty() : Optional.of(status(serving, of));
  }

  private static StoreStatus status(StoreService serving, StoreDuty duty) {
    EnvelopeStore.StoreSize size = new EnvelopeStore.StoreSize(0, 0);
    Optional<String> trouble = serving.trouble();
    try {
      size = duty.store().size();
    } catch (EnvelopeStoreException unavailable) {
      trouble = Optional.ofNullable(unavailable.getMessage());
    }
    return new StoreStatus(
        trouble,
        size.entries(),
        size.bytes(),
        duty.store().quota(),
        serving.neededWork(),
        serving.fromClients().accepted(),
        serving.fromClients().refused(),
        serving.fromStores().accepted(),
        serving.lastHandOver());
  }
}
