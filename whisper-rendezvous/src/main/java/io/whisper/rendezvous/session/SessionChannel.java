package io.whisper.rendezvous.session;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One side of a session over one leg: messages in, cells out, and the same in reverse
 * (docs/protocol.md, "Sessions").
 *
 * <p>At most {@link #MAX_UNACKNOWLEDGED} bytes, padding included, are on their way at a time; what
 * is beyond waits here, up to {@link #MAX_QUEUED} bytes. Confined to one thread.
 */
public final class SessionChannel {
  /** The most bytes that may be sent and not acknowledged; who sends more breaks the protocol. */
  public static final int MAX_UNACKNOWLEDGED = 256 * 1024;

  /** The most bytes that wait to be sent; {@link #send} refuses what would go beyond. */
  public static final int MAX_QUEUED = 4 * 1024 * 1024;

  /** The way to the other side. */
  public interface Leg {
    /**
     * Sends 509 bytes, which it copies, or answers false when there is no room; {@link
     * SessionChannel#onWindow} is called when there is again.
     */
    boolean send(byte[] cell);
  }

  /** What becomes of a session. */
  public interface Events {
    /** A whole message came. It counts as unacknowledged until {@link #handed}. */
    void onMessage(SessionMessage message);

    /** The other side handed all messages up to this number to its listener. */
    void onAcknowledged(long number);

    /** There is room on the way again: what left before got on. */
    default void onRoom() {}

    /** The session is over: the last call. The leg is the callee's to close. */
    void onEnd(ChannelEnd end);
  }

  /** The number and the padded length of a message that somebody still has to acknowledge. */
  private record Pending(long number, int size) {}

  private final SessionKeys keys;
  private final Leg leg;
  private final Events events;

  private final Queue<SessionMessage> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private long lastNumber;
  private @Nullable MessageCells current;
  private final Queue<Pending> sent = new ArrayDeque<>();
  private int sentBytes;
  private long acknowledged;

  private final Reassembly reassembly = new Reassembly();
  private final Queue<Pending> received = new ArrayDeque<>();
  private int receivedBytes;
  private long handed;
  private long handedAndSaid;

  /** A cell that the leg had no room for: it has its place in the chain of keys and goes first. */
  private byte @Nullable [] stuck;

  private boolean closing;
  private boolean ended;

  /** Takes the keys for its own. */
  public SessionChannel(SessionKeys keys, Leg leg, Events events) {
    this.keys = keys;
    this.leg = leg;
    this.events = events;
  }

  /**
   * Queues a message and answers its number, or nothing when the session takes no more: it is
   * closing or over, or {@link #MAX_QUEUED} bytes wait.
   *
   * @param payload up to 65,536 bytes, not copied
   * @param inReplyTo the number of the message that it answers, 0 for none
   */
  public OptionalLong send(byte[] payload, long inReplyTo) {
    if (payload.length > SessionMessage.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload of " + payload.length + " bytes, expected 0 to " + SessionMessage.MAX_PAYLOAD);
    }
    int size = MessageCells.padded(payload.length);
    if (closing || ended || waitingBytes + size > MAX_QUEUED) {
      return OptionalLong.empty();
    }
    long number = ++lastNumber;
    waiting.add(new SessionMessage(number, inReplyTo, payload));
    waitingBytes += size;
    pump();
    return OptionalLong.of(number);
  }

  /** Whether it takes no further message. */
  public boolean closing() {
    return closing;
  }

  /** Whether {@link #send} takes messages of these lengths now, all of them. */
  public boolean takes(int... lengths) {
    int size = Arrays.stream(lengths).map(MessageCells::padded).sum();
    return !closing && !ended && waitingBytes + size <= MAX_QUEUED;
  }

  /** Notes that the message with this number, and so all before it, was handed to the listener. */
  public void handed(long number) {
    if (ended || number <= handed) {
      return;
    }
    handed = number;
    for (Pending first = received.peek();
        first != null && first.number() <= number;
        first = received.peek()) {
      receivedBytes -= first.size();
      received.remove();
    }
    pump();
  }

  /** Whether nothing is on its way or waiting in either direction. */
  public boolean quiet() {
    return waiting.isEmpty() && current == null && sent.isEmpty() && received.isEmpty();
  }

  /** Takes no further message, and ends once those taken are acknowledged. */
  public void close() {
    closing = true;
    pump();
  }

  /** Lets go the messages of which nothing has left. */
  public void drop() {
    SessionMessage next = waiting.peek();
    if (next != null) {
      lastNumber = next.number() - 1;
      waiting.clear();
      waitingBytes = 0;
    }
  }

  /** Ends at once, with what was not acknowledged left so. */
  public void abort(ChannelEnd end) {
    end(end);
  }

  /** Takes a cell of 509 bytes from the other side, which it does not keep. */
  public void onCell(byte[] cell) {
    if (ended) {
      return;
    }
    Optional<SessionFrame> opened = keys.open(cell);
    if (opened.isEmpty()) {
      end(ChannelEnd.VIOLATION);
      return;
    }
    SessionFrame frame = opened.get();
    switch (frame.type()) {
      case DATA -> onData(frame);
      case ACK -> onAck(frame.number());
      case CLOSE -> end(ChannelEnd.CLOSED_BY_PEER);
      case PING -> {}
    }
  }

  private void onData(SessionFrame frame) {
    Optional<SessionMessage> complete = reassembly.take(frame);
    if (complete.isPresent()) {
      SessionMessage message = complete.get();
      int size = MessageCells.padded(message.payload().length);
      receivedBytes += size;
      if (receivedBytes > MAX_UNACKNOWLEDGED) {
        end(ChannelEnd.VIOLATION);
        return;
      }
      received.add(new Pending(message.number(), size));
      events.onMessage(message);
    } else if (reassembly.violated()) {
      end(ChannelEnd.VIOLATION);
    }
  }

  private void onAck(long number) {
    Pending first = sent.peek();
    MessageCells unfinished = current;
    boolean tooEarly = unfinished != null && number >= unfinished.number();
    if (number <= acknowledged || first == null || number > lastSent() || tooEarly) {
      end(ChannelEnd.VIOLATION);
      return;
    }
    acknowledged = number;
    for (; first != null && first.number() <= number; first = sent.peek()) {
      sentBytes -= first.size();
      sent.remove();
    }
    events.onAcknowledged(number);
    pump();
  }

  private long lastSent() {
    SessionMessage next = waiting.peek();
    return next == null ? lastNumber : next.number() - 1;
  }

  /** The leg has room again. */
  public void onWindow() {
    if (!ended) {
      events.onRoom();
    }
    pump();
  }

  /** Sends as long as there is something to send and room for it: acknowledgements first. */
  private void pump() {
    while (!ended) {
      if (stuck != null) {
        if (!leg.send(stuck)) {
          return;
        }
        stuck = null;
      } else if (handed > handedAndSaid) {
        handedAndSaid = handed;
        seal(SessionFrame.ack(handed));
      } else if (current != null) {
        seal(current.next());
        if (!current.hasNext()) {
          current = null;
        }
      } else if (!beginNext()) {
        if (closing && waiting.isEmpty() && sent.isEmpty()) {
          // Nothing can be done about a CLOSE that finds no room: the circuit's end says the same.
          leg.send(keys.seal(SessionFrame.close()));
          end(ChannelEnd.CLOSED);
        }
        return;
      }
    }
  }

  private void seal(SessionFrame frame) {
    stuck = keys.seal(frame);
  }

  private boolean beginNext() {
    SessionMessage next = waiting.peek();
    if (next == null) {
      return false;
    }
    int size = MessageCells.padded(next.payload().length);
    if (sentBytes + size > MAX_UNACKNOWLEDGED) {
      return false;
    }
    waiting.remove();
    waitingBytes -= size;
    sent.add(new Pending(next.number(), size));
    sentBytes += size;
    current = new MessageCells(next);
    return true;
  }

  private void end(ChannelEnd end) {
    if (ended) {
      return;
    }
    ended = true;
    keys.close();
    if (stuck != null) {
      Arrays.fill(stuck, (byte) 0);
      stuck = null;
    }
    waiting.clear();
    sent.clear();
    received.clear();
    current = null;
    reassembly.wipe();
    events.onEnd(end);
  }
}
