package io.whisper.rendezvous.ring;

import io.whisper.core.bytes.Bytes32;
import java.util.ArrayList;
import java.util.List;

/**
 * The tags of which one store is a replica: those above one place of the ring and up to and
 * including another, going round at the end (docs/protocol.md, "The ring"). All of the ring when
 * the two places are one.
 */
public record Arc(Bytes32 above, Bytes32 upTo) {
  private static final Bytes32 HIGHEST = Bytes32.fromHex("ff".repeat(Bytes32.SIZE));

  /** A piece of an arc that does not go round: the tags above one and up to and with the other. */
  public record Piece(Bytes32 above, Bytes32 upTo) {}

  /**
   * The one or two pieces of the arc. The tag of 32 zeros, which no hash comes to, is in neither.
   */
  public List<Piece> pieces() {
    return above.compareTo(upTo) < 0
        ? List.of(new Piece(above, upTo))
        : List.of(new Piece(above, HIGHEST), new Piece(Bytes32.ZERO, upTo));
  }

  /** The pieces that are on this arc and on the other. */
  public List<Piece> shared(Arc other) {
    List<Piece> shared = new ArrayList<>();
    for (Piece one : pieces()) {
      for (Piece two : other.pieces()) {
        Bytes32 from = one.above().compareTo(two.above()) < 0 ? two.above() : one.above();
        Bytes32 to = one.upTo().compareTo(two.upTo()) < 0 ? one.upTo() : two.upTo();
        if (from.compareTo(to) < 0) {
          shared.add(new Piece(from, to));
        }
      }
    }
    return shared;
  }

  /** The pieces that are on this arc and not on the other. */
  public List<Piece> without(Arc other) {
    return other.above.equals(other.upTo)
        ? List.of()
        : shared(new Arc(/* above= */ other.upTo, /* upTo= */ other.above));
  }

  /** Whether the tag is on the arc. */
  public boolean contains(Bytes32 tag) {
    boolean over = tag.compareTo(above) > 0;
    boolean under = tag.compareTo(upTo) <= 0;
    return above.compareTo(upTo) < 0 ? over && under : over || under;
  }

  @Override
  public String toString() {
    return "Arc";
  }
}
