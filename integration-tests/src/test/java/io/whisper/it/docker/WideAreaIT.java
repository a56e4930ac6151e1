package io.whisper.it.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whisper.it.traffic.Ledger;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same network with every relay behind a link shaper, as if they were far apart. */
final class WideAreaIT {
  private static final Duration SETTLING = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int SAMPLE_SECONDS = 8;
  private static final int FIRST_PORT = 10_001;

  private static ContainerNetwork network;

  @BeforeAll
  static void startNetwork() {
    network = ContainerNetwork.start(NetworkTerms.standard().withShaper());
  }

  @AfterAll
  static void stopNetwork() {
    if (network != null) {
      network.close();
    }
  }

  private static void shaper(String command) {
    Host shaper = network.host("shaper");
    int before = shaper.lines("shaper did " + command);
    assertThat(shaper.run("sh", "-c", "echo " + command + " >/tmp/commands").getExitCode())
        .isZero();
    shaper.awaitLine("shaper did " + command, before + 1);
  }

  /** What becomes of the messages of a while. */
  private static Recovery sample(String what) {
    long from = System.currentTimeMillis();
    network.awaitFlow(from + Duration.ofSeconds(SAMPLE_SECONDS).toMillis());
    long to = System.currentTimeMillis();
    await().atMost(SETTLING).pollInterval(POLL).until(() -> network.ledger().open(to).isEmpty());
    Recovery recovery = Recovery.of(what, network.ledger(), from, to);
    recovery.report();
    Ledger ledger = network.ledger();
    assertThat(ledger.duplicated()).as("duplicated").isEmpty();
    assertThat(ledger.falselyDelivered(to)).as("reported as delivered, and not").isEmpty();
    return recovery;
  }

  @Test
  void messagesFlowOverSlowShakyAndCutLinks() {
    shaper("shape all 50 10 0");
    Recovery slow = sample("50 to 60 ms each way to every relay");
    // Five links at least, of which four are shaped each way; no upper bound: machines differ.
    assertThat(slow.median()).isGreaterThan(4 * 50);
    shaper("shape all 50 10 65536");
    sample("the same with 64 KiB a second");
    shaper("shape all 50 10 0");
    shaper("cut " + FIRST_PORT);
    sample("the way to relay-1 cut");
    assertThat(new LogInspection(network).findings()).isEmpty();
  }
}
