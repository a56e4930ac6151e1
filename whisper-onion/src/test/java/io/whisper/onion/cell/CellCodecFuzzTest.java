package io.whisper.onion.cell;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/** Fuzz targets of the codecs behind the onion layer; the build runs them over their seeds. */
final class CellCodecFuzzTest {

  /** Whatever payloads come, the reader answers, stays bounded, and reads what it would write. */
  @FuzzTest(maxDuration = "20s")
  void relayMessageReader(byte[] payloads) {
    RelayMessageReader reader = new RelayMessageReader();
    for (int at = 0; at < payloads.length; at += Cell.PAYLOAD_SIZE) {
      byte[] payload = Arrays.copyOfRange(payloads, at, at + Cell.PAYLOAD_SIZE);
      boolean whole = !reader.partial() && !reader.failed();
      RelayMessage message = reader.read(payload, 0);
      if (message != null && whole) {
        byte[] again = new byte[Cell.PAYLOAD_SIZE];
        new RelayMessageWriter(message).next(again, 0);
        assertThat(again).isEqualTo(payload);
      }
    }
  }

  /** Whatever data come, an EXTEND that is read is written back as it came. */
  @FuzzTest(maxDuration = "20s")
  void extend(byte[] data) {
    Extend.decode(data).ifPresent(extend -> assertThat(extend.encode()).isEqualTo(data));
    Extended.decode(data).ifPresent(extended -> assertThat(extended.encode()).isEqualTo(data));
  }

  /** Whatever cell comes, the cells of the link are read or refused without an exception. */
  @FuzzTest(maxDuration = "20s")
  void cell(byte[] bytes) {
    Cell cell = Cell.wrap(Arrays.copyOf(bytes, Cell.SIZE));
    Versions.in(cell)
        .ifPresent(
            versions -> {
              byte[] again = versions.cell().array();
              assertThat(body(again)).isEqualTo(body(cell.array()));
            });
    NetInfo.in(cell)
        .ifPresent(info -> assertThat(body(info.cell().array())).isEqualTo(body(cell.array())));
    for (CellCommand first : List.of(CellCommand.CREATE, CellCommand.CREATED)) {
      assertThat(new HandshakeCells(first).accept(cell)).isIn(true, false);
    }
    assertThat(DestroyReason.in(cell)).isNotNull();
  }

  private static byte[] body(byte[] cell) {
    return Arrays.copyOfRange(cell, Cell.BODY_OFFSET, Cell.SIZE);
  }
}
