package io.whisper.it.shaper;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one direction of one connection: one thread takes them in, another lets them out
 * when they are due. What is under way is bounded, so that a slow link slows its sender.
 */
final class ShapedDirection {
  private static final int CHUNK = 16 * 1024;
  private static final int MOST_UNDER_WAY = 4 << 20;

  /** Bytes that are under way; an empty one is the end of the stream. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and not changed once it is made.
  private record Chunk(byte[] bytes, long due) {}

  private final Supplier<LinkConditions> conditions;
  private final LinkSchedule schedule;
  private final Queue<Chunk> underWay = new ArrayDeque<>();
  private int bytesUnderWay;
  private boolean over;

  ShapedDirection(Supplier<LinkConditions> conditions, long seed) {
    this.conditions = conditions;
    this.schedule = new LinkSchedule(seed);
  }

  /** Takes bytes in until their stream ends. */
  void takeIn(InputStream in) throws IOException, InterruptedException {
    byte[] buffer = new byte[CHUNK];
    int count;
    do {
      count = in.read(buffer);
      put(Arrays.copyOf(buffer, Math.max(count, 0)));
    } while (count >= 0);
  }

  private synchronized void put(byte[] bytes) throws InterruptedException {
    while (bytesUnderWay >= MOST_UNDER_WAY && !over) {
      wait();
    }
    underWay.add(
        new Chunk(bytes, schedule.arrival(System.nanoTime(), bytes.length, conditions.get())));
    bytesUnderWay += bytes.length;
    notifyAll();
  }

  /** Lets bytes out until the end of their stream has arrived. */
  void letOut(OutputStream out) throws IOException, InterruptedException {
    for (Chunk next = take(); next != null && next.bytes().length > 0; next = take()) {
      out.write(next.bytes());
      out.flush();
    }
  }

  /** The next chunk that is due, or null when the connection is over. */
  private synchronized @Nullable Chunk take() throws InterruptedException {
    while (!over) {
      Chunk first = underWay.peek();
      if (first == null) {
        wait();
        continue;
      }
      long early = first.due() - System.nanoTime();
      if (early <= 0) {
        underWay.remove();
        bytesUnderWay -= first.bytes().length;
        notifyAll();
        return first;
      }
      TimeUnit.NANOSECONDS.timedWait(this, early);
    }
    return null;
  }

  /** Drops what is under way. */
  synchronized void end() {
    over = true;
    notifyAll();
  }
}
