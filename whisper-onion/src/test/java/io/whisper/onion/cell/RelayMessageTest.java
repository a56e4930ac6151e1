package io.whisper.onion.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RelayMessageTest {

  private static final int BIG = RelayCommand.DIRECTORY_FIRST;

  private static RelayMessage message(int command, int length) {
    byte[] data = new byte[length];
    new SplittableRandom(length).nextBytes(data);
    return new RelayMessage(command, data);
  }

  @Test
  void everyLengthAroundTheEdgesRoundTrips() {
    for (int cells = 0; cells < 12; cells++) {
      for (int near = -3; near <= 3; near++) {
        int length = RelayMessage.FIRST_LENGTH + cells * Cell.PAYLOAD_SIZE + near;
        roundTrip(message(BIG, length));
      }
    }
    for (int length : new int[] {0, 1, 2, 65_534, 65_535}) {
      roundTrip(message(BIG, length));
    }
  }

  private static void roundTrip(RelayMessage message) {
    RelayMessageReader reader = new RelayMessageReader();
    List<Cell> cells = RelayMessageWriter.cells(5, CellCommand.RELAY, message);
    assertThat(cells).hasSize(message.cells());
    RelayMessage read = null;
    for (Cell cell : cells) {
      assertThat(read).isNull();
      read = reader.read(cell);
      assertThat(reader.partial()).isEqualTo(read == null);
    }
    assertThat(read).isEqualTo(message);
    assertThat(reader.failed()).isFalse();
  }

  @Test
  void circuitExtensionsFitThreeCells() {
    assertThat(RelayMessage.cells(32 + 1 + 2 + 1312)).isEqualTo(3);
    assertThat(RelayMessage.cells(2 + 1152)).isEqualTo(3);
    assertThat(RelayMessage.cells(0)).isEqualTo(1);
    assertThat(RelayMessage.cells(490)).isEqualTo(1);
    assertThat(RelayMessage.cells(491)).isEqualTo(2);
    assertThat(RelayMessage.cells(983)).isEqualTo(2);
    assertThat(RelayMessage.cells(984)).isEqualTo(3);
  }

  @Test
  void writerTouchesThePayloadOnly() {
    Cell cell = Cell.of(5, CellCommand.RELAY);
    Arrays.fill(cell.array(), (byte) 0x5a);
    RelayMessageWriter writer = new RelayMessageWriter(message(BIG, 3));
    writer.next(cell);

    for (int i = 0; i < Cell.PAYLOAD_OFFSET; i++) {
      assertThat(cell.array()[i]).isEqualTo((byte) 0x5a);
    }
    assertThat(cell.array()[Cell.PAYLOAD_OFFSET]).isEqualTo((byte) BIG);
    assertThat(cell.array()[Cell.SIZE - 1]).isZero();
    assertThat(writer.hasNext()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> writer.next(cell));
  }

  @Test
  void messagesFollowEachOtherThroughOneReader() {
    RelayMessageReader reader = new RelayMessageReader();
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 200; i++) {
      RelayMessage message = message(1 + random.nextInt(255), random.nextInt(3000));
      RelayMessage read = null;
      for (Cell cell : RelayMessageWriter.cells(1, CellCommand.RELAY, message)) {
        read = reader.read(cell);
      }
      assertThat(read).isEqualTo(message);
    }
  }

  @Test
  void messageOverItsLimitIsRefusedAtItsFirstCell() {
    for (int command : new int[] {RelayCommand.EXTEND, RelayCommand.INTRODUCTION_FIRST, 255}) {
      RelayMessageReader reader = new RelayMessageReader();
      List<Cell> cells = RelayMessageWriter.cells(1, CellCommand.RELAY, message(command, 4097));
      assertThat(reader.read(cells.get(0))).isNull();
      assertThat(reader.failed()).isTrue();
      roundTrip(message(command, 4096));
    }
  }

  @Test
  void commandZeroAndDirtAfterTheEndAreRefusedForGood() {
    Cell zero = Cell.of(1, CellCommand.RELAY);
    RelayMessageReader reader = new RelayMessageReader();
    assertThat(reader.read(zero)).isNull();
    assertThat(reader.failed()).isTrue();

    Cell good = RelayMessageWriter.cells(1, CellCommand.RELAY, message(BIG, 480)).get(0);
    assertThat(reader.read(good)).isNull();

    good.array()[Cell.SIZE - 1] = 1;
    RelayMessageReader fresh = new RelayMessageReader();
    assertThat(fresh.read(good)).isNull();
    assertThat(fresh.failed()).isTrue();
  }

  @Test
  void everyChangedByteIsSeenOrRefused() {
    RelayMessage message = message(BIG, 600);
    List<Cell> cells = RelayMessageWriter.cells(1, CellCommand.RELAY, message);
    for (int which = 0; which < cells.size(); which++) {
      int changedCell = which;
      Tampering.bitFlips(cells.get(which).array())
          .skip(8L * Cell.PAYLOAD_OFFSET)
          .forEach(
              changed -> {
                RelayMessageReader reader = new RelayMessageReader();
                for (int i = 0; i < cells.size(); i++) {
                  RelayMessage read =
                      reader.read(i == changedCell ? Cell.wrap(changed) : cells.get(i));
                  assertThat(read).isNotEqualTo(message);
                }
              });
    }
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RelayMessage(0, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RelayMessage(256, new byte[0]))
        .withMessageContaining("256");
    assertThatIllegalArgumentException().isThrownBy(() -> new RelayMessage(1, new byte[65_536]));
  }

  @Test
  void dataIsCopiedInAndOutAndNotShown() {
    byte[] data = {1, 2, 3};
    RelayMessage message = new RelayMessage(9, data);
    data[0] = 9;
    message.data()[1] = 9;

    assertThat(message.data()).containsExactly(1, 2, 3);
    assertThat(message).hasToString("RelayMessage[9, 3 bytes]");
    assertThat(message).hasSameHashCodeAs(new RelayMessage(9, new byte[] {1, 2, 3}));
  }
}
