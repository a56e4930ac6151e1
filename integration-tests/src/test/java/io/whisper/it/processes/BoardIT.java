package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boards from the command line, on a network that stays up. */
final class BoardIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static WhisperProcess devnet;

  @BeforeAll
  static void startNetwork() throws Exception {
    devnet = WhisperProcess.start(directory, "devnet", "--dir", "net", "--json");
    devnet.await("{\"step\":\"ready\"");
  }

  @AfterAll
  static void stopNetwork() {
    if (devnet != null) {
      devnet.close();
    }
  }

  @Test
  void whoSubscribesGetsWhatIsPublishedAndWhoComesLaterGetsItToo() throws Exception {
    try (WhisperProcess reader = command("subscribe", "--topic", "grain", "--count", "1")) {
      reader.await("subscribed");
      try (WhisperProcess author = command("publish", "--topic", "grain", "10 tons")) {
        assertThat(author.exitCode()).as("output %s", author.lines()).isZero();
        assertThat(author.lines()).anyMatch(line -> line.startsWith("STORED(3) after "));
      }
      assertThat(reader.exitCode()).isZero();
      assertThat(reader.lines()).containsExactly("subscribed", "10 tons");
    }
    try (WhisperProcess later =
        command("subscribe", "--json", "--topic", "grain", "--since", "1h", "--count", "1")) {
      assertThat(later.exitCode()).as("output %s", later.lines()).isZero();
      JsonNode post = JSON.readTree(later.lines().get(0));
      assertThat(post.path("step").asText()).isEqualTo("post");
      assertThat(post.path("text").asText()).isEqualTo("10 tons");
      assertThat(post.path("id").asText()).hasSize(64);
    }
  }

  @Test
  void aRoomShowsWhatIsUnreadAndSaysWhatIsTyped() throws Exception {
    try (WhisperProcess ann = command("chat", "--state", "ann", "--room", "tea", "--name", "ann")) {
      ann.type("hello");
      ann.endInput();
      assertThat(ann.exitCode()).as("output %s", ann.lines()).isZero();
    }
    try (WhisperProcess bob = command("chat", "--state", "bob", "--room", "tea", "--name", "bob")) {
      assertThat(bob.await("--- ")).isEqualTo("1 unread ---");
      bob.type("hi ann");
      bob.endInput();
      assertThat(bob.exitCode()).as("output %s", bob.lines()).isZero();
      assertThat(bob.lines()).anyMatch(line -> line.endsWith(" <ann> hello"));
    }
  }

  private static WhisperProcess command(String name, String... options) {
    String[] command = new String[options.length + 5];
    command[0] = name;
    command[1] = "--network";
    command[2] = Path.of("net", "network.toml").toString();
    command[3] = "--hops";
    command[4] = "1";
    System.arraycopy(options, 0, command, 5, options.length);
    return WhisperProcess.start(directory, command);
  }
}
