package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lies at a tag and what was withdrawn from it, in the order of ids (docs/protocol.md,
 * "Stores").
 *
 * <pre>more u8 | count u16 | count times (kind u8 (0 envelope, 1 mark) | id 32 | expires u64)</pre>
 *
 * @param entries at most {@link #MAX_ENTRIES}
 * @param more whether there are further ones after the last of these
 */
public record Listed(List<Entry> entries, boolean more) {
  /** The most entries of one message. */
  public static final int MAX_ENTRIES = 400;

  private static final int ENVELOPE = 0;
  private static final int WITHDRAWN = 1;

  /**
   * One envelope, or the mark of one that was withdrawn.
   *
   * @param id the digest of the envelope
   * @param expires in seconds since 1970
   * @param withdrawn whether only its mark is there, which the store gives in its place
   */
  public record Entry(Bytes32 id, long expires, boolean withdrawn) {
    /** An envelope. */
    public Entry(Bytes32 id, long expires) {
      this(id, expires, false);
    }
  }

  /** Copies and checks the number. */
  public Listed {
    entries = List.copyOf(entries);
    if (entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          entries.size() + " entries, expected at most " + MAX_ENTRIES);
    }
  }

  /** The message. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.growing().u8(more ? 1 : 0).u16(entries.size());
    entries.forEach(
        entry ->
            out.u8(entry.withdrawn() ? WITHDRAWN : ENVELOPE)
                .bytes(entry.id().toByteArray())
                .u64(entry.expires()));
    return out.toByteArray();
  }

  /** Reads the message; entries must stand in ascending order. */
  public static Optional<Listed> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    int more = in.u8();
    int count = in.u16();
    if (more > 1 || count > MAX_ENTRIES || (more == 1 && count == 0)) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count && !in.failed(); i++) {
      int kind = in.u8();
      Entry entry = new Entry(in.bytes32(), in.u64(), kind == WITHDRAWN);
      if (kind > WITHDRAWN) {
        return Optional.empty();
      }
      if (i > 0 && entries.get(i - 1).id().compareTo(entry.id()) >= 0) {
        return Optional.empty();
      }
      entries.add(entry);
    }
    return in.done() ? Optional.of(new Listed(entries, more == 1)) : Optional.empty();
  }
}
