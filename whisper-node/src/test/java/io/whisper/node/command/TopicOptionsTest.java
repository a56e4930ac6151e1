package io.whisper.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.envelope.Topic;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class TopicOptionsTest {
  private static final Map<String, String> SECRET = Map.of(TopicOptions.VARIABLE, "secret");

  /** A command with these options. */
  @Command
  static final class Reading {
    @Mixin private TopicOptions topic = new TopicOptions();
  }

  private static TopicOptions options(String... args) {
    Reading reading = new Reading();
    new CommandLine(reading).parseArgs(args);
    return reading.topic;
  }

  @Test
  void withoutAPasswordTheTopicIsThatOfTheName() {
    assertThat(options("--topic", "grain").topic(SECRET)).isEqualTo(Topic.ofName("grain"));
  }

  @Test
  void withOneItIsThatOfBoth() {
    assertThat(options("--room", "grain", "--password").topic(SECRET))
        .isEqualTo(Topic.ofPassword("grain\nsecret".toCharArray()));
  }

  @Test
  void aNameIsOneLine() {
    for (String bad : new String[] {"", "a\nb"}) {
      TopicOptions options = options("--topic", bad);
      assertThatThrownBy(() -> options.topic(SECRET)).isInstanceOf(ParameterException.class);
    }
  }

  @Test
  void aTopicIsChosenInOneWay() {
    for (String[] bad :
        new String[][] {
          {},
          {"--password"},
          {"--topic", "a", "--topic-key", "f"},
          {"--password", "--topic-key", "f"}
        }) {
      assertThatThrownBy(() -> options(bad)).isInstanceOf(ParameterException.class);
    }
  }
}
