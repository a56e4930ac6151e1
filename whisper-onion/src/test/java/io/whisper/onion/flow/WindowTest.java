package io.whisper.onion.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static byte[] tag(int number) {
    return ByteBuffer.allocate(SendWindow.TAG_LENGTH).putInt(12, number).array();
  }

  private static void send(SendWindow window, int first, int count) {
    for (int i = 0; i < count; i++) {
      window.sent(tag(first + i), 0);
    }
  }

  @Test
  void aWindowLets256CellsOutAndNoMore() {
    SendWindow window = new SendWindow();
    send(window, 0, 256);

    assertThat(window.available()).isZero();
    assertThatThrownBy(() -> window.sent(tag(256), 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void creditForEvery32ndCellOpensTheWindowBy32() {
    SendWindow window = new SendWindow();
    send(window, 0, 256);

    for (int step = 1; step <= 8; step++) {
      assertThat(window.credited(tag(32 * step - 1))).isTrue();
      assertThat(window.available()).isEqualTo(32 * step);
    }
  }

  @Test
  void creditForAnotherCellIsRefused() {
    SendWindow window = new SendWindow();
    send(window, 0, 64);

    assertThat(window.credited(tag(30))).isFalse();
    assertThat(window.credited(tag(63))).as("out of order").isFalse();
    assertThat(window.credited(new byte[0])).isFalse();
    assertThat(window.credited(new byte[17])).isFalse();
    assertThat(window.available()).isEqualTo(256 - 64);
  }

  @Test
  void creditThatIsNotDueIsRefused() {
    SendWindow window = new SendWindow();
    assertThat(window.credited(tag(0))).isFalse();
    send(window, 0, 32);
    assertThat(window.credited(tag(31))).isTrue();
    assertThat(window.credited(tag(31))).as("a second time").isFalse();
  }

  @Test
  void tagIsReadAtItsOffset() {
    SendWindow window = new SendWindow();
    byte[] cell = new byte[514];
    cell[5 + 15] = 7;
    for (int i = 0; i < 32; i++) {
      window.sent(cell, 5);
    }
    assertThat(window.credited(tag(7))).isTrue();
  }

  @Test
  void senderWithoutCreditIsFoundOut() {
    ReceiveWindow window = new ReceiveWindow();
    for (int i = 0; i < 256; i++) {
      assertThat(window.arrived()).isTrue();
    }
    assertThat(window.arrived()).isFalse();
  }

  @Test
  void cellsThatAreNotTakenBringNoCredit() {
    ReceiveWindow window = new ReceiveWindow();
    for (int i = 0; i < 256; i++) {
      window.arrived();
    }
    for (int i = 1; i <= 31; i++) {
      assertThat(window.taken()).isFalse();
    }
    assertThat(window.arrived()).isFalse();
    assertThat(window.taken()).isTrue();
    assertThat(window.arrived()).isTrue();
  }

  @Test
  void bothEndsAgreeWhateverTheOrderOfSendingAndTaking() {
    long seed = 20261122;
    Random random = new Random(seed);
    SendWindow sender = new SendWindow();
    ReceiveWindow receiver = new ReceiveWindow();
    ArrayDeque<Integer> underWay = new ArrayDeque<>();
    int sent = 0;
    for (int step = 0; step < 100_000; step++) {
      if (random.nextBoolean() && sender.available() > 0) {
        sender.sent(tag(sent), 0);
        underWay.add(sent++);
        assertThat(receiver.arrived()).as("seed %d, step %d", seed, step).isTrue();
      } else if (!underWay.isEmpty()) {
        int taken = underWay.remove();
        if (receiver.taken()) {
          assertThat(sender.credited(tag(taken))).as("seed %d, step %d", seed, step).isTrue();
        }
      }
      assertThat(underWay.size()).isLessThanOrEqualTo(SendWindow.SIZE);
    }
    assertThat(sent).isGreaterThan(10_000);
  }
}
