package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whisper.core.identity.Identity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      assertThat(reader.lines())
          .filteredOn(line -> !line.startsWith("network "))
          .containsExactly("subscribed", "10 tons");
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

  @Test
  void aLaterProcessListsAndWithdrawsWhatWasPublished() throws Exception {
    try (WhisperProcess reader = command("subscribe", "--topic", "hay")) {
      reader.await("subscribed");
      String ten = publish("10 bales");
      String twenty = publish("20 bales");
      reader.await("20 bales");
      assertThat(withdraw(0))
          .extracting(step -> step.path("id").asText())
          .containsExactlyInAnyOrder(ten, twenty);

      List<JsonNode> withdrawn = withdraw(0, ten);
      assertThat(withdrawn).hasSize(1);
      assertThat(withdrawn.get(0).path("step").asText()).isEqualTo("withdrawn");
      assertThat(withdrawn.get(0).path("id").asText()).isEqualTo(ten);
      reader.await("withdrawn 10 bales");

      assertThat(withdraw(1, ten)).hasSize(1);
      assertThat(withdraw(0, "--all")).hasSize(1);
      reader.await("withdrawn 20 bales");
      assertThat(withdraw(0)).isEmpty();
      String[] since = {"--state", "later", "--topic", "hay", "--since", "1h"};
      try (WhisperProcess later = command("subscribe", since)) {
        later.await("subscribed");
        assertThat(later.lines())
            .contains("withdrawn " + ten, "withdrawn " + twenty)
            .doesNotContain("10 bales", "20 bales");
      }
    }
  }

  /** Publishes in a process that ends; the id of the post. */
  private static String publish(String text) throws Exception {
    String[] options = {"--state", "author", "--json", "--topic", "hay", text};
    try (WhisperProcess author = command("publish", options)) {
      List<JsonNode> steps = steps(author, 0);
      assertThat(steps.get(steps.size() - 1).path("stores").asInt()).isEqualTo(3);
      return steps.get(steps.size() - 1).path("id").asText();
    }
  }

  private static List<JsonNode> withdraw(int exitCode, String... what) throws Exception {
    List<String> options = new ArrayList<>(List.of("withdraw", "--network", "net/network.toml"));
    options.addAll(List.of("--state", "author", "--json"));
    options.addAll(List.of(what));
    try (WhisperProcess process = WhisperProcess.start(directory, options.toArray(String[]::new))) {
      return steps(process, exitCode);
    }
  }

  /** What a command printed that ended so. */
  private static List<JsonNode> steps(WhisperProcess process, int exitCode) throws Exception {
    assertThat(process.exitCode()).as("output %s", process.lines()).isEqualTo(exitCode);
    List<JsonNode> steps = new ArrayList<>();
    for (String line : process.lines()) {
      if (line.startsWith("{")) {
        steps.add(JSON.readTree(line));
      }
    }
    return steps;
  }

  @Test
  void aProvedAuthorIsShownApartFromOneThatIsOnlyNamed() throws Exception {
    Identity ann = Identity.ephemeral();
    ann.save(directory.resolve("ann.id"));
    String address = ann.address().toString();
    try (WhisperProcess author =
        command("chat", "--state", "ann-chat", "--room", "ann", "--identity", "ann.id")) {
      author.type("it is me");
      try (WhisperProcess reader =
          command(
              "subscribe",
              "--state",
              "asking",
              "--topic",
              "ann",
              "--ask-authors",
              "--since",
              "1h")) {
        assertThat(reader.await("? ")).startsWith(address + " <").endsWith("> it is me");
        assertThat(reader.await("proved = ")).startsWith(address + " <").endsWith("> it is me");
        author.type("and me again");
        assertThat(reader.await("= ")).startsWith(address + " <").endsWith("> and me again");
      }
      author.endInput();
      assertThat(author.exitCode()).as("output %s", author.lines()).isZero();
    }
    try (WhisperProcess later =
        command(
            "subscribe",
            "--json",
            "--state",
            "later",
            "--topic",
            "ann",
            "--since",
            "1h",
            "--count",
            "2")) {
      assertThat(later.exitCode()).as("output %s", later.lines()).isZero();
      JsonNode post = JSON.readTree(later.lines().get(0));
      assertThat(post.path("author").asText()).isEqualTo(address);
      assertThat(post.path("proved").asBoolean(true)).isFalse();
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
