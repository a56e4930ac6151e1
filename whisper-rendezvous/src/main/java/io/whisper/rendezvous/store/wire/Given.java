package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a store gives of a tag, asked for or pushed (docs/protocol.md, "Stores").
 *
 * <pre>kind u8 (0 part of an envelope, 1 gone) | a {@link Part}, or the id 32 of what is gone</pre>
 *
 * @param part of an envelope, or null
 * @param gone an envelope that is not there, or no longer, or null
 */
public record Given(@Nullable Part part, @Nullable Bytes32 gone) {
  private static final int PART = 0;
  private static final int GONE = 1;

  /** Checks that it is one of the two. */
  public Given {
    if ((part == null) == (gone == null)) {
      throw new IllegalArgumentException("expected a part or what is gone");
    }
  }

  /** A part of an envelope. */
  public static Given of(Part part) {
    return new Given(part, null);
  }

  /** An envelope that is not there: expired, deleted or withdrawn. */
  public static Given gone(Bytes32 id) {
    return new Given(null, id);
  }

  /** The message. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.growing();
    if (part != null) {
      part.write(out.u8(PART));
    } else if (gone != null) {
      out.u8(GONE).bytes(gone.toByteArray());
    }
    return out.toByteArray();
  }

  /** Reads the message. */
  public static Optional<Given> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    int kind = in.u8();
    Given given =
        switch (kind) {
          case PART -> of(Part.read(in));
          case GONE -> gone(in.bytes32());
          default -> null;
        };
    return given != null && in.done() ? Optional.of(given) : Optional.empty();
  }

  @Override
  public String toString() {
    return part != null ? "Given[" + part + "]" : "Given[gone]";
  }
}
