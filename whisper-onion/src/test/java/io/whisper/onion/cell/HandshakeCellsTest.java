package io.whisper.onion.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HandshakeCellsTest {

  private static byte[] handshake(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void everyLengthRoundTrips() {
    for (int length = 1; length <= HandshakeCells.MAX_LENGTH; length++) {
      byte[] handshake = handshake(length);
      HandshakeCells in = new HandshakeCells(CellCommand.CREATED);
      List<Cell> cells = HandshakeCells.split(3, CellCommand.CREATED, handshake);
      for (Cell cell : cells) {
        assertThat(in.complete()).isFalse();
        assertThat(in.accept(cell)).isTrue();
      }
      assertThat(in.complete()).isTrue();
      assertThat(in.handshake()).isEqualTo(handshake);
    }
  }

  @Test
  void circuitHandshakesTakeThreeCellsEachWay() {
    List<Cell> there = HandshakeCells.split(3, CellCommand.CREATE, handshake(1312));
    List<Cell> back = HandshakeCells.split(3, CellCommand.CREATED, handshake(1152));

    assertThat(there)
        .extracting(Cell::command)
        .containsExactly(CellCommand.CREATE, CellCommand.CREATE_MORE, CellCommand.CREATE_MORE);
    assertThat(back)
        .extracting(Cell::command)
        .containsExactly(CellCommand.CREATED, CellCommand.CREATED_MORE, CellCommand.CREATED_MORE);
    assertThat(there).allMatch(cell -> cell.circuitId() == 3);
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HandshakeCells.split(1, CellCommand.CREATE, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HandshakeCells.split(1, CellCommand.CREATE, new byte[1501]))
        .withMessageContaining("1501");
    assertThatIllegalArgumentException().isThrownBy(() -> new HandshakeCells(CellCommand.RELAY));
    for (int length : new int[] {0, 1501, 65_535}) {
      Cell cell = Cell.of(1, CellCommand.CREATE);
      cell.array()[Cell.BODY_OFFSET] = (byte) (length >>> 8);
      cell.array()[Cell.BODY_OFFSET + 1] = (byte) length;
      assertThat(new HandshakeCells(CellCommand.CREATE).accept(cell)).isFalse();
    }
  }

  @Test
  void cellsOutOfPlaceAreRefusedForGood() {
    List<Cell> cells = HandshakeCells.split(1, CellCommand.CREATE, handshake(1312));
    HandshakeCells moreFirst = new HandshakeCells(CellCommand.CREATE);
    assertThat(moreFirst.accept(cells.get(1))).isFalse();
    assertThat(moreFirst.accept(cells.get(0))).isFalse();

    HandshakeCells twiceFirst = new HandshakeCells(CellCommand.CREATE);
    assertThat(twiceFirst.accept(cells.get(0))).isTrue();
    assertThat(twiceFirst.accept(cells.get(0))).isFalse();

    HandshakeCells tooMany = new HandshakeCells(CellCommand.CREATE);
    cells.forEach(cell -> assertThat(tooMany.accept(cell)).isTrue());
    assertThat(tooMany.accept(cells.get(2))).isFalse();
    assertThat(tooMany.complete()).isFalse();
    assertThatIllegalStateException().isThrownBy(tooMany::handshake);

    assertThat(new HandshakeCells(CellCommand.CREATED).accept(cells.get(0))).isFalse();
  }

  @Test
  void everyChangedByteIsSeenOrRefused() {
    byte[] handshake = handshake(1312);
    List<Cell> cells = HandshakeCells.split(1, CellCommand.CREATE, handshake);
    for (int which = 0; which < cells.size(); which++) {
      int changedCell = which;
      Tampering.bitFlips(cells.get(which).array())
          .skip(8L * 4)
          .forEach(
              changed -> {
                HandshakeCells in = new HandshakeCells(CellCommand.CREATE);
                boolean taken = true;
                for (int i = 0; i < cells.size(); i++) {
                  taken &= in.accept(i == changedCell ? Cell.wrap(changed) : cells.get(i));
                }
                assertThat(taken && in.complete() && Arrays.equals(in.handshake(), handshake))
                    .isFalse();
              });
    }
  }
}
