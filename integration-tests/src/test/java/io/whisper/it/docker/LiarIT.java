package io.whisper.it.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whisper.it.traffic.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network in which a relay lies that messages need, a clock is late and disks are full. */
final class LiarIT {
  private static final Duration SETTLING = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Relays that can lie. */
  private static final int LIARS = 6;

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(6);
  private static final int FULL = 2;

  /** A store keeps 64 MiB of it free. */
  private static final long DISK = 256L << 20;

  private static ContainerNetwork network;

  @BeforeAll
  static void startNetwork() {
    NetworkTerms terms = NetworkTerms.standard();
    for (int i = 1; i <= LIARS; i++) {
      terms =
          terms.withProgram("relay-" + i, ContainerNetwork.kit("io.whisper.it.lying.LyingRelay"));
    }
    for (int i = ContainerNetwork.RELAYS - FULL + 1; i <= ContainerNetwork.RELAYS; i++) {
      terms = terms.withDisk("relay-" + i, DISK);
    }
    network =
        ContainerNetwork.start(
            terms.withProgram(
                "authority-3", ContainerNetwork.kit("io.whisper.it.lying.SkewedAuthority")));
  }

  @AfterAll
  static void stopNetwork() {
    if (network != null) {
      network.close();
    }
  }

  @AfterEach
  void everythingThatWasSentIsAccountedFor() {
    network.heal();
    long until = System.currentTimeMillis();
    await()
        .atMost(SETTLING)
        .pollInterval(POLL)
        .untilAsserted(() -> assertThat(network.ledger().open(until)).isEmpty());
    Ledger ledger = network.ledger();
    assertThat(ledger.duplicated()).as("duplicated").isEmpty();
    assertThat(ledger.falselyDelivered(until)).as("reported as delivered, and not").isEmpty();
    assertThat(new LogInspection(network).findings()).isEmpty();
  }

  private static void hurt(String what, Runnable hurt) {
    long from = System.currentTimeMillis();
    hurt.run();
    network.awaitFlow(System.currentTimeMillis() + LONG_ENOUGH.toMillis());
    long to = System.currentTimeMillis();
    await().atMost(SETTLING).pollInterval(POLL).until(() -> network.ledger().open(to).isEmpty());
    Recovery recovery = Recovery.of(what, network.ledger(), from, to);
    recovery.report();
    assertThat(recovery.lost()).as("lost with %s", what).isEmpty();
  }

  private static void write(Host host, String file, String text) {
    assertThat(host.run("sh", "-c", "echo " + text + " >/var/lib/whisper/" + file).getExitCode())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"drop", "delay", "replay", "flip"})
  void messagesFlowWhileAGuardLies(String vice) {
    Host liar =
        Stream.of(network.sender(), network.recipient())
            .flatMap(end -> network.linked(end).stream())
            .filter(network.relays().subList(0, LIARS)::contains)
            .findFirst()
            .orElseThrow();
    try {
      hurt("a guard that does " + vice, () -> write(liar, "vice", vice));
    } finally {
      write(liar, "vice", "none");
    }
  }

  @Test
  void messagesFlowWhileAnAuthoritysClockIsLate() {
    Host authority = network.authority(3);
    write(authority, "skew", "90");
    authority.kill();
    hurt("an authority back with a clock 90 s late", authority::start);
    write(authority, "skew", "0");
    authority.kill();
    authority.start();
    await()
        .atMost(Host.PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () ->
                network.status(network.relay(LIARS + 1)).path("consensusSignatures").asInt()
                    == ContainerNetwork.AUTHORITIES);
  }

  @Test
  void messagesFlowWhileTheDisksOfStoresAreFull() {
    List<Host> stores =
        network.relays().subList(ContainerNetwork.RELAYS - FULL, ContainerNetwork.RELAYS);
    try {
      hurt("two of eight stores with a full disk", () -> stores.forEach(LiarIT::fill));
    } finally {
      stores.forEach(
          store -> assertThat(store.run("rm", "/var/lib/whisper/filling").getExitCode()).isZero());
    }
  }

  private static void fill(Host host) {
    host.run("dd", "if=/dev/zero", "of=/var/lib/whisper/filling", "bs=64k");
    assertThat(host.run("sh", "-c", "echo more >>/var/lib/whisper/filling").getExitCode())
        .isNotZero();
  }
}
