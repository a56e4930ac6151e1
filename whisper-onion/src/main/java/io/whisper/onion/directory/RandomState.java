package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The shared random values of a time period and of the one before it, and what is known in it of
 * the next one's. Immutable. See docs/protocol.md, section 8.9.
 *
 * @param period the number of the time period
 * @param value its value
 * @param previous the value of the period before
 * @param shares the authorities' shares in the next value, ascending by authority
 */
public record RandomState(long period, Bytes32 value, Bytes32 previous, List<RandomShare> shares) {
  /** Puts the shares in order; refuses two of one authority and those of other periods. */
  public RandomState {
    shares = shares.stream().sorted(RandomShare.ORDER).toList();
    for (int i = 0; i < shares.size(); i++) {
      boolean twice = i > 0 && RandomShare.ORDER.compare(shares.get(i - 1), shares.get(i)) == 0;
      if (twice || shares.get(i).period() != period) {
        throw new IllegalArgumentException("a share that is another period's, or there twice");
      }
    }
  }

  /** The state of a network that begins in period {@code number}: nothing was drawn yet. */
  public static RandomState begin(Bytes32 network, long number) {
    return new RandomState(
        number,
        SharedRandom.fixed(network, number),
        SharedRandom.fixed(network, Math.max(0, number - 1)),
        List.of());
  }

  /** Whether its value is the fixed one of a network that begins. */
  public boolean isFixed(Bytes32 network) {
    return value.equals(SharedRandom.fixed(network, period));
  }

  /** The share of {@code authority}. */
  public Optional<RandomShare> share(Bytes32 authority) {
    return shares.stream().filter(share -> share.authority().equals(authority)).findFirst();
  }

  /**
   * The state in which the later period {@code number} begins. When periods in between went by
   * without a consensus, the last value there was stands for theirs.
   */
  public RandomState at(Bytes32 network, long number) {
    if (number < period) {
      throw new IllegalArgumentException("period " + number + " is before period " + period);
    }
    if (number == period) {
      return this;
    }
    RandomState next = next(network);
    if (number > next.period) {
      next = next.skip(network, number - 1);
    }
    return number == next.period ? next : next.skip(network, number);
  }

  private RandomState next(Bytes32 network) {
    Map<Bytes32, Bytes32> reveals = new TreeMap<>();
    for (RandomShare share : shares) {
      Bytes32 reveal = share.reveal();
      if (reveal != null) {
        reveals.put(share.authority(), reveal);
      }
    }
    if (reveals.isEmpty()) {
      return skip(network, period + 1);
    }
    Bytes32 drawn = SharedRandom.drawn(network, period + 1, reveals, value);
    return new RandomState(period + 1, drawn, value, List.of());
  }

  /** What follows when nobody revealed anything. */
  private RandomState skip(Bytes32 network, long number) {
    if (number == period) {
      return this;
    }
    Bytes32 following =
        isFixed(network)
            ? SharedRandom.fixed(network, number)
            : SharedRandom.disaster(value, number);
    return new RandomState(number, following, value, List.of());
  }
}
