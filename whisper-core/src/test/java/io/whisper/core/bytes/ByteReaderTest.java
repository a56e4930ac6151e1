package io.whisper.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.Tampering;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
  @Test
  void readsWhatTheWriterWrote() {
    Property.holds(
        50,
        random -> {
          int u8 = random.nextInt(1 << 8);
          int u16 = random.nextInt(1 << 16);
          long u32 = random.nextLong(1L << 32);
          long u64 = random.nextLong();
          byte[] bytes = random.bytes(random.nextInt(20));
          Bytes32 value = Bytes32.of(random.bytes(32));
          ByteWriter writer =
              ByteWriter.growing().u8(u8).u16(u16).u32(u32).u64(u64).bytes(bytes).zeros(3);
          value.writeTo(writer);
          byte[] written = writer.bytes(bytes).toByteArray();

          ByteReader reader = new ByteReader(written);
          assertThat(reader.u8()).isEqualTo(u8);
          assertThat(reader.u16()).isEqualTo(u16);
          assertThat(reader.u32()).isEqualTo(u32);
          assertThat(reader.u64()).isEqualTo(u64);
          assertThat(reader.bytes(bytes.length)).isEqualTo(bytes);
          reader.zeros(3);
          assertThat(reader.bytes32()).isEqualTo(value);
          assertThat(reader.rest()).isEqualTo(bytes);
          assertThat(reader.done()).isTrue();

          assertThat(Tampering.truncations(written))
              .allSatisfy(shorter -> assertThat(parse(shorter, bytes.length)).isFalse());
        });
  }

  private static boolean parse(byte[] input, int length) {
    ByteReader reader = new ByteReader(input);
    reader.u8();
    reader.u16();
    reader.u32();
    reader.u64();
    reader.bytes(length);
    reader.zeros(3);
    reader.bytes32();
    reader.bytes(length);
    return reader.done();
  }

  @Test
  void failsForGoodOnceItReadPastTheEnd() {
    ByteReader reader = new ByteReader(new byte[] {1, 2, 3});
    assertThat(reader.u32()).isZero();
    assertThat(reader.failed()).isTrue();
    assertThat(reader.remaining()).isZero();
    assertThat(reader.u8()).isZero();
    assertThat(reader.bytes(2)).containsExactly(0, 0);
    assertThat(reader.bytes32()).isEqualTo(Bytes32.ZERO);
    assertThat(reader.rest()).isEmpty();
    assertThat(reader.done()).isFalse();
  }

  @Test
  void lyingLengthCostsNoMemory() {
    for (int n : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_536}) {
      ByteReader reader = new ByteReader(new byte[10]);
      assertThat(reader.bytes(n)).isEmpty();
      assertThat(reader.failed()).isTrue();
    }
  }

  @Test
  void somethingLeftIsNotDone() {
    ByteReader reader = new ByteReader(new byte[2]);
    reader.u8();
    assertThat(reader.failed()).isFalse();
    assertThat(reader.done()).isFalse();
  }

  @Test
  void paddingThatIsNotZeroFails() {
    ByteReader reader = new ByteReader(new byte[] {0, 0, 1, 0});
    reader.zeros(2);
    assertThat(reader.failed()).isFalse();
    reader.zeros(2);
    assertThat(reader.failed()).isTrue();
  }

  @Test
  void readsOnlyItsRange() {
    ByteReader reader = new ByteReader(new byte[] {1, 2, 3, 4}, 1, 2);
    assertThat(reader.u16()).isEqualTo(0x0203);
    assertThat(reader.done()).isTrue();
    assertThatThrownBy(() -> new ByteReader(new byte[4], 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("range 3+2 is outside an array of 4 bytes");
  }
}
