package io.whisper.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteWriterTest {
  @Test
  void writesBigEndian() {
    assertThat(ByteWriter.growing().u8(1).u16(0x0203).u32(0x04050607L).u64(0x08L).toByteArray())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 8);
  }

  @Test
  void valueOutsideItsFieldIsRefused() {
    ByteWriter writer = ByteWriter.growing();
    assertThatThrownBy(() -> writer.u8(256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("256 does not fit 1 bytes: 0 to 255 does");
    assertThatThrownBy(() -> writer.u16(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.u32(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    assertThat(writer.size()).isZero();
  }

  @Test
  void fixedWriterTakesExactlyItsSize() {
    ByteWriter writer = ByteWriter.ofSize(3).u16(1);
    assertThatThrownBy(writer::toByteArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("2 bytes are written where 3 belong");
    assertThatThrownBy(() -> writer.u16(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("4 bytes do not fit a writer of 3");
    assertThat(writer.u8(2).toByteArray()).containsExactly(0, 1, 2);
  }

  @Test
  void growsAsNeeded() {
    ByteWriter writer = ByteWriter.growing();
    for (int i = 0; i < 1000; i++) {
      writer.u8(i & 0xff);
    }
    assertThat(writer.toByteArray()).hasSize(1000).endsWith(1000 - 1 - 3 * 256);
  }

  @Test
  void padsWithZeros() {
    assertThat(ByteWriter.growing().u8(7).padTo(4).toByteArray()).containsExactly(7, 0, 0, 0);
    assertThatThrownBy(() -> ByteWriter.growing().zeros(5).padTo(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot pad to 4 bytes: 5 are written");
  }

  @Test
  void labelsAreAscii() {
    assertThat(ByteWriter.growing().ascii("ab").toByteArray()).containsExactly('a', 'b');
    assertThatThrownBy(() -> ByteWriter.growing().ascii("ä"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void startsFromZerosAfterWiping() {
    ByteWriter writer = ByteWriter.growing().u64(-1);
    writer.wipe();
    assertThat(writer.size()).isZero();
    assertThat(writer.zeros(8).toByteArray()).containsOnly(0);
  }
}
