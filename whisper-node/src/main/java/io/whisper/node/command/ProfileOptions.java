package io.whisper.node.command;

import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.Profile;
import io.whisper.rendezvous.PublishOptions;
import io.whisper.rendezvous.SubscribeOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for how circuits protect who sends, publishes or subscribes. */
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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

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

  /** How to publish for this time to live; refuses one that is out of range. */
  PublishOptions publishing(Duration ttl) {
    try {
      return PublishOptions.defaults().withProfile(profile()).withTtl(ttl);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--ttl is out of range, expected 1s to 14d", e);
    }
  }

  /**
   * How to subscribe to what came since so long ago; refuses what is out of range.
   *
   * @param asking whether authors that posts name are asked
   */
  SubscribeOptions reading(Duration since, boolean asking) {
    try {
      return SubscribeOptions.defaults()
          .withProfile(profile())
          .withSince(since)
          .withAuthorsAsked(asking);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--since is out of range, expected up to 14d", e);
    }
  }
}
