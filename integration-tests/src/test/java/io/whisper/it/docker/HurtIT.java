package io.whisper.it.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whisper.it.docker.Duties.Duty;
import io.whisper.it.traffic.Ledger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network of 13 containers that is hurt while messages flow: after each hurt every number that
 * was sent has arrived exactly once, or its sender was told that it did not.
 */
final class HurtIT {
  private static final Duration SETTLING = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** How long a hurt lasts that is undone: what waited for that shows in the figures. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

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

  /** The same with what undoes it, once messages flow in spite of it, or after a minute. */
  private static Recovery hurt(String what, Runnable hurt, Runnable undo) {
    long from = System.currentTimeMillis();
    hurt.run();
    long since = System.currentTimeMillis();
    await()
        .atMost(Host.PATIENCE)
        .pollInterval(POLL)
        .until(
            () ->
                System.currentTimeMillis() >= since + LONGEST.toMillis()
                    || network.ledger().flowsSince(since));
    undo.run();
    network.awaitFlow(since);
    long to = System.currentTimeMillis();
    await().atMost(SETTLING).pollInterval(POLL).until(() -> network.ledger().open(to).isEmpty());
    Recovery recovery = Recovery.of(what, network.ledger(), from, to);
    recovery.report();
    return recovery;
  }

  private static void assertNothingLost(Recovery recovery) {
    assertThat(recovery.lost()).as("lost after %s", recovery.hurt()).isEmpty();
  }

  private static void pass(Duration duration) {
    long end = System.currentTimeMillis() + duration.toMillis();
    await().atMost(Host.PATIENCE).pollInterval(POLL).until(() -> System.currentTimeMillis() >= end);
  }

  @ParameterizedTest
  @EnumSource
  void messagesSurviveTheCrashOfARelayThatTheyNeed(Duty duty) {
    Host relay = Duties.of(network).holder(duty);
    assertNothingLost(hurt("crash of a " + duty.words(), relay::kill));
  }

  @Test
  void messagesSurviveTheCrashOfAGuardOfEitherEndAtOnce() {
    crashAtOnce(Duty.GUARD_OF_THE_SENDER, Duty.GUARD_OF_THE_RECIPIENT);
  }

  @Test
  void messagesSurviveTheCrashOfBothMeetingPointsAtOnce() {
    crashAtOnce(Duty.INTRODUCTION_POINT, Duty.RENDEZVOUS_POINT);
  }

  private static void crashAtOnce(Duty first, Duty second) {
    Duties duties = Duties.of(network);
    Host one = duties.holder(first);
    Host other = duties.holder(second);
    if (one == other) {
      other = network.relays().stream().filter(relay -> relay != one).findFirst().orElseThrow();
    }
    Host both = other;
    assertNothingLost(
        hurt(
            "crash of a " + first.words() + " and a " + second.words(),
            () -> {
              one.kill();
              both.kill();
            }));
  }

  @ParameterizedTest
  @EnumSource
  void messagesSurviveThatARelayIsFrozenThatTheyNeed(Duty duty) {
    Host relay = Duties.of(network).holder(duty);
    assertNothingLost(hurt("freeze of a " + duty.words(), relay::pause, relay::thaw));
  }

  @Test
  void messagesFlowWhileAnAuthorityIsFrozen() {
    Host authority = network.authority(1);
    assertNothingLost(hurt("freeze of an authority", authority::pause, authority::thaw));
    awaitConsensusOfAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sender", "recipient"})
  void messagesSurviveThatAnEndIsFrozenForAWhile(String end) {
    Host host = network.host(end);
    assertNothingLost(
        hurt(
            "freeze of the " + end + " for 10 s",
            () -> {
              host.pause();
              pass(Duration.ofSeconds(10));
              host.thaw();
            }));
  }

  @Test
  void messagesSurviveThatAThirdOfTheRelaysIsCutOffForAMinute() {
    List<Host> third = network.relays().subList(0, 3);
    long end = System.currentTimeMillis() + Duration.ofMinutes(1).toMillis();
    assertNothingLost(hurt("a third of the relays cut off", () -> third.forEach(Host::disconnect)));
    pass(Duration.ofMillis(Math.max(0, end - System.currentTimeMillis())));
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
    Recovery recovery =
        hurt(
            "whole network stopped and started",
            () -> {
              network.hosts().parallelStream()
                  .forEach(
                      host ->
                          assertThat(host.stop())
                              .as("exit code of %s", host.name())
                              .isEqualTo(143));
              network.hosts().parallelStream().forEach(Host::start);
            });
    // The sender was stopped as well, with what it had under way.
    assertThat(recovery.lost()).allMatch(lost -> lost.toldClosed());
  }
}
