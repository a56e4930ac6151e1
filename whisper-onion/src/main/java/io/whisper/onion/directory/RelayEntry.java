package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One relay as a consensus lists it.
 *
 * @param target its keys and addresses
 * @param families the names of the families that it says it belongs to, at most {@link
 *     #MAX_FAMILIES}
 * @param flags what it is good for
 * @param weight its share of circuits relative to the other relays', 0 to {@link #MAX_WEIGHT}
 * @param ringPlace its position on the ring
 * @param ringPeriod the number of the time period whose shared random value it was drawn with
 */
public record RelayEntry(
    LinkTarget target,
    Set<String> families,
    Set<RelayFlag> flags,
    long weight,
    Bytes32 ringPlace,
    long ringPeriod) {
  /** The most families that one relay may name. */
  public static final int MAX_FAMILIES = 8;

  /** The largest weight. */
  public static final long MAX_WEIGHT = 1L << 40;

  private static final Pattern FAMILY = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

  /** Refuses what no consensus may contain. */
  public RelayEntry {
    families = Set.copyOf(families);
    flags = Set.copyOf(flags);
    if (families.size() > MAX_FAMILIES || !families.stream().allMatch(RelayEntry::isFamily)) {
      throw new IllegalArgumentException(
          "families "
              + families
              + "; accepted are at most "
              + MAX_FAMILIES
              + " names of up to 64 characters a-z, 0-9, '-' and '.'");
    }
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException("weight " + weight + "; accepted is 0 to " + MAX_WEIGHT);
    }
    if (ringPeriod < 0) {
      throw new IllegalArgumentException("ring period " + ringPeriod + " is negative");
    }
  }

  /** An entry whose ring place was drawn with the value of period 0. */
  public RelayEntry(
      LinkTarget target,
      Set<String> families,
      Set<RelayFlag> flags,
      long weight,
      Bytes32 ringPlace) {
    this(target, families, flags, weight, ringPlace, 0);
  }

  /** The Ed25519 public key that names the relay. */
  public Bytes32 identity() {
    return target.identity();
  }

  /** Whether {@code name} may name a family: up to 64 characters a-z, 0-9, '-' and '.'. */
  public static boolean isFamily(String name) {
    return FAMILY.matcher(name).matches();
  }

  /** Only the type: keys and addresses must not slip into a log. */
  @Override
  public String toString() {
    return "RelayEntry";
  }
}
