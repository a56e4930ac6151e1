package io.whisper.it.lying;

import io.whisper.onion.cell.RelayMessage;
import java.time.Duration;
import java.util.List;

/** What is wrong with a relay. */
enum Vice {
  /** Nothing. */
  NONE,
  /** Every tenth message is not heard. */
  DROP,
  /** Everything is heard 10 s late. */
  DELAY,
  /** Everything is heard again, 2 s later. */
  REPLAY,
  /** A bit of everything is heard wrong. */
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

  private static RelayMessage flipped(RelayMessage message, long count) {
    byte[] data = message.data();
    if (data.length > 0) {
      data[(int) (count % data.length)] ^= (byte) (1 << count % Byte.SIZE);
    }
    return new RelayMessage(message.command(), data);
  }
}
