package io.whisper.onion.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class CellTest {

  @Test
  void layoutIsCircuitCommandBody() {
    Cell cell = Cell.of(0x80010203, CellCommand.RELAY);
    cell.array()[Cell.BODY_OFFSET] = 0x77;

    assertThat(HexFormat.of().formatHex(cell.array(), 0, 6)).isEqualTo("800102030577");
    assertThat(cell.array()).hasSize(514);
    assertThat(Cell.BODY_SIZE).isEqualTo(509);
    assertThat(Cell.PAYLOAD_SIZE).isEqualTo(493);
  }

  @Test
  void wrappedArrayIsNotCopied() {
    byte[] array = new byte[Cell.SIZE];
    Cell cell = Cell.wrap(array);
    cell.circuitId(7);
    cell.command(CellCommand.PADDING);

    assertThat(cell.array()).isSameAs(array);
    assertThat(array[3]).isEqualTo((byte) 7);
    assertThat(array[4]).isEqualTo((byte) 10);
    assertThat(cell.circuitId()).isEqualTo(7);
    assertThat(cell.command()).isEqualTo(CellCommand.PADDING);
  }

  @Test
  void arrayOfAnotherLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cell.wrap(new byte[513]))
        .withMessageContaining("514")
        .withMessageContaining("513");
  }

  @Test
  void everyCommandByteReadsAsItsCommandOrAsUnknown() {
    Cell cell = Cell.wrap(new byte[Cell.SIZE]);
    int known = 0;
    for (int code = 0; code < 256; code++) {
      cell.array()[4] = (byte) code;
      assertThat(cell.commandCode()).isEqualTo(code);
      CellCommand command = cell.command();
      if (command != null) {
        assertThat(command.code()).isEqualTo(code);
        known++;
      }
    }
    assertThat(known).isEqualTo(CellCommand.values().length).isEqualTo(10);
    assertThat(CellCommand.of(-1)).isNull();
    assertThat(CellCommand.of(256)).isNull();
  }

  @Test
  void circuitZeroBelongsToTheLink() {
    for (CellCommand command : CellCommand.values()) {
      assertThat(Cell.of(0, command).wellFormed()).as("%s", command).isEqualTo(command.ofLink());
      assertThat(Cell.of(1, command).wellFormed()).as("%s", command).isEqualTo(!command.ofLink());
    }
    byte[] unknown = new byte[Cell.SIZE];
    unknown[4] = (byte) 200;
    assertThat(Cell.wrap(unknown).wellFormed()).isTrue();
  }

  @Test
  void destroyCarriesItsReason() {
    for (DestroyReason reason : DestroyReason.values()) {
      Cell cell = reason.cell(9);
      assertThat(cell.command()).isEqualTo(CellCommand.DESTROY);
      assertThat(cell.circuitId()).isEqualTo(9);
      assertThat(DestroyReason.in(cell)).isEqualTo(reason);
      assertThat(DestroyReason.decode(reason.encode())).contains(reason);
    }
    assertThat(DestroyReason.of(77)).isEqualTo(DestroyReason.NONE);
    assertThat(DestroyReason.decode(new byte[0])).isEmpty();
    assertThat(DestroyReason.decode(new byte[2])).isEmpty();
  }

  @Test
  void textShowsNoByteOfTheBody() {
    assertThat(Cell.of(0x12345678, CellCommand.RELAY)).hasToString("Cell[RELAY]");
  }
}
