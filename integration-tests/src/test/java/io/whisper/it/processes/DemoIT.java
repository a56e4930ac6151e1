package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first of the two commands that the README names. */
final class DemoIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void demoDeliversOverEveryNumberOfHopsAndEndsByItself() throws Exception {
    List<JsonNode> steps = new ArrayList<>();
    try (WhisperProcess demo = WhisperProcess.start(directory, "demo", "--json")) {
      assertThat(demo.exitCode()).as("output %s", demo.lines()).isZero();
      for (String line : demo.lines()) {
        steps.add(JSON.readTree(line));
      }
    }

    assertThat(steps).allMatch(step -> step.path("ok").asBoolean() && step.has("ms"));
    assertThat(steps)
        .extracting(step -> step.path("step").asText())
        .containsExactly(
            "network",
            "presence",
            "message",
            "message",
            "message",
            "message",
            "session",
            "board",
            "expired",
            "offline",
            "done");
    assertThat(steps.subList(2, 6))
        .extracting(step -> step.path("hops").asInt(-1))
        .containsExactly(0, 1, 2, 3);
    assertThat(steps.subList(2, 6))
        .extracting(step -> step.path("countedHops").asInt(-1))
        .containsExactly(0, 1, 2, 3);
    assertThat(steps.get(6).path("hops").asInt(-1)).isBetween(2, 3);
    assertThat(steps.get(6).path("recipientHops").asInt(-1)).isEqualTo(3);
    assertThat(steps.get(6).path("messages").asInt()).isEqualTo(100);
    assertThat(steps.get(7).path("stores").asInt()).isEqualTo(3);
    assertThat(steps.get(9).path("stores").asInt()).isEqualTo(3);
  }
}
