package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.ObjectGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionChannelTest {
  private static final long SEED = 0xc4a2;

  private final Side alice = new Side(SessionKeys.ofInitiator(SessionKeysTest.keyStream()));
  private final Side bob = new Side(SessionKeys.ofRecipient(SessionKeysTest.keyStream()));

  @Test
  void messagesArriveOnceAndInOrderWhateverTheRoomOnTheWay() {
    Random random = new Random(SEED);
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] payload = new byte[random.nextInt(i % 10 == 0 ? 65_537 : 600)];
      random.nextBytes(payload);
      payloads.add(payload);
      assertThat(alice.channel.send(payload, 0)).hasValue(i + 1);
    }
    while (bob.messages.size() < payloads.size()) {
      alice.room(random.nextInt(8));
      bob.room(random.nextInt(3));
      exchange();
    }
    for (int i = 0; i < payloads.size(); i++) {
      assertThat(bob.messages.get(i).payload()).as("seed %d", SEED).isEqualTo(payloads.get(i));
    }
    alice.room(Integer.MAX_VALUE);
    bob.room(Integer.MAX_VALUE);
    exchange();
    assertThat(alice.acknowledged).isEqualTo(60);
    assertThat(alice.channel.quiet()).isTrue();
    assertThat(bob.channel.quiet()).isTrue();
  }

  @Test
  void aMessageOf256BytesIsOneCell() {
    alice.room(Integer.MAX_VALUE);
    alice.channel.send(new byte[256], 0);
    assertThat(alice.out).hasSize(1);
  }

  @Test
  void nothingIsAcknowledgedBeforeTheListenerHadIt() {
    bob.handAtOnce = false;
    open();
    alice.channel.send(new byte[10], 0);
    exchange();
    assertThat(bob.messages).hasSize(1);
    assertThat(bob.out).isEmpty();
    assertThat(alice.acknowledged).isZero();

    bob.channel.handed(1);
    exchange();
    assertThat(alice.acknowledged).isEqualTo(1);
  }

  @Test
  void whatIsNotAcknowledgedIsBounded() {
    bob.handAtOnce = false;
    open();
    for (int i = 0; i < 10; i++) {
      alice.channel.send(new byte[65_536], 0);
    }
    exchange();
    assertThat(bob.messages).hasSize(4);

    bob.channel.handed(2);
    exchange();
    assertThat(bob.messages).hasSize(6);
    assertThat(alice.end).isNull();
    assertThat(bob.end).isNull();
  }

  @Test
  void moreThanTheQueueHoldsIsRefusedAndLeavesTheRestInOrder() {
    int taken = 0;
    while (alice.channel.send(new byte[65_536], 0).isPresent()) {
      taken++;
    }
    assertThat(taken).isBetween(64, 68);
    open();
    exchange();
    assertThat(bob.messages).hasSize(taken);
    assertThat(alice.channel.send(new byte[1], 0)).isPresent();
  }

  @Test
  void whatIsDroppedOfTheQueueNeverLeavesAndTheRestIsAcknowledged() {
    alice.room(1);
    alice.channel.send(new byte[3_000], 0);
    alice.channel.send(new byte[3_000], 0);
    alice.channel.drop();
    alice.channel.close();
    open();
    exchange();
    assertThat(bob.messages).hasSize(1);
    assertThat(alice.acknowledged).isEqualTo(1);
    assertThat(alice.end).isEqualTo(ChannelEnd.CLOSED);
  }

  @Test
  void closingDeliversWhatWasTakenFirst() {
    open();
    bob.handAtOnce = false;
    alice.channel.send(new byte[10_000], 0);
    alice.channel.close();
    exchange();
    assertThat(alice.end).isNull();
    assertThat(alice.channel.send(new byte[1], 0)).isEmpty();

    bob.channel.handed(1);
    exchange();
    assertThat(alice.acknowledged).isEqualTo(1);
    assertThat(alice.end).isEqualTo(ChannelEnd.CLOSED);
    assertThat(bob.end).isEqualTo(ChannelEnd.CLOSED_BY_PEER);
  }

  @Test
  void aChangedCellEndsTheSessionAndDeliversNothing() {
    open();
    alice.channel.send(new byte[256], 0);
    byte[] cell = alice.out.remove();
    cell[100] ^= 4;
    bob.channel.onCell(cell);
    assertThat(bob.messages).isEmpty();
    assertThat(bob.end).isEqualTo(ChannelEnd.VIOLATION);

    alice.channel.send(new byte[256], 0);
    exchange();
    assertThat(bob.messages).isEmpty();
  }

  @Test
  void anAcknowledgementOfWhatWasNotSentEndsTheSession() {
    SessionKeys liar = SessionKeys.ofRecipient(SessionKeysTest.keyStream());
    open();
    alice.channel.send(new byte[1], 0);
    alice.channel.onCell(liar.seal(SessionFrame.ack(2)));
    assertThat(alice.end).isEqualTo(ChannelEnd.VIOLATION);
    assertThat(alice.acknowledged).isZero();
  }

  @Test
  void anAcknowledgementOfAMessageHalfSentEndsTheSession() {
    SessionKeys liar = SessionKeys.ofRecipient(SessionKeysTest.keyStream());
    alice.room(1);
    alice.channel.send(new byte[1024], 0);
    alice.channel.onCell(liar.seal(SessionFrame.ack(1)));
    assertThat(alice.end).isEqualTo(ChannelEnd.VIOLATION);
  }

  @Test
  void aSecondAcknowledgementOfTheSameMessageEndsTheSession() {
    SessionKeys liar = SessionKeys.ofRecipient(SessionKeysTest.keyStream());
    open();
    alice.channel.send(new byte[1], 0);
    alice.channel.onCell(liar.seal(SessionFrame.ack(1)));
    assertThat(alice.end).isNull();
    alice.channel.onCell(liar.seal(SessionFrame.ack(1)));
    assertThat(alice.end).isEqualTo(ChannelEnd.VIOLATION);
  }

  @Test
  void whoSendsBeyondTheBoundEndsTheSession() {
    SessionKeys flooder = SessionKeys.ofInitiator(SessionKeysTest.keyStream());
    bob.handAtOnce = false;
    for (int number = 1; number <= 5; number++) {
      MessageCells cells = new MessageCells(new SessionMessage(number, 0, new byte[65_536]));
      while (cells.hasNext()) {
        bob.channel.onCell(flooder.seal(cells.next()));
      }
    }
    assertThat(bob.messages).hasSize(4);
    assertThat(bob.end).isEqualTo(ChannelEnd.VIOLATION);
  }

  @Test
  void aLegThatBrokeLeavesNothingAcknowledged() {
    open();
    alice.channel.send(new byte[1], 0);
    alice.channel.abort(ChannelEnd.LOST);
    assertThat(alice.end).isEqualTo(ChannelEnd.LOST);
    assertThat(alice.acknowledged).isZero();
    assertThat(alice.channel.send(new byte[1], 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ChannelEnd.class)
  void howeverItEndsNoSecretStays(ChannelEnd how) {
    byte[] part = new byte[SessionFrame.DATA_SIZE];
    Arrays.fill(part, (byte) 0x5a);
    SessionKeys bobs = SessionKeys.ofRecipient(SessionKeysTest.keyStream());
    byte[] half = bobs.seal(new SessionFrame(SessionFrame.Type.DATA, 1, 1024, 0, 0, part));
    alice.channel.onCell(half);
    // One cell for which the leg has no room, and a message that waits behind it.
    alice.channel.send(new byte[1], 0);
    alice.channel.send(new byte[] {1, 2, 3}, 0);
    List<byte[]> before = memory().objects(byte[].class).toList();
    assertThat(before.stream().filter(bytes -> bytes.length == Ratchet.KEY_SIZE)).hasSize(2);
    assertThat(memory().holds(part)).isTrue();

    switch (how) {
      case CLOSED, LOST -> alice.channel.abort(how);
      case CLOSED_BY_PEER -> alice.channel.onCell(bobs.seal(SessionFrame.close()));
      case VIOLATION -> alice.channel.onCell(half);
    }
    assertThat(alice.end).isEqualTo(how);
    assertThat(before)
        .filteredOn(bytes -> bytes.length != 1 && bytes.length != 3)
        .hasSize(4)
        .allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    assertThat(memory().objects(byte[].class).filter(bytes -> bytes.length > 0))
        .allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    assertThat(memory().holds(part)).isFalse();
  }

  /** What the channel remembers; the leg and the listener are others. */
  private ObjectGraph memory() {
    return ObjectGraph.of(alice.channel, each -> each instanceof Side);
  }

  @Test
  void aPayloadOver64KiBIsRefused() {
    assertThatThrownBy(() -> alice.channel.send(new byte[65_537], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65537")
        .hasMessageContaining("65536");
  }

  private void open() {
    alice.room(Integer.MAX_VALUE);
    bob.room(Integer.MAX_VALUE);
  }

  /** Carries cells across until both sides are silent. */
  private void exchange() {
    while (!alice.out.isEmpty() || !bob.out.isEmpty()) {
      for (byte[] cell = alice.out.poll(); cell != null; cell = alice.out.poll()) {
        bob.channel.onCell(cell);
      }
      for (byte[] cell = bob.out.poll(); cell != null; cell = bob.out.poll()) {
        alice.channel.onCell(cell);
      }
    }
  }

  private static final class Side implements SessionChannel.Leg, SessionChannel.Events {
    final SessionChannel channel;
    final Queue<byte[]> out = new ArrayDeque<>();
    final List<SessionMessage> messages = new ArrayList<>();
    boolean handAtOnce = true;
    long acknowledged;
    @Nullable ChannelEnd end;
    private int room;

    Side(SessionKeys keys) {
      channel = new SessionChannel(keys, this, this);
    }

    void room(int cells) {
      room = cells;
      channel.onWindow();
    }

    @Override
    public boolean send(byte[] cell) {
      if (room == 0) {
        return false;
      }
      room--;
      out.add(cell.clone());
      return true;
    }

    @Override
    public void onMessage(SessionMessage message) {
      messages.add(message);
      if (handAtOnce) {
        channel.handed(message.number());
      }
    }

    @Override
    public void onAcknowledged(long number) {
      acknowledged = number;
    }

    @Override
    public void onEnd(ChannelEnd end) {
      this.end = end;
    }
  }
}
