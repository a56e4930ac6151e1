package io.whisper.rendezvous.author;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One author that is asked for its keys of one room: seldom, and only while posts wait for the
 * answer (docs/protocol.md, 18.9). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Asked {
  /** How many posts may wait for one author. */
  static final int MOST_WAITING = 1024;

  /** Readers that got a post at one time do not all ask at one time. */
  private static final Duration SPREAD = Duration.ofSeconds(2);

  /** How long an author that answered is left alone. */
  private static final Duration ANSWERED = Duration.ofMinutes(5);

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(2);
  private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final RoleLoop loop;
  private final Address author;
  private final Bytes32 room;
  private final AuthorQuestion questions;
  private final BooleanSupplier permit;
  private final ProvedKeys proved;
  private final Pause pause;
  private final List<Waiting> waiting = new ArrayList<>();
  private HopRange hops = HopRange.exactly(0);
  private Instant next = Instant.EPOCH;
  private @Nullable Cancellable timer;
  private @Nullable CompletableFuture<byte[]> underway;

  /**
   * Asks nothing yet.
   *
   * @param permit whether one more question may leave now
   * @param proved where what the author says is noted
   */
  Asked(
      RoleLoop loop,
      Address author,
      Bytes32 room,
      AuthorQuestion questions,
      BooleanSupplier permit,
      ProvedKeys proved) {
    this.loop = loop;
    this.author = author;
    this.room = room;
    this.questions = questions;
    this.permit = permit;
    this.proved = proved;
    this.pause = new Pause(loop.random(), FIRST_PAUSE, LONGEST_PAUSE);
  }

  /** Asks on behalf of one more post, when it is time to. */
  void add(Waiting post, HopRange over) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(post);
      hops = over;
      schedule(spread());
    }
  }

  /** Nobody waits for the answer, and who would could ask at once. */
  boolean isIdle() {
    return waiting.isEmpty() && underway == null && !next.isAfter(loop.time().now());
  }

  /** A reader has ended. */
  void forget(Object reader) {
    waiting.removeIf(post -> post.reader().equals(reader));
  }

  /** Asks no more. */
  void close() {
    waiting.clear();
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (underway != null) {
      underway.cancel(false);
    }
  }

  private void schedule(Duration soonest) {
    if (timer != null || underway != null) {
      return;
    }
    Duration due = Duration.between(loop.time().now(), next);
    timer = loop.time().after(due.compareTo(soonest) > 0 ? due : soonest, this::ask);
  }

  private void ask() {
    timer = null;
    Instant now = loop.time().now();
    waiting.removeIf(post -> !post.until().isAfter(now));
    Instant last = waiting.stream().map(Waiting::until).max(Instant::compareTo).orElse(null);
    if (last == null) {
      return;
    }
    if (!permit.getAsBoolean()) {
      schedule(SPREAD.plus(spread()));
      return;
    }
    CompletableFuture<byte[]> answer =
        questions.ask(author, new RoomQuestion(room).encode(), ttl(now, last), hops);
    underway = answer;
    answer.whenComplete(
        (reply, failure) -> {
          underway = null;
          Optional<RoomAnswer> read = failure == null ? RoomAnswer.decode(reply) : Optional.empty();
          next = loop.time().now().plus(read.isPresent() ? answeredPause() : pause.next());
          read.ifPresent(this::answered);
          if (!waiting.isEmpty()) {
            schedule(Duration.ZERO);
          }
        });
  }

  private static Duration ttl(Instant now, Instant last) {
    Duration left = Duration.between(now, last);
    if (left.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
  }

  /** What waits for other keys than these is not the author's, and waits no longer. */
  private void answered(RoomAnswer answer) {
    pause.reset();
    answer.roomKeys().forEach(key -> proved.add(new Claim(author, room, key)));
    List<Waiting> told = List.copyOf(waiting);
    waiting.clear();
    told.stream()
        .filter(post -> answer.roomKeys().contains(post.roomKey()))
        .forEach(post -> post.onProved().run());
  }

  /** Up to twice as long, so that readers do not all ask at one time the next time either. */
  private Duration answeredPause() {
    return ANSWERED.plusMillis(loop.random().nextLong(ANSWERED.toMillis()));
  }

  private Duration spread() {
    return Duration.ofMillis(loop.random().nextLong(SPREAD.toMillis() + 1));
  }

  @Override
  public String toString() {
    return "Asked";
  }
}
