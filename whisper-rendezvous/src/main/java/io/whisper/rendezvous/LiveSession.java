package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.time.Cancellable;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.point.Meeting;
import io.whisper.rendezvous.session.ChannelEnd;
import io.whisper.rendezvous.session.MessageHeader;
import io.whisper.rendezvous.session.SessionChannel;
import io.whisper.rendezvous.session.SessionKeys;
import io.whisper.rendezvous.session.SessionLeg;
import io.whisper.rendezvous.session.SessionMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session while it lives: it gives messages numbers and finds their deliveries again, hands what
 * comes to the listener, and ends when nothing was said for a while.
 *
 * <p>Confined to the loop but for the methods that say otherwise.
 */
final class LiveSession implements SessionChannel.Events {
  /** How long messages already sent may still be acknowledged after a close. */
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private static final Duration REPLY_TTL = Duration.ofHours(1);
  private static final int MAX_REPLYABLE = 1024;

  private final Overlay overlay;
  private final Executor executor;
  private final SerialExecutor order;
  private final @Nullable Address peer;
  private final Duration idle;
  private final Queue<Numbered> unacknowledged = new ArrayDeque<>();
  private final Map<Long, Delivery> replyable = new LinkedHashMap<>();
  private final Hearing hearing;
  private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();
  private @Nullable SessionChannel channel;
  private @Nullable Runnable keeper;
  private @Nullable Cancellable idleTimer;
  private Instant lastUse;
  private Instant lastProgress = Instant.MIN;
  private volatile int hops;
  private boolean idled;
  private boolean over;

  private record Numbered(long number, Delivery delivery, Instant sentAt) {}

  /**
   * A session that has not begun.
   *
   * @param order in which its listener is called
   * @param peer who is at the other end, or null
   * @param idle after how long a silence it ends
   */
  LiveSession(
      Overlay overlay,
      Executor executor,
      SerialExecutor order,
      @Nullable Address peer,
      Duration idle) {
    this.overlay = overlay;
    this.executor = executor;
    this.order = order;
    this.peer = peer;
    this.idle = idle;
    this.lastUse = overlay.time().now();
    this.hearing = new Hearing(overlay, order, this::message);
  }

  /** Begins over the circuit that a meeting joined; once. */
  void begin(Meeting meeting, SessionKeys keys) {
    begin(SessionLeg.begin(overlay, meeting, keys, this), meeting.hops());
  }

  /** Begins over a channel that tells it what becomes of it. */
  void begin(SessionChannel begun, int overHops) {
    hops = overHops;
    channel = begun;
    // What came with the keys was kept until there was a channel to answer on.
    hearing.begin(begun);
    watchIdle();
  }

  /** Has the messages that come known by their names, and taken in turn; before it begins. */
  void named(Hearing.Memory memory, Intake.Share share) {
    hearing.named(memory, share);
  }

  /**
   * Sets who goes on with the messages that are not acknowledged when the session ends, which fail
   * otherwise; run once, on the loop.
   */
  void keptBy(Runnable task) {
    keeper = task;
  }

  /** Who is at the other end, if known; from any thread. */
  @Nullable Address peer() {
    return peer;
  }

  /** The length of the own circuit to the meeting point; from any thread. */
  int hops() {
    return hops;
  }

  /** Completes on the application's executor; from any thread. */
  CompletableFuture<SessionEnd> end() {
    return end;
  }

  /** Whether messages can be sent. */
  boolean usable() {
    return channel != null && !over && !channel.closing();
  }

  /**
   * Whether what was sent has waited for an acknowledgement for so long, and neither one came
   * meanwhile nor room on the way: the other side may be slow, or a relay on the way frozen.
   */
  boolean stalled(Duration patience) {
    Numbered oldest = unacknowledged.peek();
    Instant then = overlay.time().now().minus(patience);
    return oldest != null && !oldest.sentAt().isAfter(then) && !lastProgress.isAfter(then);
  }

  /** Sends a message; from any thread. */
  Delivery send(byte[] payload, long inReplyTo) {
    Delivery delivery = new Delivery(executor, peer);
    if (!overlay.reactor().tryExecute(() -> send(delivery, payload, inReplyTo))) {
      delivery.fail(FailureReason.SESSION_ENDED, "the session is over");
    }
    return delivery;
  }

  /** Sends a message whose delivery is there already. */
  void send(Delivery delivery, byte[] payload, long inReplyTo) {
    SessionChannel to = channel;
    if (to == null || over) {
      delivery.fail(FailureReason.SESSION_ENDED, "the session is over");
      return;
    }
    lastUse = overlay.time().now();
    OptionalLong number = to.send(payload, inReplyTo);
    if (number.isEmpty()) {
      delivery.fail(
          FailureReason.OVERLOADED, "the session is closing, or too much waits to be sent");
    } else if (over) {
      // It ended under the message.
      fail(delivery);
    } else {
      unacknowledged.add(new Numbered(number.getAsLong(), delivery, lastUse));
    }
  }

