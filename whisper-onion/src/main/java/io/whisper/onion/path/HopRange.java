package io.whisper.onion.path;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of intermediaries that a profile allows between an endpoint and the relay that it
 * wants to reach, each as likely as the others (docs/protocol.md, "Lengths and paths").
 *
 * @param least the smallest number, 0 to 3
 * @param most the greatest number, from {@code least} to 3
 */
public record HopRange(int least, int most) {
  /** The most intermediaries that a circuit can have. */
  public static final int MAX_HOPS = 3;

  private static final Pattern FORM = Pattern.compile("([0-9])(?:-([0-9]))?");

  /** Checks the bounds. */
  public HopRange {
    if (least < 0 || most > MAX_HOPS || least > most) {
      throw new IllegalArgumentException(
          "hops " + least + "-" + most + " given, expected A-B with 0 <= A <= B <= " + MAX_HOPS);
    }
  }

  /** Always this many hops. */
  public static HopRange exactly(int hops) {
    return new HopRange(hops, hops);
  }

  /** Reads {@code N} or {@code A-B}; empty when the text is neither or out of range. */
  public static Optional<HopRange> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int least = Integer.parseInt(matcher.group(1));
    int most = matcher.group(2) == null ? least : Integer.parseInt(matcher.group(2));
    return most > MAX_HOPS || least > most
        ? Optional.empty()
        : Optional.of(new HopRange(least, most));
  }

  /** Whether this number of hops is allowed. */
  public boolean contains(int hops) {
    return hops >= least && hops <= most;
  }

  /** The number of hops for one circuit. */
  public int draw(RandomGenerator random) {
    return random.nextInt(least, most + 1);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return least == most ? Integer.toString(least) : least + "-" + most;
  }
}
