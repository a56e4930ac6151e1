package io.whisper.rendezvous.kept;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import java.util.Arrays;
import java.util.function.Consumer;

/** Records of one length in one value of a state, behind a byte that says their version. */
public final class KeptRecords {
  private static final int VERSION = 1;

  private KeptRecords() {}

  /**
   * Reads what is kept, if anything is; the bytes, which may be secret, are wiped.
   *
   * @param recordSize the bytes of one record
   * @param record reads one record from where the reader stands
   * @throws StateException when they are of another version or cannot be read
   */
  public static void read(
      StateStore state, String name, int recordSize, Consumer<ByteReader> record) {
    byte[] bytes = state.read(name).orElse(new byte[] {VERSION});
    try {
      ByteReader in = new ByteReader(bytes);
      int version = in.u8();
      if (version != VERSION) {
        throw new StateException(
            "'" + name + "' is of version " + version + ", expected " + VERSION);
      }
      while (in.remaining() >= recordSize) {
        record.accept(in);
      }
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** What records are written to, one behind the other. */
  public static ByteWriter writer() {
    return ByteWriter.growing().u8(VERSION);
  }
}
