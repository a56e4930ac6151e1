package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.Reactor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  /** Reads the keys kept on disk, and makes the first if there are none: not for the loop. */
  static KeyRotation open(Reactor reactor, StateStore state) {
    Instant now = reactor.time().now();
    List<ReceptionKeys> keys = new ArrayList<>();
    byte[] bytes = state.read(STATE).orElse(new byte[0]);
    ByteReader in = new ByteReader(bytes);
    if (in.u8() == VERSION) {
      while (in.remaining() >= ReceptionKeys.RECORD_SIZE) {
        keys.add(ReceptionKeys.read(in));
      }
    }
    KeyRotation rotation = new KeyRotation(reactor, state, keys);
    // What lay about for so long must not open anything any more.
    boolean changed = keys.removeIf(old -> !old.made().plus(MEMORY).isAfter(now));
    if (keys.isEmpty()) {
      keys.add(ReceptionKeys.generate(reactor.random(), now));
      changed = true;
    }
    if (changed) {
      state.write(STATE, rotation.encode());
    }
    return rotation;
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
    if (forget(now)) {
      kept.write(encode());
    }
    if (current().made().plus(USE).isAfter(now)) {
      return;
    }
    reactor
        .compute(() -> ReceptionKeys.generate(reactor.random(), now))
        .thenAccept(
            made -> {
              keys.add(made);
              kept.write(encode());
              onNew.run();
            });
  }

  void close() {
    keys.forEach(ReceptionKeys::close);
  }

  private boolean forget(Instant now) {
    int before = keys.size();
    // The newest stays, however old, until there are newer ones.
    while (keys.size() > 1 && !keys.get(0).made().plus(MEMORY).isAfter(now)) {
      keys.remove(0).close();
    }
    return keys.size() < before;
  }

  private byte[] encode() {
    ByteWriter out = ByteWriter.growing().u8(VERSION);
    keys.forEach(each -> each.write(out));
    byte[] encoded = out.toByteArray();
    out.wipe();
    return encoded;
  }
}
