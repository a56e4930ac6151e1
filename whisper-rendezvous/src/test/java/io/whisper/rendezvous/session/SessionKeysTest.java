package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.crypto.Hmac;
import io.whisper.core.testkit.ObjectGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionKeysTest {
  private static final SessionFrame FRAME = SessionFrame.ack(3);

  private final SessionKeys initiator = SessionKeys.ofInitiator(keyStream());
  private final SessionKeys recipient = SessionKeys.ofRecipient(keyStream());

  @Test
  void cellsOpenOnTheOtherSideInBothDirections() {
    for (int i = 1; i < 50; i++) {
      byte[] cell = initiator.seal(SessionFrame.ack(i));
      assertThat(cell).hasSize(509);
      assertThat(recipient.open(cell)).contains(SessionFrame.ack(i));
      assertThat(initiator.open(recipient.seal(SessionFrame.ack(i)))).contains(SessionFrame.ack(i));
    }
  }

  @Test
  void oneFlippedBitAnywhereIsRefused() {
    for (int i = 0; i < SessionKeys.CELL_SIZE; i++) {
      SessionKeys from = SessionKeys.ofInitiator(keyStream());
      SessionKeys to = SessionKeys.ofRecipient(keyStream());
      byte[] cell = from.seal(FRAME);
      cell[i] ^= 1;
      assertThat(to.open(cell)).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void aCellThatComesTwiceIsRefused() {
    byte[] cell = initiator.seal(FRAME);
    assertThat(recipient.open(cell)).isPresent();
    assertThat(recipient.open(cell)).isEmpty();
  }

  @Test
  void cellsThatChangedPlacesAreRefused() {
    initiator.seal(FRAME);
    assertThat(recipient.open(initiator.seal(FRAME))).isEmpty();
  }

  @Test
  void aCellOfOnesOwnIsRefused() {
    assertThat(initiator.open(initiator.seal(FRAME))).isEmpty();
  }

  @Test
  void sameFramesLookDifferentEveryTime() {
    assertThat(initiator.seal(FRAME)).isNotEqualTo(initiator.seal(FRAME));
  }

  @Test
  void theKeyStreamIsWipedAndItsLengthChecked() {
    byte[] keyStream = keyStream();
    SessionKeys.ofInitiator(keyStream);
    assertThat(keyStream).containsOnly(0);
    assertThatThrownBy(() -> SessionKeys.ofInitiator(new byte[111]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("112");
  }

  @Test
  void whatWasUsedIsNowhereInMemoryAnyMore() {
    byte[] first = Arrays.copyOf(keyStream(), 32);
    byte[] second = Hmac.sha256(first, new byte[] {2});
    assertThat(memory(initiator).holds(first)).isTrue();
    recipient.open(initiator.seal(FRAME));
    for (SessionKeys side : List.of(initiator, recipient)) {
      ObjectGraph memory = memory(side);
      assertThat(memory.holds(second)).isTrue();
      assertThat(memory.holds(first)).isFalse();
      assertThat(memory.holds(Hmac.sha256(first, new byte[] {1}))).isFalse();
    }
  }

  @Test
  void bothChainsAreWipedAtTheEnd() {
    List<byte[]> chains = memory(initiator).objects(byte[].class).toList();
    assertThat(chains).hasSize(2).noneSatisfy(chain -> assertThat(chain).containsOnly(0));
    initiator.close();
    assertThat(chains).allSatisfy(chain -> assertThat(chain).containsOnly(0));
    assertThat(memory(initiator).objects(byte[].class).toList()).containsExactlyElementsOf(chains);
  }

  private static ObjectGraph memory(SessionKeys keys) {
    return ObjectGraph.of(keys, each -> false);
  }

  @Test
  void cellsOfAnotherLengthAreRefused() {
    assertThat(recipient.open(new byte[508])).isEmpty();
    assertThat(recipient.open(new byte[0])).isEmpty();
  }

  static byte[] keyStream() {
    byte[] keyStream = new byte[SessionKeys.KEY_STREAM_SIZE];
    new Random(1).nextBytes(keyStream);
    return keyStream;
  }
}
