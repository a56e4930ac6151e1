package io.whisper.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.envelope.Topic;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

final class TopicPasswordTest {
  private static final Map<String, String> SECRET = Map.of(TopicPassword.VARIABLE, "secret");

  private static TopicPassword options(String... args) {
    TopicPassword options = new TopicPassword();
    new CommandLine(CommandSpec.create().addMixin("p", CommandSpec.forAnnotatedObject(options)))
        .parseArgs(args);
    return options;
  }

  @Test
  void withoutAPasswordTheTopicIsThatOfTheName() {
    Topic topic = options().topic("grain", CommandSpec.create(), SECRET);
    assertThat(topic).isEqualTo(Topic.ofName("grain"));
  }

  @Test
  void withOneItIsThatOfBoth() {
    Topic topic = options("--password").topic("grain", CommandSpec.create(), SECRET);
    assertThat(topic).isEqualTo(Topic.ofPassword("grain\nsecret".toCharArray()));
  }

  @Test
  void aNameIsOneLine() {
    for (String bad : new String[] {"", "a\nb"}) {
      assertThatThrownBy(() -> options().topic(bad, spec(), SECRET))
          .isInstanceOf(ParameterException.class);
    }
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create();
    return new CommandLine(spec).getCommandSpec();
  }
}
