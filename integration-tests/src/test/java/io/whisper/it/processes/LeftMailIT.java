package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that wait while the process of their sender or of their recipient ends. */
final class LeftMailIT {
  /** Long enough to be stored on a machine that has much to do. */
  private static final Duration BRIEF = Duration.ofSeconds(40);

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
  void whatExpiredWhileItsSenderWasKilledIsPrintedOnce() throws Exception {
    String address = visit("never-back");
    Instant over;
    try (WhisperProcess send = send("brief", address, "40s", "too late")) {
      send.await("STORED(");
      send.kill();
      over = Instant.now().plus(BRIEF);
      assertThat(send.lines()).noneMatch(line -> line.startsWith("EXPIRED"));
    }
    await().atMost(Duration.ofMinutes(2)).until(() -> Instant.now().isAfter(over));

    try (WhisperProcess pending = pending("brief")) {
      assertThat(pending.exitCode()).as("output %s", pending.lines()).isEqualTo(1);
      assertThat(ends(pending)).singleElement().asString().startsWith("EXPIRED: ");
      assertThat(ends(pending).get(0)).endsWith(", to " + address);
    }
    nothingIsLeft("brief");
  }

  @Test
  void whatWasDeliveredWhileItsSenderWasOffIsPrintedOnce() throws Exception {
    String address = visit("back");
    try (WhisperProcess send = send("patient", address, "1h", "--wait", "stored", "in time")) {
      assertThat(send.exitCode()).as("output %s", send.lines()).isZero();
    }
    try (WhisperProcess listen = listen("back")) {
      listen.await("in time");
      try (WhisperProcess pending = pending("patient")) {
        assertThat(pending.exitCode()).as("output %s", pending.lines()).isZero();
        assertThat(ends(pending)).singleElement().asString().startsWith("DELIVERED after ");
        assertThat(ends(pending).get(0)).endsWith(", to " + address);
      }
      nothingIsLeft("patient");
      assertThat(listen.lines()).filteredOn("in time"::equals).hasSize(1);
    }
  }

  /**
   * A message counts as taken before it is printed: who is killed in between has it, as its sender
   * is told, and prints it at no later start.
   */
  @Test
  void aListenerThatIsKilledBeforeItPrintedAMessagePrintsItNeverAgain() throws Exception {
    String address = visit("killed");
    // Printed as six characters each, which no pipe holds while nobody reads.
    String unprintable = "\u0001".repeat(60_000);
    String printed = "\\u0001".repeat(60_000);
    try (WhisperProcess send = send("asker", address, "1h", "-")) {
      send.type(unprintable);
      send.endInput();
      send.await("STORED(3)");
      try (WhisperProcess unread = unread("killed")) {
        send.await("DELIVERED");
        unread.kill();
        assertThat(unread.lines()).noneMatch(line -> line.contains(printed));
      }
      assertThat(send.exitCode()).isZero();
    }
    try (WhisperProcess send = send("asker", address, "1h", "beside it")) {
      send.await("STORED(3)");
      try (WhisperProcess listen = listen("killed")) {
        listen.await("beside it");
        send.await("DELIVERED");
        assertThat(listen.lines()).noneMatch(line -> line.contains("\\u0001"));
      }
    }
  }

  /** The address of a recipient that was there and left. */
  private static String visit(String state) throws InterruptedException {
    try (WhisperProcess listen = listen(state)) {
      String address = listen.await("address ");
      listen.kill();
      return address;
    }
  }

  private static void nothingIsLeft(String state) throws InterruptedException {
    try (WhisperProcess pending = pending(state)) {
      assertThat(pending.exitCode()).as("output %s", pending.lines()).isZero();
      assertThat(pending.lines()).noneMatch(line -> line.contains(", to "));
    }
  }

  /** What became of messages at last. */
  private static List<String> ends(WhisperProcess pending) {
    return pending.lines().stream()
        .filter(line -> line.contains(", to ") && !line.startsWith("STORED("))
        .toList();
  }

  private static WhisperProcess listen(String state) {
    return WhisperProcess.start(directory, command("listen", state));
  }

  private static WhisperProcess unread(String state) {
    return WhisperProcess.startUnread(directory, command("listen", state));
  }

  private static WhisperProcess pending(String state) {
    return WhisperProcess.start(directory, command("pending", state, "--timeout", "150s"));
  }

  private static WhisperProcess send(String state, String address, String ttl, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--hops", "1", "--timeout", "150s", "--ttl", ttl, "--to", address));
    options.addAll(List.of(more));
    return WhisperProcess.start(directory, command("send", state, options.toArray(String[]::new)));
  }

  private static String[] command(String name, String state, String... options) {
    List<String> command = new ArrayList<>();
    command.add(name);
    command.addAll(List.of("--network", Path.of("net", "network.toml").toString()));
    command.addAll(List.of("--state", state));
    command.addAll(List.of(options));
    return command.toArray(String[]::new);
  }
}
