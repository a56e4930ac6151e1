package io.whisper.node.command;

import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.Profile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options for how circuits protect who writes or reads a topic. */
final class ProfileOptions {
  /** One or the other. */
  static final class Choice {
    @Option(
        names = "--profile",
        converter = ProfileConverter.class,
        paramLabel = "P",
        description = "direct, fast or balanced (default: balanced).")
    private @Nullable Profile profile;

    @Option(
        names = "--hops",
        converter = HopRangeConverter.class,
        paramLabel = "A-B",
        description = "Intermediaries: a number from 0 to 3, or a range of them.")
    private @Nullable HopRange hops;
  }

  @ArgGroup private Choice choice = new Choice();

  /** The profile that is asked for. */
  Profile profile() {
    HopRange hops = choice.hops;
    if (hops != null) {
      return Profile.builder().hops(hops).build();
    }
    Profile profile = choice.profile;
    return profile == null ? Profile.BALANCED : profile;
  }
}
