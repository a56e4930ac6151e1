package io.whisper.rendezvous.introduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.limit.Rate;
import io.whisper.core.seal.AnswerKey;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.FakeRelay;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntroductionServiceTest {
  private static final IntroductionLimits LIMITS =
      new IntroductionLimits(3, 2, new Rate(1, 3), new Rate(1, 8), 3, Duration.ofMinutes(1));

  private final FakeRelay relay = new FakeRelay(new IntroductionService(LIMITS));
  private final byte[] seed = seed(1);
  private final Bytes32 key = Bytes32.of(Ed25519.publicKey(seed));

  @Test
  void anIntroductionReachesTheRecipientAndOneAnswerTheSender() {
    FakeCircuit recipient = established(seed, "a");
    FakeCircuit sender = relay.circuit("b");
    byte[] introduction = introduction(key);
    sender.receive(IntroductionCommand.INTRODUCE, introduction);
    assertAck(sender, IntroduceStatus.ACCEPTED);

    RelayMessage introduced = recipient.take();
    assertThat(introduced.command()).isEqualTo(IntroductionCommand.INTRODUCED);
    Numbered numbered = Numbered.decode(introduced.data(), Introduction.SIZE).orElseThrow();
    assertThat(numbered.data()).isEqualTo(introduction);

    byte[] answer = new byte[AnswerKey.SEALED_SIZE];
    answer[5] = 7;
    recipient.receive(IntroductionCommand.ANSWER, new Numbered(numbered.number(), answer).encode());
    RelayMessage answered = sender.take();
    assertThat(answered.command()).isEqualTo(IntroductionCommand.ANSWERED);
    assertThat(answered.data()).isEqualTo(answer);

    recipient.receive(IntroductionCommand.ANSWER, new Numbered(numbered.number(), answer).encode());
    assertThat(sender.next()).isNull();
    assertThat(recipient.closed()).isFalse();
  }

  @Test
  void whoWaitsForAnAnswerHearsAtOnceThatTheRecipientIsGone() {
    FakeCircuit recipient = established(seed, "a");
    FakeCircuit waiting = relay.circuit("b");
    waiting.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(waiting, IntroduceStatus.ACCEPTED);
    FakeCircuit answered = relay.circuit("c");
    answered.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(answered, IntroduceStatus.ACCEPTED);
    recipient.receive(
        IntroductionCommand.ANSWER, new Numbered(1, new byte[AnswerKey.SEALED_SIZE]).encode());

    recipient.destroy(DestroyReason.NONE);
    assertThat(waiting.closed()).isTrue();
    assertThat(answered.closed()).isFalse();
  }

  @Test
  void whoWaitsForAnAnswerHearsThatTheRecipientCameAnew() {
    established(seed, "a");
    FakeCircuit waiting = relay.circuit("b");
    waiting.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(waiting, IntroduceStatus.ACCEPTED);
    established(seed, "a");
    assertThat(waiting.closed()).isTrue();
  }

  @Test
  void anAnswerAfterItsTimeIsNotPassedOn() {
    FakeCircuit recipient = established(seed, "a");
    FakeCircuit sender = relay.circuit("b");
    sender.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(sender, IntroduceStatus.ACCEPTED);
    relay.virtualTime().advance(Duration.ofMinutes(1));
    recipient.receive(
        IntroductionCommand.ANSWER, new Numbered(0, new byte[AnswerKey.SEALED_SIZE]).encode());
    assertThat(sender.next()).isNull();
    assertThat(recipient.closed()).isFalse();
  }

  @Test
  void anUnknownKeyIsSaidToBeUnknown() {
    FakeCircuit sender = relay.circuit("b");
    sender.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(sender, IntroduceStatus.UNKNOWN_KEY);
  }

  @Test
  void aRecipientThatIsGoneIsUnknown() {
    established(seed, "a").destroy(DestroyReason.NONE);
    FakeCircuit sender = relay.circuit("b");
    sender.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(sender, IntroduceStatus.UNKNOWN_KEY);
  }

  @Test
  void aMalformedIntroductionIsSaidToBe() {
    established(seed, "a");
    FakeCircuit sender = relay.circuit("b");
    sender.receive(IntroductionCommand.INTRODUCE, new byte[10]);
    assertAck(sender, IntroduceStatus.MALFORMED);
  }

  @Test
  void introductionsToOneRecipientAreLimitedAndComeBackWithTime() {
    FakeCircuit recipient = established(seed, "a");
    for (int i = 0; i < 3; i++) {
      FakeCircuit sender = relay.circuit("link " + i);
      sender.receive(IntroductionCommand.INTRODUCE, introduction(key));
      assertAck(sender, IntroduceStatus.ACCEPTED);
      answer(recipient);
    }
    FakeCircuit fourth = relay.circuit("link 4");
    fourth.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(fourth, IntroduceStatus.LIMITED);
    relay.virtualTime().advance(Duration.ofSeconds(1));
    fourth.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(fourth, IntroduceStatus.ACCEPTED);
  }

  @Test
  void oneLinkCannotUseUpWhatOthersMay() {
    established(seed, "a");
    FakeCircuit greedy = relay.circuit("greedy");
    for (int i = 0; i < 8; i++) {
      greedy.receive(IntroductionCommand.INTRODUCE, introduction(Bytes32.ZERO));
      assertAck(greedy, IntroduceStatus.UNKNOWN_KEY);
    }
    FakeCircuit anotherCircuit = relay.circuit("greedy");
    anotherCircuit.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(anotherCircuit, IntroduceStatus.LIMITED);
    FakeCircuit modest = relay.circuit("modest");
    modest.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(modest, IntroduceStatus.ACCEPTED);
  }

  @Test
  void aRecipientWithoutRoomIsNotOverrun() {
    FakeCircuit recipient = established(seed, "a");
    recipient.sendable(5);
    FakeCircuit sender = relay.circuit("b");
    sender.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(sender, IntroduceStatus.LIMITED);
    assertThat(recipient.next()).isNull();
    recipient.sendable(6);
    sender.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(sender, IntroduceStatus.ACCEPTED);
  }

  @Test
  void answersOutstandingAreBounded() {
    established(seed, "a");
    for (int i = 0; i < 3; i++) {
      FakeCircuit sender = relay.circuit("link " + i);
      sender.receive(IntroductionCommand.INTRODUCE, introduction(key));
      assertAck(sender, IntroduceStatus.ACCEPTED);
    }
    relay.virtualTime().advance(Duration.ofSeconds(59));
    FakeCircuit fourth = relay.circuit("b");
    fourth.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(fourth, IntroduceStatus.LIMITED);
    relay.virtualTime().advance(Duration.ofSeconds(1));
    fourth.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertAck(fourth, IntroduceStatus.ACCEPTED);
  }

  @Test
  void theSameKeyOnANewCircuitTakesThePlaceOfTheOld() {
    FakeCircuit former = established(seed, "a");
    FakeCircuit recipient = established(seed, "a");
    assertThat(former.end()).isEqualTo(DestroyReason.CLOSED);
    relay.circuit("b").receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertThat(recipient.next()).isNotNull();
  }

  @Test
  void aSignatureOverAnotherCircuitsBindingIsRefused() {
    FakeCircuit honest = relay.circuit("a");
    byte[] request = EstablishIntroduction.sign(seed, honest.binding()).encode();
    FakeCircuit thief = relay.circuit("c");
    thief.receive(IntroductionCommand.ESTABLISH_INTRODUCTION, request);
    relay.work();
    assertThat(thief.end()).isEqualTo(DestroyReason.PROTOCOL);
    relay.circuit("b").receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertThat(thief.next()).isNull();
  }

  @Test
  void recipientsAreBounded() {
    established(seed, "a");
    established(seed(2), "b");
    FakeCircuit leaving = established(seed(3), "c");
    assertThat(asking(seed(4), "d").end()).isEqualTo(DestroyReason.LIMIT);
    leaving.destroy(DestroyReason.NONE);
    established(seed(4), "d");
  }

  @Test
  void recipientsAreBoundedHoweverManyAreVerifiedAtATime() {
    List<FakeCircuit> asking =
        List.of(
            asking(seed(1), "a"), asking(seed(2), "b"), asking(seed(3), "c"), asking(seed(4), "d"));
    relay.work();
    assertThat(asking.subList(0, 3)).allSatisfy(circuit -> assertThat(circuit.next()).isNotNull());
    assertThat(asking.get(3).end()).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void oneLinkBringsNoMoreThanItsShare() {
    established(seed, "greedy");
    FakeCircuit leaving = established(seed(2), "greedy");
    assertThat(asking(seed(3), "greedy").end()).isEqualTo(DestroyReason.LIMIT);
    FakeCircuit modest = established(seed(3), "modest");
    assertThat(modest.closed()).isFalse();

    leaving.destroy(DestroyReason.NONE);
    modest.destroy(DestroyReason.NONE);
    established(seed(4), "greedy");
    assertThat(asking(seed(5), "greedy").end()).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void theShareOfALinkHoldsHoweverManyAreVerifiedAtATime() {
    FakeCircuit first = asking(seed(1), "greedy");
    FakeCircuit second = asking(seed(2), "greedy");
    FakeCircuit third = asking(seed(3), "greedy");
    relay.work();
    assertThat(first.next()).isNotNull();
    assertThat(second.next()).isNotNull();
    assertThat(third.end()).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void whoComesAnewFindsItsOwnPlaceWhereAllAreTaken() {
    FakeCircuit former = established(seed, "a");
    established(seed(2), "a");
    established(seed(3), "b");
    established(seed, "a");
    assertThat(former.end()).isEqualTo(DestroyReason.CLOSED);
    // It counts for the link that it came over last.
    established(seed, "c");
    established(seed, "b");
    assertThat(asking(seed(2), "b").end()).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void busyWorkersCostTheCircuitOnly() {
    relay.busy(true);
    FakeCircuit circuit = relay.circuit("a");
    circuit.receive(
        IntroductionCommand.ESTABLISH_INTRODUCTION,
        EstablishIntroduction.sign(seed, circuit.binding()).encode());
    assertThat(circuit.end()).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void whatIsNotExpectedEndsTheCircuit() {
    FakeCircuit sender = relay.circuit("a");
    sender.receive(
        IntroductionCommand.ANSWER, new Numbered(0, new byte[AnswerKey.SEALED_SIZE]).encode());
    assertThat(sender.end()).isEqualTo(DestroyReason.PROTOCOL);

    FakeCircuit recipient = established(seed, "a");
    recipient.receive(IntroductionCommand.INTRODUCE, introduction(key));
    assertThat(recipient.end()).isEqualTo(DestroyReason.PROTOCOL);

    FakeCircuit unknown = relay.circuit("a");
    unknown.receive(47, new byte[0]);
    assertThat(unknown.end()).isEqualTo(DestroyReason.PROTOCOL);

    FakeCircuit twice = established(seed(2), "b");
    twice.receive(
        IntroductionCommand.ESTABLISH_INTRODUCTION,
        EstablishIntroduction.sign(seed(2), twice.binding()).encode());
    assertThat(twice.end()).isEqualTo(DestroyReason.PROTOCOL);
  }

  private FakeCircuit asking(byte[] secret, String link) {
    FakeCircuit circuit = relay.circuit(link);
    circuit.receive(
        IntroductionCommand.ESTABLISH_INTRODUCTION,
        EstablishIntroduction.sign(secret, circuit.binding()).encode());
    return circuit;
  }

  private FakeCircuit established(byte[] secret, String link) {
    FakeCircuit circuit = asking(secret, link);
    assertThat(circuit.next()).isNull();
    relay.work();
    RelayMessage answer = circuit.take();
    assertThat(answer.command()).isEqualTo(IntroductionCommand.INTRODUCTION_ESTABLISHED);
    return circuit;
  }

  private static void answer(FakeCircuit recipient) {
    RelayMessage introduced = recipient.take();
    long number = Numbered.decode(introduced.data(), Introduction.SIZE).orElseThrow().number();
    recipient.receive(
        IntroductionCommand.ANSWER, new Numbered(number, new byte[AnswerKey.SEALED_SIZE]).encode());
  }

  private static void assertAck(FakeCircuit sender, IntroduceStatus status) {
    RelayMessage ack = sender.take();
    assertThat(ack.command()).isEqualTo(IntroductionCommand.INTRODUCE_ACK);
    assertThat(IntroduceStatus.decode(ack.data())).contains(status);
  }

  private static byte[] introduction(Bytes32 key) {
    return new Introduction(key, 0, new byte[8], new byte[Introduction.SEALED_SIZE]).encode();
  }

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return seed;
  }
}
