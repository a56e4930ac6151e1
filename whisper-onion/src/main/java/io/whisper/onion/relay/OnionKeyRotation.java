package io.whisper.onion.relay;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a relay a new onion key every few days, so that who steals one can pose as the relay for
 * that long only (docs/protocol.md, section 7.5). The key before is answered for two days at least,
 * and until the last consensus that named it has run out; before that there is no third key.
 *
 * <p>A new key is on the disk before anybody hears of it. Confined to the loop, but for its public
 * methods.
 */
public final class OnionKeyRotation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnionKeyRotation.class);

  /** How long the key before is answered, whatever is known of consensuses. */
  static final Duration LEAST_GRACE = Duration.ofDays(2);

  static final Duration CHECK = Duration.ofHours(1);

  private final RoleLoop loop;
  private final RelayKeys keys;
  private final StateStore store;
  private final ConsensusKeeper keeper;
  private final Runnable onNewKey;
  private @Nullable Cancellable next;
  private boolean busy;
  private boolean failing;
  private boolean closed;

  /**
   * A rotation that has not begun.
   *
   * @param store where the keys are kept
   * @param keeper the consensuses that the relay hears of
   * @param onNewKey called on the loop when the present key is another one
   */
  public OnionKeyRotation(
      RoleLoop loop, RelayKeys keys, StateStore store, ConsensusKeeper keeper, Runnable onNewKey) {
    this.loop = loop;
    this.keys = keys;
    this.store = store;
    this.keeper = keeper;
    this.onNewKey = onNewKey;
  }

  /** Begins to look at the keys every hour, and whenever there is another consensus. */
  public void start() {
    keeper.listen(consensus -> loop.execute(this::look));
    loop.execute(this::hourly);
  }

  @Override
  public void close() {
    loop.execute(
        () -> {
          closed = true;
          if (next != null) {
            next.cancel();
          }
        });
  }

  private void hourly() {
    if (!closed) {
      next = loop.time().after(CHECK, this::hourly);
      look();
    }
  }

  private void look() {
    if (closed || busy) {
      return;
    }
    busy = true;
    Instant now = loop.time().now();
    RunningRelay.when(
        loop.compute(() -> step(now)),
        (rotated, failure) -> {
          busy = false;
          if (failure instanceof StateException && !failing) {
            LOG.warn("the onion key stays as it is: {}", failure.getMessage());
          }
          failing = failure instanceof StateException;
          if (rotated != null && rotated && !closed) {
            LOG.info("a new onion key is in use");
            onNewKey.run();
          }
        });
  }

  /** Does what is due, on a worker; says whether there is a new key. */
  private boolean step(Instant now) {
    Optional<Consensus> live = keeper.current();
    Instant liveUntil =
        live.map(each -> each.validUntil().plus(ConsensusKeeper.CLOCK_TOLERANCE)).orElse(now);
    Bytes32 previous = keys.previousOnionKey().orElse(null);
    if (previous != null) {
      boolean named =
          live.flatMap(each -> each.relay(keys.identity()))
              .map(entry -> entry.target().onionKey().equals(previous))
              .orElse(false);
      if (keys.previousOnionKeyUntil().equals(Instant.EPOCH)) {
        keys.keepPreviousOnionKey(store, now.plus(LEAST_GRACE));
      } else if (named && liveUntil.isAfter(keys.previousOnionKeyUntil())) {
        keys.keepPreviousOnionKey(store, liveUntil);
      } else if (!now.isBefore(keys.previousOnionKeyUntil())) {
        keys.dropPreviousOnionKey(store);
      }
      return false;
    }
    if (keys.onionKeyMade().equals(Instant.EPOCH)) {
      keys.noteOnionKeyMade(store, now);
      return false;
    }
    if (now.isBefore(keys.onionKeyMade().plus(keeper.parameters().onionKeyLife()))) {
      return false;
    }
    Instant grace = now.plus(LEAST_GRACE);
    keys.renewOnionKey(store, loop.random(), now, grace.isAfter(liveUntil) ? grace : liveUntil);
    return true;
  }
}
