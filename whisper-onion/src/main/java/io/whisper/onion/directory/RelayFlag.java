package io.whisper.onion.directory;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a relay is good for, as the consensus says. */
public enum RelayFlag {
  /** May be the first hop of circuits. */
  GUARD(1),
  /** Holds documents on the ring. */
  STORE(2),
  /** Serves as introduction point. */
  INTRODUCTION(4),
  /** Has been reachable for long, compared to the other relays. */
  STABLE(8);

  /** The flags that a relay may offer to have; STABLE is earned. */
  public static final Set<RelayFlag> OFFERABLE =
      Collections.unmodifiableSet(EnumSet.of(GUARD, STORE, INTRODUCTION));

  private final int bit;

  RelayFlag(int bit) {
    this.bit = bit;
  }

  /**
   * The bit mask of {@code flags}: bit 0 for GUARD, 1 for STORE, 2 for INTRODUCTION, 3 for STABLE.
   */
  public static int toBits(Collection<RelayFlag> flags) {
    return flags.stream().mapToInt(flag -> flag.bit).reduce(0, (a, b) -> a | b);
  }

  /** The flags of a bit mask; nothing when it has other bits. */
  public static Optional<Set<RelayFlag>> fromBits(int bits) {
    EnumSet<RelayFlag> flags = EnumSet.noneOf(RelayFlag.class);
    for (RelayFlag flag : values()) {
      if ((bits & flag.bit) != 0) {
        flags.add(flag);
      }
    }
    return toBits(flags) == bits
        ? Optional.of(Collections.unmodifiableSet(flags))
        : Optional.empty();
  }
}
