package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message to a recipient that is away, with the stores that hold it killed. */
final class OfflineIT {
  private static final int RELAYS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** What only a message of that size adds to a store: a late card of its recipient is short. */
  private static final long LONG = 60_000;

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

  @Test
  void aMessageOutlivesTwoOfItsThreeStoresAndIsPrintedOnceWhenItsRecipientComes() throws Exception {
    String address = visit("away");
    long[] before = sizes();
    String text = "it can wait ".repeat(5_000);
    try (WhisperProcess send = send(address, "1h", text)) {
      send.await("STORED(3)");
      List<Integer> stores = grownSince(before);
      assertThat(stores).hasSize(3);
      network.process("relay-" + stores.get(0)).kill();
      network.process("relay-" + stores.get(1)).kill();
      remove(envelopes(stores.get(1)));
      network.run("relay-" + stores.get(1)).await("relay known");

      try (WhisperProcess listen = listen("away")) {
        listen.await(text);
        send.await("DELIVERED");
        assertThat(send.exitCode()).as("output %s", send.lines()).isZero();
        assertThat(listen.lines()).filteredOn(text::equals).hasSize(1);
      }
      network.run("relay-" + stores.get(0)).await("relay known");
    }
  }

  @Test
  void aMessageThatNobodyTakesInItsTimeIsExpired() throws Exception {
    String address = visit("gone");
    try (WhisperProcess send = send(address, "5s", "too late")) {
      assertThat(send.exitCode()).as("output %s", send.lines()).isEqualTo(1);
      assertThat(send.lines()).anyMatch(line -> line.startsWith("EXPIRED: "));
      assertThat(send.lines()).noneMatch(line -> line.startsWith("DELIVERED"));
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

  private static WhisperProcess listen(String state) {
    return network.command("listen", "--network", "network.toml", "--state", state);
  }

  private static WhisperProcess send(String address, String ttl, String text) {
    return network.command(
        "send",
        "--network",
        "network.toml",
        "--state",
        "sender-" + ttl,
        "--ttl",
        ttl,
        "--timeout",
        "150s",
        "--to",
        address,
        text);
  }

  private static Path envelopes(int relay) {
    return directory.resolve("relay-" + relay).resolve("envelopes");
  }

  private static long[] sizes() {
    return IntStream.rangeClosed(1, RELAYS).mapToLong(OfflineIT::size).toArray();
  }

  private static List<Integer> grownSince(long[] before) {
    return IntStream.rangeClosed(1, RELAYS)
        .filter(relay -> size(relay) - before[relay - 1] > LONG)
        .boxed()
        .toList();
  }

  /** What a relay's store has written of data: its log is synced before it answers. */
  private static long size(int relay) {
    try (Stream<Path> files = Files.list(envelopes(relay).resolve("files"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
