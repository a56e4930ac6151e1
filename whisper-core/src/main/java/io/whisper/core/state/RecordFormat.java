package io.whisper.core.state;

import io.whisper.core.bytes.ByteWriter;
import java.nio.ByteBuffer;
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

  /** The length and the sum before a record. */
  private static final int HEAD = 8;

  /** Longer records behind damage are not searched for: that could take very long. */
  private static final int MAX_SEARCHED = 4096;

  private RecordFormat() {}

  /**
   * What is in a file.
   *
   * @param records its whole records
   * @param end where the next record goes, or -1 when the file is not of this layout
   * @param damaged how many bytes before {@code end} are no whole record and no torn end
   */
  record Contents(List<byte[]> records, int end, int damaged) {}

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
   * The whole records of {@code file}. What a crash leaves at the end is let go: a record that is
   * cut short, the last one when its sum does not hold, or zeros. Anything else that is no record
   * is damage; the records after it are found again where that is possible.
   *
   * <p>A file that ends within its mark has none; one that has another mark is not of this layout.
   */
  static Contents parse(byte[] file) {
    int marked = Math.min(file.length, MARK.length);
    if (!Arrays.equals(file, 0, marked, MARK, 0, marked)) {
      return new Contents(List.of(), -1, 0);
    }
    List<byte[]> records = new ArrayList<>();
    int at = file.length < MARK.length ? 0 : MARK.length;
    int damaged = 0;
    while (at > 0 && at < file.length) {
      int next = after(file, at);
      if (next > 0) {
        records.add(Arrays.copyOfRange(file, at + HEAD, next));
        at = next;
        continue;
      }
      int found = find(file, at);
      if (found < 0 && isTorn(file, at)) {
        break;
      }
      found = found < 0 ? file.length : found;
      damaged += found - at;
      at = found;
    }
    return new Contents(records, at, damaged);
  }

  /** Where the record ends that begins here, or -1 when no whole one does. */
  private static int after(byte[] file, int at) {
    long end = claimedEnd(file, at);
    if (end > file.length) {
      return -1;
    }
    CRC32C sum = new CRC32C();
    sum.update(file, at, 4);
    sum.update(file, at + HEAD, (int) end - at - HEAD);
    return sum.getValue() == u32(file, at + 4) ? (int) end : -1;
  }

  /** Where the record that begins here ends by its own length. */
  private static long claimedEnd(byte[] file, int at) {
    return at + HEAD > file.length ? Long.MAX_VALUE : at + HEAD + u32(file, at);
  }

  /** Where the next whole record begins behind a damaged one, or -1. */
  private static int find(byte[] file, int damaged) {
    long next = claimedEnd(file, damaged);
    if (next < file.length && after(file, (int) next) > 0) {
      return (int) next;
    }
    for (int at = damaged + 1; at <= file.length - HEAD; at++) {
      if (u32(file, at) <= MAX_SEARCHED && after(file, at) > 0) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isTorn(byte[] file, int at) {
    if (claimedEnd(file, at) >= file.length) {
      return true;
    }
    for (int i = at; i < file.length; i++) {
      if (file[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static long u32(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getInt(at) & 0xffff_ffffL;
  }

  private static long sum(byte[] record) {
    CRC32C sum = new CRC32C();
    sum.update(ByteWriter.ofSize(4).u32(record.length).toByteArray());
    sum.update(record);
    return sum.getValue();
  }
}
