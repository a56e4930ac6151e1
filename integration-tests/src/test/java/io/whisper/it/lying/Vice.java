package io.whisper.it.lying;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.RelayMessage;
import java.time.Duration;
import java.util.List;

/** What is wrong with a relay. */
enum Vice {
  /** Nothing. */
  NONE,
  /** Every tenth message is not heard, and every tenth cell not passed on. */
  DROP,
  /** Everything is heard and passed on 10 s late. */
  DELAY,
  /** Everything is heard and passed on again, 2 s later. */
  REPLAY,
  /** A bit of everything is heard and passed on wrong. */
  FLIP;

  private static final int DROPPED = 10;
  private static final Duration LATE = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** What a service hears, and how much later. */
  record Heard(Duration after, RelayMessage message) {}

  /** What a service hears of a message, the so manieth. */
  List<Heard> of(RelayMessage message, long count) {
    Heard plain = new Heard(Duration.ZERO, message);
    return switch (this) {
      case NONE -> List.of(plain);
      case DROP -> count % DROPPED == 0 ? List.of() : List.of(plain);
      case DELAY -> List.of(new Heard(LATE, message));
      case REPLAY -> List.of(plain, new Heard(AGAIN, message));
      case FLIP -> List.of(new Heard(Duration.ZERO, flipped(message, count)));
    };
  }

  /** What is passed on, and how much later. */
  record Passed(Duration after, Cell cell) {}

  /** What is passed on of a cell, the so manieth. */
  List<Passed> of(Cell cell, long count) {
    Passed plain = new Passed(Duration.ZERO, cell);
    return switch (this) {
      case NONE -> List.of(plain);
      case DROP -> count % DROPPED == 0 ? List.of() : List.of(plain);
      case DELAY -> List.of(new Passed(LATE, copy(cell)));
      case REPLAY -> {
        Passed again = new Passed(AGAIN, copy(cell));
        yield List.of(plain, again);
      }
      case FLIP -> {
        cell.array()[Cell.BODY_OFFSET + (int) (count % Cell.BODY_SIZE)] ^=
            (byte) (1 << count % Byte.SIZE);
        yield List.of(plain);
      }
    };
  }

  private static Cell copy(Cell cell) {
    return Cell.wrap(cell.array().clone());
  }

  private static RelayMessage flipped(RelayMessage message, long count) {
    byte[] data = message.data();
    if (data.length > 0) {
      data[(int) (count % data.length)] ^= (byte) (1 << count % Byte.SIZE);
    }
    return new RelayMessage(message.command(), data);
  }
}
