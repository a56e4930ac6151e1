package io.whisper.rendezvous;

import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateException;
import io.whisper.core.time.Cancellable;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.session.ChannelEnd;
import io.whisper.rendezvous.session.MessageHeader;
import io.whisper.rendezvous.session.SessionChannel;
import io.whisper.rendezvous.session.SessionMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the other side of a session says on its way to the listener: in order, kept until there is a
 * listener, and each once of the messages that have names (docs/protocol.md, "Sessions"). Confined
 * to the loop.
 */
final class Hearing {
  private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);
  private static final Duration TTL = Duration.ofHours(1);

  /** After how long, and up to as long again, it is asked once more whether a message is due. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** What knows the messages that were handed before, by their names. */
  interface Memory {
    /** Notes a name until some time after it expires; called on the executor, may block. */
    Admission admit(MessageId id, Instant expiry);
  }

  private final Overlay overlay;
  private final SerialExecutor order;
  private final BiFunction<SessionMessage, Instant, Message> messages;
  private final Queue<SessionMessage> unheard = new ArrayDeque<>();
  private @Nullable SessionChannel channel;
  private @Nullable Consumer<Message> listener;
  private @Nullable Memory memory;
  private Intake.@Nullable Share share;
  private @Nullable MessageHeader header;
  private @Nullable Cancellable pause;

  /**
   * Nobody listens yet.
   *
   * @param order in which the listener is called
   * @param messages what the listener is given for a message that expires then
   */
  Hearing(
      Overlay overlay,
      SerialExecutor order,
      BiFunction<SessionMessage, Instant, Message> messages) {
    this.overlay = overlay;
    this.order = order;
    this.messages = messages;
  }

  /** Every message has a header from now on, and is handed in its turn unless it was before. */
  void named(Memory given, Intake.Share ofIntake) {
    memory = given;
    share = ofIntake;
  }

  /** What came is answered on this channel. */
  void begin(SessionChannel begun) {
    channel = begun;
    flush();
  }

  /** Sets who hears messages, those that came before first. */
  void listen(Consumer<Message> newListener) {
    listener = newListener;
    flush();
  }

  void take(SessionMessage message) {
    unheard.add(message);
    flush();
  }

  /** Nothing is heard any more. */
  void end() {
    unheard.clear();
    if (pause != null) {
      pause.cancel();
      pause = null;
    }
  }

  private void flush() {
    Consumer<Message> to = listener;
    SessionChannel from = channel;
    if (to == null || from == null || pause != null) {
      return;
    }
    for (SessionMessage each = unheard.peek(); each != null; each = unheard.peek()) {
      if (!due()) {
        pause = overlay.time().after(Pause.from(overlay.random(), PAUSE), this::resume);
        return;
      }
      unheard.remove();
      SessionMessage next = each;
      Memory names = memory;
      if (names == null) {
        Message message = messages.apply(next, overlay.time().now().plus(TTL));
        order.execute(() -> hand(from, next, to, message));
      } else if (!named(names, from, next, to)) {
        unheard.clear();
        from.abort(ChannelEnd.VIOLATION);
        return;
      }
    }
  }

  private void resume() {
    pause = null;
    flush();
  }

  /** Whether what comes next may be taken now: what waits is not acknowledged. */
  private boolean due() {
    return header == null || share == null || share.take();
  }

  /** Takes a header, or the message after it; false when it is not what belongs there. */
  private boolean named(
      Memory names, SessionChannel from, SessionMessage each, Consumer<Message> to) {
    MessageHeader of = header;
    if (of == null) {
      header = MessageHeader.decode(each.payload()).orElse(null);
      return header != null;
    }
    header = null;
    if (each.payload().length <= Introduction.MAX_MESSAGE) {
      return false;
    }
    Instant expiry = overlay.time().now().plusSeconds(of.ttlSeconds());
    Message message = messages.apply(each, expiry);
    order.execute(() -> handOnce(names, of.id(), expiry, from, each, to, message));
    return true;
  }

  private void handOnce(
      Memory names,
      MessageId id,
      Instant expiry,
      SessionChannel from,
      SessionMessage each,
      Consumer<Message> to,
      Message message) {
    Admission admission = Admission.FULL;
    try {
      admission = names.admit(id, expiry);
    } catch (StateException unwritten) {
      LOG.debug("a message of a session is not taken", unwritten);
    }
    switch (admission) {
      case NEW -> hand(from, each, to, message);
      case KNOWN -> overlay.reactor().execute(() -> from.handed(each.number()));
      // Nothing after it may be acknowledged either: its sender tries again.
      case FULL -> overlay.reactor().execute(() -> from.abort(ChannelEnd.LOST));
    }
  }

  private void hand(
      SessionChannel from, SessionMessage each, Consumer<Message> to, Message message) {
    overlay.reactor().execute(() -> from.handed(each.number()));
    to.accept(message);
  }

  @Override
  public String toString() {
    return "Hearing";
  }
}
