package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a store gives of a tag, asked for or pushed (docs/protocol.md, "Stores").
 *
 * <pre>
 * kind u8 (0 part of an envelope, 1 gone, 2 withdrawn)
 *     | a {@link Part}, the id 32 of what is gone, or a {@link WithdrawnMark}
 * </pre>
 *
 * @param part of an envelope, or null
 * @param gone an envelope that is not there, or no longer, or null
 * @param mark of an envelope that was withdrawn, or null
 */
public record Given(@Nullable Part part, @Nullable Bytes32 gone, @Nullable WithdrawnMark mark) {
  private static final int PART = 0;
  private static final int GONE = 1;
  private static final int WITHDRAWN = 2;

  /** Checks that it is one of the three. */
  public Given {
    if (Stream.of(part, gone, mark).filter(Objects::nonNull).count() != 1) {
      throw new IllegalArgumentException("expected a part, what is gone or a mark");
    }
  }

  /** A part of an envelope. */
  public static Given of(Part part) {
    return new Given(part, null, null);
  }

  /** An envelope that is not there, which proves nothing. */
  public static Given gone(Bytes32 id) {
    return new Given(null, id, null);
  }

  /** An envelope of a board that was withdrawn, with the proof. */
  public static Given withdrawn(WithdrawnMark mark) {
    return new Given(null, null, mark);
  }

  /** The message. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.growing();
    if (part != null) {
      part.write(out.u8(PART));
    } else if (gone != null) {
      out.u8(GONE).bytes(gone.toByteArray());
    } else if (mark != null) {
      out.u8(WITHDRAWN).bytes(mark.encode());
    }
    return out.toByteArray();
  }

  /** Reads the message; a mark that does not prove itself makes it malformed. */
  public static Optional<Given> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    int kind = in.u8();
    Given given =
        switch (kind) {
          case PART -> of(Part.read(in));
          case GONE -> gone(in.bytes32());
          case WITHDRAWN -> WithdrawnMark.decode(in.rest()).map(Given::withdrawn).orElse(null);
          default -> null;
        };
    return given != null && in.done() ? Optional.of(given) : Optional.empty();
  }

  @Override
  public String toString() {
    return part != null ? "Given[" + part + "]" : gone != null ? "Given[gone]" : "Given[withdrawn]";
  }
}
