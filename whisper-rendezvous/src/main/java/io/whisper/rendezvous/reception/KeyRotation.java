package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.Reactor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The {@link ReceptionKeys} of a recipient: new ones every day, the former for as long as a
 * presence that names them may be in use, and no longer.
 *
 * <p>New keys are named by a presence only once they are on the disk: what is sealed to keys that a
 * crash takes is lost. While the disk does not take them the former keys serve on. Confined to the
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class KeyRotation {
  private static final String STATE = "keys";
  private static final int VERSION = 1;
  private static final Duration USE = Duration.ofHours(24);

  /** The longest life of a presence, a day, and an hour for clocks and what is on its way. */
  private static final Duration MEMORY = USE.plus(Duration.ofHours(25));

  private final Reactor reactor;
  private final LatestValue kept;
  private final List<ReceptionKeys> keys;

  /** The newest that are known to be on the disk; those behind them in the list wait for it. */
  private ReceptionKeys current;

  private boolean making;
  private boolean closed;

  private KeyRotation(Reactor reactor, StateStore state, List<ReceptionKeys> keys) {
    this.reactor = reactor;
    this.kept = new LatestValue(reactor, state, STATE);
    this.keys = keys;
    this.current = keys.get(keys.size() - 1);
  }

  /**
   * Reads the keys kept on disk, and makes the first if there are none: not for the loop.
   *
   * @throws StateException when what is kept is of another version or cannot be read, and when new
   *     keys cannot be kept
   */
  static KeyRotation open(Reactor reactor, StateStore state) {
    Instant now = reactor.time().now();
    List<ReceptionKeys> keys = read(state);
    // What lay about for so long must not open anything any more.
    boolean changed = forget(keys, now);
    if (keys.isEmpty()) {
      keys.add(ReceptionKeys.generate(reactor.random(), now));
      changed = true;
    }
    KeyRotation rotation = new KeyRotation(reactor, state, keys);
    if (changed) {
      byte[] encoded = rotation.encode();
      state.write(STATE, encoded);
      Arrays.fill(encoded, (byte) 0);
    }
    return rotation;
  }

  private static List<ReceptionKeys> read(StateStore state) {
    List<ReceptionKeys> keys = new ArrayList<>();
    byte[] bytes = state.read(STATE).orElse(new byte[] {VERSION});
    try {
      ByteReader in = new ByteReader(bytes);
      int version = in.u8();
      if (version != VERSION) {
        throw new StateException(
            "'" + STATE + "' is of version " + version + ", expected " + VERSION);
      }
      while (in.remaining() >= ReceptionKeys.RECORD_SIZE) {
        keys.add(ReceptionKeys.read(in));
      }
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    return keys;
  }

  /** Takes the keys past their time out of the list, in memory too; says whether there were any. */
  static boolean forget(List<ReceptionKeys> keys, Instant now) {
    return keys.removeIf(
        each -> {
          boolean over = !each.made().plus(MEMORY).isAfter(now);
          if (over) {
            each.close();
          }
          return over;
        });
  }

  /** The keys that a presence names from now on: they are on the disk. */
  ReceptionKeys current() {
    return current;
  }

  /** The keys of which this is the prekey. */
  Optional<ReceptionKeys> find(long prekeyId) {
    return keys.stream().filter(each -> each.prekey().id() == prekeyId).findFirst();
  }

  /** Makes new keys when it is time, and calls back when they are the current ones. */
  void rotate(Runnable onNew) {
    Instant now = reactor.time().now();
    // The current ones stay, however old, until there are newer ones.
    if (forget(keys.subList(0, keys.indexOf(current)), now)) {
      keep();
    }
    if (making || current.made().plus(USE).isAfter(now)) {
      return;
    }
    making = true;
    reactor
        .compute(() -> ReceptionKeys.generate(reactor.random(), now))
        .whenComplete(
            (made, failure) -> {
              if (made == null) {
                making = false;
              } else if (closed) {
                made.close();
              } else {
                keys.add(made);
                keep().whenComplete((kept, unkept) -> kept(made, unkept == null, onNew));
              }
            });
  }

  private void kept(ReceptionKeys made, boolean written, Runnable onNew) {
    making = false;
    if (closed) {
      return;
    }
    if (written) {
      replaceCurrent(made);
      onNew.run();
    } else {
      keys.remove(made);
      made.close();
    }
  }

  private void replaceCurrent(ReceptionKeys made) {
    // With a full disk a presence named them for longer than a day, and it may be in use as long.
    ReceptionKeys former = current.servedUntil(reactor.time().now(), USE);
    if (former.made().isAfter(current.made())) {
      keys.set(keys.indexOf(current), former);
      keep();
    }
    current = made;
  }

  void close() {
    closed = true;
    keys.forEach(ReceptionKeys::close);
    kept.close();
  }

  private CompletableFuture<Void> keep() {
    return kept.write(encode());
  }

  private byte[] encode() {
    ByteWriter out = ByteWriter.growing().u8(VERSION);
    keys.forEach(each -> each.write(out));
    byte[] encoded = out.toByteArray();
    out.wipe();
    return encoded;
  }
}
