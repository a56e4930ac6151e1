package io.whisper.it.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whisper.it.traffic.Ledger;
import io.whisper.it.traffic.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A network of 13 containers that is hurt while messages flow: after each hurt every number that
 * was sent has arrived exactly once, or its sender was told that it did not.
 */
final class HurtIT {
  private static final Duration SETTLING = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static ContainerNetwork network;

  @BeforeAll
  static void startNetwork() {
    network = ContainerNetwork.start(NetworkTerms.standard());
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

  /** Does something, waits until messages flow that were sent after it, and gives the figures. */
  private static Recovery hurt(String what, Runnable hurt) {
    return hurt(what, hurt, () -> {});
  }

  /** The same with what undoes it, once messages flow in spite of it. */
  private static Recovery hurt(String what, Runnable hurt, Runnable undo) {
    long from = System.currentTimeMillis();
    hurt.run();
    network.awaitFlow(System.currentTimeMillis());
    undo.run();
    long to = System.currentTimeMillis();
    await().atMost(SETTLING).pollInterval(POLL).until(() -> network.ledger().open(to).isEmpty());
    Recovery recovery = Recovery.of(what, network.ledger(), from, to);
    recovery.report();
    return recovery;
  }

  /**
   * Of a session that ends in the middle of a message nobody knows whether it arrived, and its
   * sender is told so; everything else arrives.
   */
  private static void assertNothingLost(Recovery recovery) {
    assertThat(recovery.lost())
        .as("lost after %s", recovery.hurt())
        .allMatch(lost -> lost.stream() == Stream.LONG && lost.endedWith("FAILED SESSION_ENDED"));
  }

  /** A guard of either end, a middle, an introduction point, a rendezvous point or a store. */
  private static String dutiesOf(Host relay) {
    List<String> duties = new ArrayList<>();
    if (network.linked(network.sender()).contains(relay)) {
      duties.add("guard of the sender");
    }
    if (network.linked(network.recipient()).contains(relay)) {
      duties.add("guard of the recipient");
    }
    return duties.isEmpty() ? "no guard" : String.join(", ", duties);
  }

  @Test
  void messagesSurviveTheCrashOfEachRelayInTurn() {
    for (Host relay : network.relays()) {
      String duties = dutiesOf(relay);
      assertNothingLost(hurt("crash of " + relay.name() + " (" + duties + ")", relay::kill));
      relay.start();
    }
  }

  @Test
  void messagesSurviveTheCrashOfAGuardOfEitherEndAtOnce() {
    Host one = network.linked(network.sender()).get(0);
    Host other =
        network.linked(network.recipient()).stream()
            .filter(relay -> relay != one)
            .findFirst()
            .orElseGet(() -> network.relays().stream().filter(r -> r != one).findFirst().get());
    assertNothingLost(
        hurt(
            "crash of two guards at once",
            () -> {
              one.kill();
              other.kill();
            }));
  }

  @Test
  void messagesSurviveThatEachRelayIsFrozenAndThawed() {
    for (Host relay : network.relays()) {
      String duties = dutiesOf(relay);
      assertNothingLost(
          hurt("freeze of " + relay.name() + " (" + duties + ")", relay::pause, relay::thaw));
    }
  }

  @Test
  void messagesSurviveThatAThirdOfTheRelaysIsCutOffForAMinute() {
    List<Host> third = network.relays().subList(0, 3);
    long end = System.currentTimeMillis() + Duration.ofMinutes(1).toMillis();
    assertNothingLost(hurt("a third of the relays cut off", () -> third.forEach(Host::disconnect)));
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(POLL)
        .until(() -> System.currentTimeMillis() >= end);
    assertNothingLost(hurt("a third of the relays back", () -> third.forEach(Host::connect)));
  }

  @Test
  void messagesFlowWhileOneAndThenTwoAuthoritiesAreGone() {
    assertNothingLost(hurt("one authority gone", network.authority(1)::kill));
    assertNothingLost(hurt("two authorities gone", network.authority(2)::kill));
    network.authority(1).start();
    network.authority(2).start();
    awaitConsensusOfAll();
  }

  private static void awaitConsensusOfAll() {
    await()
        .atMost(Host.PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () ->
                network.status(network.relay(1)).path("consensusSignatures").asInt()
                    == ContainerNetwork.AUTHORITIES);
  }

  @Test
  void messagesSurviveThatEachRelayIsRestartedInTurn() {
    for (Host relay : network.relays()) {
      assertNothingLost(
          hurt(
              "restart of " + relay.name(),
              () -> {
                int known = relay.lines("relay known to the authorities");
                assertThat(relay.stop()).as("exit code of %s", relay.name()).isEqualTo(143);
                relay.start();
                relay.awaitLine("relay known to the authorities", known + 1);
              }));
    }
  }

  @Test
  void messagesSurviveTheDeathOfTheirRecipient() {
    assertNothingLost(
        hurt(
            "recipient killed and started again",
            () -> {
              network.recipient().kill();
              network.recipient().start();
            }));
  }

  @Test
  void messagesFlowAgainAfterTheWholeNetworkWasStoppedAndStarted() {
    hurt(
        "whole network stopped and started",
        () -> {
          network.hosts().parallelStream()
              .forEach(
                  host ->
                      assertThat(host.stop()).as("exit code of %s", host.name()).isEqualTo(143));
          network.hosts().parallelStream().forEach(Host::start);
        });
  }
}
