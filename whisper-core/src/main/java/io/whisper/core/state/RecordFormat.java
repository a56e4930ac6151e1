package io.whisper.core.state;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The layout of state files (docs/protocol.md, 16): the mark {@code whisper1}, then records, each
 * {@code length 4 | CRC-32C 4 | bytes} with the sum over length and bytes, so that a run of zeros
 * is no record.
 */
final class RecordFormat {
  /** Names the layout and its version. */
  private static final byte[] MARK = "whisper1".getBytes(StandardCharsets.US_ASCII);

  private RecordFormat() {}

  /** The records found at the beginning of a file, and where the last of them ends. */
  record Contents(List<byte[]> records, int end) {}

  /** A file of these records. */
  static byte[] file(List<byte[]> records) {
    ByteWriter writer = ByteWriter.growing().bytes(MARK);
    for (byte[] record : records) {
      writer.bytes(frame(record));
    }
    return writer.toByteArray();
  }

  /** One record as it stands in a file. */
  static byte[] frame(byte[] record) {
    return ByteWriter.ofSize(8 + record.length)
        .u32(record.length)
        .u32(sum(record))
        .bytes(record)
        .toByteArray();
  }

  /**
   * The records of {@code file} up to the first that is not whole. A file that ends within its mark
   * has none; one that has another mark is not of this layout, and the end is -1.
   */
  static Contents parse(byte[] file) {
    int marked = Math.min(file.length, MARK.length);
    if (!Arrays.equals(file, 0, marked, MARK, 0, marked)) {
      return new Contents(List.of(), -1);
    }
    List<byte[]> records = new ArrayList<>();
    int end = 0;
    if (file.length >= MARK.length) {
      end = MARK.length;
      ByteReader reader = new ByteReader(file, end, file.length - end);
      while (reader.remaining() > 0) {
        long length = reader.u32();
        long sum = reader.u32();
        byte[] record = reader.bytes((int) Math.min(length, Integer.MAX_VALUE));
        if (reader.failed() || sum != sum(record)) {
          break;
        }
        records.add(record);
        end = file.length - reader.remaining();
      }
    }
    return new Contents(records, end);
  }

  private static long sum(byte[] record) {
    CRC32C sum = new CRC32C();
    sum.update(ByteWriter.ofSize(4).u32(record.length).toByteArray());
    sum.update(record);
    return sum.getValue();
  }
}
