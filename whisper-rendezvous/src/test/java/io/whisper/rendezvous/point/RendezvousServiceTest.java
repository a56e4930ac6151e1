package io.whisper.rendezvous.point;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.limit.Rate;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.FakeRelay;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RendezvousServiceTest {
  private static final RendezvousLimits LIMITS =
      new RendezvousLimits(2, new Rate(1, 4), Duration.ofMinutes(1));

  private final FakeRelay relay = new FakeRelay(new RendezvousService(LIMITS));

  @Test
  void twoThatNameOneCookieAreJoined() {
    FakeCircuit initiator = waiting(1, "a");
    FakeCircuit recipient = meet(1, "b");

    RelayMessage met = initiator.take();
    assertThat(met.command()).isEqualTo(RendezvousCommand.MET);
    assertThat(met.data()).containsExactly(9, 8, 7);
    assertStatus(recipient, 0);
    assertThat(recipient.partner()).isSameAs(initiator);
  }

  @Test
  void aCookieServesOnce() {
    waiting(1, "a");
    meet(1, "b");
    FakeCircuit second = meet(1, "c");
    assertStatus(second, 1);
    assertThat(second.spliced()).isFalse();
  }

  @Test
  void anUnknownCookieIsSaidToBeUnknown() {
    waiting(1, "a");
    assertStatus(meet(2, "b"), 1);
  }

  @Test
  void whoWaitsTooLongIsToldByTheEndOfTheCircuit() {
    FakeCircuit initiator = waiting(1, "a");
    relay.virtualTime().advance(Duration.ofSeconds(59));
    assertThat(initiator.closed()).isFalse();
    relay.virtualTime().advance(Duration.ofSeconds(1));
    assertThat(initiator.end()).isEqualTo(DestroyReason.TIMEOUT);
    assertStatus(meet(1, "b"), 1);
  }

  @Test
  void whoWasJoinedIsNotEndedByPatience() {
    FakeCircuit initiator = waiting(1, "a");
    meet(1, "b");
    relay.virtualTime().advance(Duration.ofMinutes(2));
    assertThat(initiator.closed()).isFalse();
    assertThat(relay.virtualTime().pending()).isZero();
  }

  @Test
  void anInitiatorThatLeftIsForgotten() {
    waiting(1, "a").destroy(DestroyReason.NONE);
    assertStatus(meet(1, "b"), 1);
    assertThat(relay.virtualTime().pending()).isZero();
  }

  @Test
  void thoseWaitingAreBoundedAndSoAreRequestsOfALink() {
    waiting(1, "a");
    waiting(2, "b");
    FakeCircuit third = relay.circuit("c");
    third.receive(RendezvousCommand.ESTABLISH_RENDEZVOUS, cookie(3));
    assertThat(third.end()).isEqualTo(DestroyReason.LIMIT);

    for (int i = 0; i < 4; i++) {
      assertStatus(meet(7, "greedy"), 1);
    }
    FakeCircuit fifth = relay.circuit("greedy");
    fifth.receive(RendezvousCommand.MEET, request(1));
    assertThat(fifth.end()).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void nobodyTakesACookieThatAnotherWaitsUnder() {
    FakeCircuit first = waiting(1, "a");
    FakeCircuit second = relay.circuit("b");
    second.receive(RendezvousCommand.ESTABLISH_RENDEZVOUS, cookie(1));
    assertThat(second.end()).isEqualTo(DestroyReason.LIMIT);
    meet(1, "c");
    assertThat(first.spliced()).isTrue();
  }

  @Test
  void whatIsNotExpectedEndsTheCircuit() {
    FakeCircuit shortCookie = relay.circuit("a");
    shortCookie.receive(RendezvousCommand.ESTABLISH_RENDEZVOUS, new byte[19]);
    assertThat(shortCookie.end()).isEqualTo(DestroyReason.PROTOCOL);

    FakeCircuit noReply = relay.circuit("a");
    noReply.receive(RendezvousCommand.MEET, cookie(1));
    assertThat(noReply.end()).isEqualTo(DestroyReason.PROTOCOL);

    FakeCircuit twice = waiting(1, "b");
    twice.receive(RendezvousCommand.ESTABLISH_RENDEZVOUS, cookie(2));
    assertThat(twice.end()).isEqualTo(DestroyReason.PROTOCOL);

    FakeCircuit unknown = relay.circuit("a");
    unknown.receive(63, new byte[0]);
    assertThat(unknown.end()).isEqualTo(DestroyReason.PROTOCOL);
  }

  private FakeCircuit waiting(int number, String link) {
    FakeCircuit circuit = relay.circuit(link);
    circuit.receive(RendezvousCommand.ESTABLISH_RENDEZVOUS, cookie(number));
    RelayMessage answer = circuit.take();
    assertThat(answer.command()).isEqualTo(RendezvousCommand.RENDEZVOUS_ESTABLISHED);
    return circuit;
  }

  private FakeCircuit meet(int number, String link) {
    FakeCircuit circuit = relay.circuit(link);
    circuit.receive(RendezvousCommand.MEET, request(number));
    return circuit;
  }

  private static void assertStatus(FakeCircuit recipient, int status) {
    RelayMessage answer = recipient.take();
    assertThat(answer.command()).isEqualTo(RendezvousCommand.MEET_STATUS);
    assertThat(answer.data()).containsExactly(status);
  }

  private static byte[] request(int number) {
    byte[] request = Arrays.copyOf(cookie(number), 23);
    request[20] = 9;
    request[21] = 8;
    request[22] = 7;
    return request;
  }

  private static byte[] cookie(int number) {
    byte[] cookie = new byte[20];
    cookie[0] = (byte) number;
    return cookie;
  }
}
