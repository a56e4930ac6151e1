package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does by hand, with processes that are killed and started again. */
final class ProcessesIT {
  private static final int RELAYS = 7;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path directory;
  private static ProcessNetwork network;

  @BeforeAll
  static void startNetwork() throws Exception {
    network = ProcessNetwork.start(directory, RELAYS);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> network.status("relay-1").path("relays").asInt() == RELAYS);
  }

  @AfterAll
  static void stopNetwork() {
    if (network != null) {
      network.close();
    }
  }

  private static WhisperProcess send(String address, String text) {
    return send("sender", address, text);
  }

  private static WhisperProcess send(String state, String address, String text) {
    return network.command(
        "send",
        "--network",
        "network.toml",
        "--state",
        state,
        "--timeout",
        "120s",
        "--to",
        address,
        text);
  }

  @Test
  void messageArrivesAtTheAddressThatListenPrinted() throws Exception {
    try (WhisperProcess listen =
        network.command(
            "listen", "--network", "network.toml", "--state", "listener", "--count", "1")) {
      String address = listen.await("address ");
      try (WhisperProcess send = send(address, "by hand")) {
        assertThat(send.exitCode()).as("output %s", send.lines()).isZero();
        assertThat(send.lines()).anyMatch(line -> line.startsWith("DELIVERED after "));
      }
      assertThat(listen.exitCode()).isZero();
      assertHeard(listen, "address " + address, "by hand");
    }
  }

  @Test
  void oneSendReachesSeveralRecipients() throws Exception {
    try (WhisperProcess ann = listen("ann");
        WhisperProcess ben = listen("ben")) {
      String anns = ann.await("address ");
      String bens = ben.await("address ");
      try (WhisperProcess send =
          network.command(
              "send",
              "--network",
              "network.toml",
              "--state",
              "sender",
              "--timeout",
              "120s",
              "--to",
              anns,
              "--to",
              bens,
              "to both")) {
        assertThat(send.exitCode()).as("output %s", send.lines()).isZero();
        assertThat(send.lines())
            .filteredOn(line -> line.startsWith("DELIVERED after "))
            .hasSize(2)
            .anyMatch(line -> line.endsWith(", to " + anns))
            .anyMatch(line -> line.endsWith(", to " + bens));
      }
      assertThat(ann.exitCode()).isZero();
      assertThat(ben.exitCode()).isZero();
      assertHeard(ann, "address " + anns, "to both");
      assertHeard(ben, "address " + bens, "to both");
    }
  }

  /** What a listener printed but for how its network is, which a vote that was late may change. */
  private static void assertHeard(WhisperProcess listener, String... lines) {
    assertThat(listener.lines())
        .filteredOn(line -> !line.startsWith("network "))
        .containsExactly(lines);
  }

  private static WhisperProcess listen(String state) {
    return network.command("listen", "--network", "network.toml", "--state", state, "--count", "1");
  }

  @Test
  void messageToNobodyIsOneFailedStepWithItsReason() throws Exception {
    String nobody;
    try (WhisperProcess keygen = network.command("keygen", "--out", "nobody")) {
      nobody = keygen.await("");
    }
    try (WhisperProcess send =
        network.command(
            "send",
            "--json",
            "--network",
            "network.toml",
            "--state",
            "sender",
            "--to",
            nobody,
            "x")) {
      assertThat(send.exitCode()).isEqualTo(1);
      assertThat(send.lines())
          .filteredOn(line -> line.contains("\"ok\":false"))
          .singleElement()
          .asString()
          .contains("\"step\":\"failed\"", "no store has a presence of the recipient");
    }
  }

  @Test
  void killedProcessesTakeUpTheirPlacesAgain() throws Exception {
    Files.writeString(
        directory.resolve("endpoint-1.toml"),
        "network = \"network.toml\"\nstate = \"endpoint-1\"\n");
    String address = network.run("endpoint-1").await("address ");

    network.process("authority-1").kill();
    network.process("relay-1").kill();
    network.process("endpoint-1").kill();
    network.run("authority-1");
    network.run("relay-1").await("relay known");
    WhisperProcess endpoint = network.run("endpoint-1");

    assertThat(endpoint.await("address ")).isEqualTo(address);
    awaitWholeNetwork();
    assertDelivered("sender", address, "after the restart");
    endpoint.await("after the restart");
    endpoint.close();
  }

  @Test
  void messagesGoOnWhileAuthoritiesAreDead() throws Exception {
    try (WhisperProcess listen =
        network.command(
            "listen", "--network", "network.toml", "--state", "constant", "--count", "4")) {
      String address = listen.await("address ");
      assertDelivered("joined-before", address, "with three authorities");

      network.process("authority-1").kill();
      network.process("authority-2").kill();
      assertDelivered("joined-before", address, "with one authority");
      assertDelivered("joined-after", address, "from somebody who joined with one authority");

      network.process("authority-3").kill();
      assertDelivered("joined-after", address, "with no authority");
      assertThat(listen.exitCode()).isZero();
      assertHeard(
          listen,
          "address " + address,
          "with three authorities",
          "with one authority",
          "from somebody who joined with one authority",
          "with no authority");
    } finally {
      for (int i = 1; i <= ProcessNetwork.AUTHORITIES; i++) {
        network.process("authority-" + i).kill();
        network.run("authority-" + i);
      }
      awaitWholeNetwork();
    }
  }

  private static void assertDelivered(String state, String address, String text)
      throws InterruptedException {
    try (WhisperProcess send = send(state, address, text)) {
      assertThat(send.exitCode()).as("output %s", send.lines()).isZero();
      assertThat(send.lines()).anyMatch(line -> line.startsWith("DELIVERED after "));
    }
  }

  /** Waits for a consensus that all authorities signed and the relays that were killed are in. */
  private static void awaitWholeNetwork() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              assertThat(network.status("relay-2").path("consensusSignatures").asInt())
                  .isEqualTo(ProcessNetwork.AUTHORITIES);
              assertThat(network.status("relay-1").path("listed").asBoolean()).isTrue();
            });
  }
}