  /** Whether it takes a message that has a name now. */
  boolean takes(LongMessage message) {
    SessionChannel to = channel;
    return to != null && !over && to.takes(MessageHeader.SIZE, message.payload().length);
  }

  /** Sends a message that it takes; the session may end under it, and its keeper goes on then. */
  void send(LongMessage message) {
    SessionChannel to = Objects.requireNonNull(channel);
    lastUse = overlay.time().now();
    to.send(message.header(lastUse).encode(), 0);
    OptionalLong number = to.send(message.payload(), 0);
    if (!over && number.isPresent()) {
      unacknowledged.add(new Numbered(number.getAsLong(), message.delivery(), lastUse));
    }
  }

  /** Sets who hears messages, those that came before first; from any thread. */
  void listen(Consumer<Message> newListener) {
    overlay.reactor().execute(() -> hearing.listen(newListener));
  }

  /** Closes after what was sent is acknowledged; from any thread. */
  void close() {
    overlay.reactor().execute(this::closeNow);
  }

  /** Closes after what has left is acknowledged, and lets go what waits to leave. */
  void leave() {
    if (channel != null) {
      channel.drop();
    }
    closeNow();
  }

  private void closeNow() {
    SessionChannel to = channel;
    if (to != null && !over) {
      to.close();
      overlay.time().after(FAREWELL, () -> to.abort(ChannelEnd.CLOSED));
    }
  }

  @Override
  public void onMessage(SessionMessage message) {
    lastUse = overlay.time().now();
    Delivery repliedTo = message.inReplyTo() == 0 ? null : replyTarget(message.inReplyTo());
    if (repliedTo != null && channel != null && repliedTo.repliedWith(reply(message))) {
      channel.handed(message.number());
    } else {
      hearing.take(message);
    }
  }

  private Message reply(SessionMessage message) {
    return message(message, overlay.time().now().plus(REPLY_TTL));
  }

  private @Nullable Delivery replyTarget(long lowerBits) {
    Delivery acknowledged = replyable.remove(lowerBits);
    if (acknowledged != null) {
      return acknowledged;
    }
    return unacknowledged.stream()
        .filter(each -> (each.number() & 0xffff_ffffL) == lowerBits)
        .map(Numbered::delivery)
        .findFirst()
        .orElse(null);
  }

  private Message message(SessionMessage message, Instant expiry) {
    Instant now = overlay.time().now();
    return new Message(
        message.payload(), peer, now, expiry, reply -> send(reply, message.number()));
  }

  @Override
  public void onAcknowledged(long number) {
    lastUse = overlay.time().now();
    lastProgress = lastUse;
    for (Numbered first = unacknowledged.peek();
        first != null && first.number() <= number;
        first = unacknowledged.peek()) {
      unacknowledged.remove();
      first.delivery().deliveredOver(hops);
      replyable.put(first.number() & 0xffff_ffffL, first.delivery());
      if (replyable.size() > MAX_REPLYABLE) {
        long eldest = replyable.keySet().iterator().next();
        Objects.requireNonNull(replyable.remove(eldest)).noReply();
      }
    }
  }

  @Override
  public void onRoom() {
    lastProgress = overlay.time().now();
  }

  @Override
  public void onEnd(ChannelEnd how) {
    over = true;
    if (idleTimer != null) {
      idleTimer.cancel();
    }
    if (keeper == null) {
      unacknowledged.forEach(each -> fail(each.delivery()));
    }
    unacknowledged.clear();
    replyable.values().forEach(Delivery::noReply);
    replyable.clear();
    hearing.end();
    SessionEnd meant =
        switch (how) {
          case CLOSED -> idled ? SessionEnd.IDLE : SessionEnd.CLOSED;
          case CLOSED_BY_PEER -> SessionEnd.CLOSED_BY_PEER;
          case LOST, VIOLATION -> SessionEnd.LOST;
        };
    order.executeAnyway(() -> end.complete(meant));
    if (keeper != null) {
      keeper.run();
    }
  }

  /** Gives up a message whose session ended. */
  static void fail(Delivery delivery) {
    delivery.fail(
        FailureReason.SESSION_ENDED, "the session ended before the message was acknowledged");
  }

  private void watchIdle() {
    SessionChannel watched = channel;
    if (over || watched == null) {
      return;
    }
    Duration left = Duration.between(overlay.time().now(), lastUse.plus(idle));
    if (left.isZero() || left.isNegative()) {
      if (watched.quiet()) {
        idled = true;
        watched.close();
        return;
      }
      left = idle;
    }
    idleTimer = overlay.time().after(left, this::watchIdle);
  }

  @Override
  public String toString() {
    return "LiveSession";
  }
}
