package io.whisper.rendezvous.lookup;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.store.StoreClient;
import io.whisper.rendezvous.store.wire.DocumentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the presences of recipients and remembers them for a while. One serves one identity, so
 * that what one of them looked up does not show in what another does not. Confined to the loop.
 */
public final class PresenceLookup implements Presences {
  /** How long a presence is used without a look at the stores. */
  private static final Duration MEMORY = Duration.ofMinutes(10);

  private static final int MAX_REMEMBERED = 1024;

  private final Overlay overlay;
  private final StoreClient stores;
  private final Map<Address, FoundPresence> remembered = new HashMap<>();

  /** A lookup on this network that remembers nothing yet. */
  public PresenceLookup(Overlay overlay) {
    this.overlay = overlay;
    this.stores = new StoreClient(overlay);
  }

  @Override
  public CompletableFuture<FoundPresence> find(Address address, HopRange hops) {
    FoundPresence known = remembered.get(address);
    if (known != null && remembers(address)) {
      return CompletableFuture.completedFuture(known);
    }
    Consensus live = overlay.current().orElse(null);
    if (live == null) {
      return CompletableFuture.failedFuture(
          new ObstacleException(Obstacle.NO_CIRCUIT, "no consensus is in force"));
    }
    TimePeriod period = live.period();
    return overlay
        .reactor()
        .compute(() -> KeyBlinding.blindPublic(address, period.number(), period.minutes()))
        .thenCompose(blinded -> read(live, address, blinded, hops));
  }

  private CompletableFuture<FoundPresence> read(
      Consensus live, Address address, BlindedKey blinded, HopRange hops) {
    Bytes32 tag = PresenceDocument.tag(blinded, live.period().number());
    return new Reading(overlay, stores, live, DocumentKind.PRESENCE, tag, hops)
        .start()
        .thenCompose(
            documents ->
                overlay
                    .reactor()
                    .compute(
                        () -> Reading.newest(documents, blinded, address, overlay.time().now())))
        .thenApply(
            newest -> {
              if (newest.isEmpty()) {
                throw new ObstacleException(
                    Obstacle.NO_PRESENCE, "no store has a presence of the recipient");
              }
              Instant until = overlay.time().now().plus(MEMORY);
              Instant expires = newest.get().expires();
              FoundPresence found =
                  new FoundPresence(
                      address,
                      blinded,
                      newest.get().presence(),
                      expires.isBefore(until) ? expires : until);
              remember(found);
              return found;
            });
  }

  private void remember(FoundPresence found) {
    if (remembered.size() >= MAX_REMEMBERED) {
      Instant now = overlay.time().now();
      remembered.values().removeIf(old -> !old.usableUntil().isAfter(now));
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
    }
    remembered.put(found.address(), found);
  }

  @Override
  public boolean remembers(Address address) {
    FoundPresence known = remembered.get(address);
    return known != null && known.usableUntil().isAfter(overlay.time().now());
  }

  @Override
  public void forget(Address address) {
    remembered.remove(address);
  }
}
