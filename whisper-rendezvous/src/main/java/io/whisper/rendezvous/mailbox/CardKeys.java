package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.Reactor;
import io.whisper.rendezvous.reception.LatestValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The prekeys of a recipient's cards: a new one every day, the former for as long as something
 * sealed to them may wait, and no longer (docs/protocol.md, "Card"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class CardKeys {
  /** How long cards go on naming a prekey. */
  static final Duration USE = Duration.ofHours(24);

  /** How long a card lives at most. */
  static final Duration CARD_LIFE = Duration.ofDays(14);

  /** From the last card that names it: until that expires, and what was sealed by it then. */
  static final Duration MEMORY = USE.plus(CARD_LIFE).plusSeconds(EnvelopeTerms.MAX_TTL_SECONDS);

  private static final String STATE = "prekeys";
  private static final int VERSION = 1;

  private final Reactor reactor;
  private final LatestValue kept;
  private final List<CardKey> keys;

  /** The newest that is known to be on the disk. */
  private CardKey named;

  private boolean making;
  private boolean closed;

  private CardKeys(Reactor reactor, StateStore state, List<CardKey> keys) {
    this.reactor = reactor;
    this.kept = new LatestValue(reactor, state, STATE);
    this.keys = keys;
    this.named = keys.get(keys.size() - 1);
  }

  /**
   * Reads the keys kept on disk, and makes a new one unless the newest is young: not for the loop.
   *
   * @throws StateException when what is kept is of another version or cannot be read, and when a
   *     new key cannot be kept
   */
  static CardKeys open(Reactor reactor, StateStore state) {
    Instant now = reactor.time().now();
    List<CardKey> keys = read(state);
    boolean changed = forget(keys, now);
    if (keys.isEmpty() || !young(keys.get(keys.size() - 1), now)) {
      keys.add(CardKey.generate(reactor.random(), now));
      changed = true;
    }
    CardKeys opened = new CardKeys(reactor, state, keys);
    if (changed) {
      byte[] encoded = opened.encode();
      state.write(STATE, encoded);
      Arrays.fill(encoded, (byte) 0);
    }
    return opened;
  }

  private static List<CardKey> read(StateStore state) {
    List<CardKey> keys = new ArrayList<>();
    byte[] bytes = state.read(STATE).orElse(new byte[] {VERSION});
    try {
      ByteReader in = new ByteReader(bytes);
      int version = in.u8();
      if (version != VERSION) {
        throw new StateException(
            "'" + STATE + "' is of version " + version + ", expected " + VERSION);
      }
      while (in.remaining() >= CardKey.RECORD_SIZE) {
        keys.add(CardKey.read(in));
      }
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    return keys;
  }

  /** Takes the keys past their time out of the list, in memory too; says whether there were any. */
  private static boolean forget(List<CardKey> keys, Instant now) {
    return keys.removeIf(
        each -> {
          boolean over = !each.made().plus(MEMORY).isAfter(now);
          if (over) {
            each.close();
          }
          return over;
        });
  }

  private static boolean young(CardKey key, Instant now) {
    // One from the future is of a clock that was set back.
    return key.made().plus(USE).isAfter(now) && !key.made().isAfter(now);
  }

  /**
   * The key that cards name from now on, which is on the disk; nothing while a new one is yet to be
   * made and kept.
   */
  Optional<CardKey> current() {
    return young(named, reactor.time().now()) ? Optional.of(named) : Optional.empty();
  }

  /** The key with this id. */
  Optional<CardKey> find(long prekeyId) {
    return keys.stream().filter(each -> each.prekey().id() == prekeyId).findFirst();
  }

  /** When the oldest was made: what was sealed before cannot be opened. */
  Instant oldest() {
    return keys.stream()
        .map(CardKey::made)
        .min(Instant::compareTo)
        .orElseGet(() -> reactor.time().now());
  }

  /** Destroys what is past its time, makes a new key when it is time, and calls back then. */
  void rotate(Runnable onNew) {
    Instant now = reactor.time().now();
    if (forget(keys, now)) {
      keep();
    }
    if (making || current().isPresent()) {
      return;
    }
    making = true;
    reactor
        .compute(() -> CardKey.generate(reactor.random(), now))
        .whenComplete(
            (made, failure) -> {
              if (made == null) {
                making = false;
              } else if (closed) {
                made.close();
              } else {
                keys.add(made);
                keep()
                    .thenRun(
                        () -> {
                          making = false;
                          named = made;
                          onNew.run();
                        });
              }
            });
  }

  void close() {
    closed = true;
    keys.forEach(CardKey::close);
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
