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

/**
 * The {@link ReceptionKeys} of a recipient: new ones every day, the former for as long as a
 * presence that names them may be in use, and no longer. Confined to the loop.
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

  private KeyRotation(Reactor reactor, StateStore state, List<ReceptionKeys> keys) {
    this.reactor = reactor;
    this.kept = new LatestValue(reactor, state, STATE);
    this.keys = keys;
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

  /** The keys that a presence names from now on. */
  ReceptionKeys current() {
    return keys.get(keys.size() - 1);
  }

  /** The keys of which this is the prekey. */
  Optional<ReceptionKeys> find(long prekeyId) {
    return keys.stream().filter(each -> each.prekey().id() == prekeyId).findFirst();
  }

  /** Makes new keys when it is time, and calls back when there are. */
  void rotate(Runnable onNew) {
    Instant now = reactor.time().now();
    // The newest stays, however old, until there are newer ones.
    if (forget(keys.subList(0, keys.size() - 1), now)) {
      keep();
    }
    if (current().made().plus(USE).isAfter(now)) {
      return;
    }
    reactor
        .compute(() -> ReceptionKeys.generate(reactor.random(), now))
        .thenAccept(
            made -> {
              keys.add(made);
              keep();
              onNew.run();
            });
  }

  void close() {
    keys.forEach(ReceptionKeys::close);
    kept.close();
  }

  private void keep() {
    kept.write(encode());
  }

  private byte[] encode() {
    ByteWriter out = ByteWriter.growing().u8(VERSION);
    keys.forEach(each -> each.write(out));
    byte[] encoded = out.toByteArray();
    out.wipe();
    return encoded;
  }
}
