package io.whisper.rendezvous.author;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.seal.RoomKey;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.kept.KeptRecords;
import io.whisper.rendezvous.reception.LatestValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room keys of an endpoint, one for each topic that it signs posts on, a new one every week
 * (docs/protocol.md, 18.9). They are read from the disk when one is first needed. Confined to the
 * loop.
 *
 * <p>On disk: version u8 (1), then the keys, the oldest first: see {@link HeldRoomKey}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class RoomKeys {
  /** How many are kept; of more, the oldest are forgotten, and what they signed is not proved. */
  static final int MOST = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(RoomKeys.class);
  private static final String STATE = "rooms";

  private final RoleLoop loop;
  private final StateStore state;
  private final LatestValue kept;
  private final List<HeldRoomKey> keys = new ArrayList<>();
  private @Nullable CompletableFuture<Void> loaded;
  private @Nullable Cancellable due;
  private boolean closed;

  /** The keys that this state keeps. */
  public RoomKeys(RoleLoop loop, StateStore state) {
    this.loop = loop;
    this.state = state;
    this.kept = new LatestValue(loop, state, STATE);
  }

  /**
   * The key that signs posts of the room now, which stays this object's to close. Fails when this
   * is closed.
   */
  public CompletableFuture<RoomKey> signing(Bytes32 room) {
    return afterLoading(
        () ->
            keys.stream()
                .filter(key -> key.room().equals(room) && key.secret() != null)
                .max(Comparator.comparing(HeldRoomKey::made))
                .map(key -> Objects.requireNonNull(key.secret()))
                .orElseGet(() -> make(room)));
  }

  /** The answer to who asks which keys are one's own for the room. Fails when this is closed. */
  public CompletableFuture<RoomAnswer> of(Bytes32 room) {
    return afterLoading(
        () ->
            new RoomAnswer(
                keys.stream()
                    .filter(key -> key.room().equals(room))
                    .sorted(Comparator.comparing(HeldRoomKey::made).reversed())
                    .map(HeldRoomKey::publicKey)
                    .distinct()
                    .limit(RoomAnswer.MOST)
                    .toList()));
  }

  private RoomKey make(Bytes32 room) {
    RoomKey made = RoomKey.generate(loop.random());
    if (keys.size() >= MOST) {
      keys.remove(0).close();
    }
    keys.add(HeldRoomKey.of(room, made, loop.time().now()));
    write();
    watch();
    return made;
  }

  private <T> CompletableFuture<T> afterLoading(Supplier<T> question) {
    CompletableFuture<Void> before = loaded;
    if (before == null || before.isCompletedExceptionally()) {
      before = load();
      loaded = before;
    }
    return before.thenApply(
        done -> {
          if (closed) {
            throw new IllegalStateException("closed");
          }
          look();
          return question.get();
        });
  }

  private CompletableFuture<Void> load() {
    return loop.compute(this::read)
        .handle(
            (read, failure) -> {
              if (failure instanceof Reactor.Busy busy) {
                throw busy;
              }
              if (failure != null) {
                // What is lost is that earlier posts can be proved; nothing else depends on it.
                LOG.warn("the room keys of an endpoint are made anew: {}", failure.getMessage());
              } else if (closed) {
                read.forEach(HeldRoomKey::close);
              } else {
                keys.addAll(read);
              }
              return null;
            });
  }

  private List<HeldRoomKey> read() {
    List<HeldRoomKey> read = new ArrayList<>();
    KeptRecords.read(
        state, STATE, HeldRoomKey.RECORD_SIZE, in -> HeldRoomKey.read(in).ifPresent(read::add));
    return read;
  }

  /** Wipes and forgets what is due. */
  private void look() {
    Instant now = loop.time().now();
    boolean changed = false;
    for (HeldRoomKey key : List.copyOf(keys)) {
      changed |= key.retire(now);
      if (key.isOver(now)) {
        key.close();
        changed |= keys.remove(key);
      }
    }
    if (changed) {
      write();
    }
    watch();
  }

  private void watch() {
    if (due != null) {
      due.cancel();
      due = null;
    }
    Instant now = loop.time().now();
    keys.stream()
        .map(HeldRoomKey::due)
        .min(Comparator.naturalOrder())
        .ifPresent(
            next -> {
              Duration left = Duration.between(now, next);
              due = loop.time().after(left.isNegative() ? Duration.ZERO : left, this::look);
            });
  }

  private void write() {
    ByteWriter out = KeptRecords.writer();
    keys.forEach(key -> key.write(out));
    kept.write(out.toByteArray());
    out.wipe();
  }

  /** Wipes what is in memory. */
  public void close() {
    closed = true;
    if (due != null) {
      due.cancel();
    }
    keys.forEach(HeldRoomKey::close);
    keys.clear();
    kept.close();
  }

  @Override
  public String toString() {
    return "RoomKeys";
  }
}
