package io.whisper.rendezvous.store.wire;

import org.jspecify.annotations.Nullable;

/** A document being put together from its parts, one at a time. Not thread-safe. */
public final class Assembly {
  private byte @Nullable [] document;
  private int filled;

  /** What became of a part. */
  public enum Progress {
    /** More parts are to come. */
    MORE,
    /** The document is whole. */
    WHOLE,
    /** The part is not the next one of the document. */
    REFUSED
  }

  /** Takes the next part. */
  public Progress take(Part part) {
    byte[] target = document;
    if (target == null) {
      target = new byte[part.total()];
      document = target;
      filled = 0;
    }
    if (part.total() != target.length || part.offset() != filled) {
      return Progress.REFUSED;
    }
    System.arraycopy(part.data(), 0, target, filled, part.data().length);
    filled += part.data().length;
    return filled == target.length ? Progress.WHOLE : Progress.MORE;
  }

  /**
   * The whole document, after which the next one begins.
   *
   * @throws IllegalStateException when it is not whole
   */
  public byte[] finish() {
    byte[] whole = document;
    if (whole == null || filled < whole.length) {
      throw new IllegalStateException("the document is not whole");
    }
    document = null;
    return whole;
  }

  /** Whether a document has begun and is not whole. */
  public boolean underway() {
    return document != null;
  }
}
