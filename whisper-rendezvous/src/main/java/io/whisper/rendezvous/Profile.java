package io.whisper.rendezvous;

import io.whisper.onion.path.HopRange;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How much protection a sender's circuits give, and what it costs (docs/protocol.md, "Profiles").
 *
 * <p>A profile claims what its shortest length gives: see docs/threat-model.md. Immutable.
 */
public final class Profile {
  /** 0 hops: protects the content only; the relay that is reached sees where one is. */
  public static final Profile DIRECT = new Profile("DIRECT", new HopRange(0, 0));

  /** 1 to 2 hops: quick, against the other party and any single relay that guards one side. */
  public static final Profile FAST = new Profile("FAST", new HopRange(1, 2));

  /** 2 to 3 hops: the default. */
  public static final Profile BALANCED = new Profile("BALANCED", new HopRange(2, 3));

  private static final List<Profile> PRESETS = List.of(DIRECT, FAST, BALANCED);

  private final String name;
  private final HopRange hops;

  private Profile(String name, HopRange hops) {
    this.name = name;
    this.hops = hops;
  }

  /** The preset of this name in letters of either case, or nothing. */
  public static Optional<Profile> named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return PRESETS.stream().filter(preset -> preset.name.equals(upper)).findFirst();
  }

  /** The presets: what {@link #named} knows. */
  public static List<Profile> presets() {
    return PRESETS;
  }

  /** A profile of one's own, which begins as {@link #BALANCED}. */
  public static Builder builder() {
    return new Builder();
  }

  /** DIRECT, FAST, BALANCED, or "hops A-B" for one of one's own. */
  public String name() {
    return name;
  }

  /** The lengths of circuits, one of which is drawn for each. */
  public HopRange hops() {
    return hops;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Profile that && hops.equals(that.hops);
  }

  @Override
  public int hashCode() {
    return hops.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Puts a profile together. Not thread-safe. */
  public static final class Builder {
    private HopRange hops = BALANCED.hops;

    private Builder() {}

    /**
     * Sets the number of intermediaries between an endpoint and the relay that it wants to reach.
     *
     * @param least the smallest number, 0 to 3
     * @param most the greatest number, from {@code least} to 3
     * @throws IllegalArgumentException when they are out of range
     */
    public Builder hops(int least, int most) {
      hops = new HopRange(least, most);
      return this;
    }

    /** Sets the range of intermediaries. */
    public Builder hops(HopRange value) {
      hops = Objects.requireNonNull(value, "hops");
      return this;
    }

    /** The profile. */
    public Profile build() {
      return PRESETS.stream()
          .filter(preset -> preset.hops.equals(hops))
          .findFirst()
          .orElseGet(() -> new Profile("hops " + hops, hops));
    }
  }
}
