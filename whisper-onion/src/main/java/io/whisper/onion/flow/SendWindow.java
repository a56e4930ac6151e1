package io.whisper.onion.flow;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * How many counted cells one side of a circuit may still send to the other, and the tags that must
 * come back before it may send more.
 *
 * <p>A cell is counted unless it is a CREDIT or travels as RELAY_EARLY. A relay message is begun
 * only when the window has room for all of its cells: otherwise a CREDIT, which cannot stand in the
 * middle of a message, could wait behind one that itself waits for credit. The largest message
 * takes 133 cells, and at rest at least 225 are free.
 *
 * <p>The tag of a cell is the one that the hop's own encryption yields: toward the end the nonce of
 * the hop, or the end-to-end tag; toward the client the tag as it leaves the hop. Both ends know
 * it, and nobody who did not receive the cell does.
 *
 * <p>Not thread-safe. See docs/protocol.md, section 7.2.
 */
public final class SendWindow {

  /** The cells that may be under way without credit. */
  public static final int SIZE = 256;

  /** The cells that one CREDIT stands for. */
  public static final int STEP = 32;

  /** The length of a tag in bytes. */
  public static final int TAG_LENGTH = 16;

  private static final int RECORDS = SIZE / STEP;

  private int available = SIZE;
  private int sentInStep;
  private int firstRecord;
  private int records;

  /**
   * The tags that CREDIT must name, oldest first from {@code firstRecord}; made when first needed.
   */
  private byte @Nullable [] tags;

  /** How many cells may be sent now, 0 to {@link #SIZE}. */
  public int available() {
    return available;
  }

  /**
   * Counts a cell that is being sent.
   *
   * @param cell the array that holds its tag, {@link #TAG_LENGTH} bytes from {@code tagOffset}
   * @throws IllegalStateException when the window is used up
   */
  public void sent(byte[] cell, int tagOffset) {
    if (available == 0) {
      throw new IllegalStateException("no credit left for another cell");
    }
    available--;
    if (++sentInStep == STEP) {
      sentInStep = 0;
      record(cell, tagOffset);
    }
  }

  /**
   * Takes a CREDIT.
   *
   * @param tag what it carried
   * @return false when no credit was due, or not for that cell: the circuit must end
   */
  public boolean credited(byte[] tag) {
    byte[] held = tags;
    if (held == null || records == 0 || tag.length != TAG_LENGTH) {
      return false;
    }
    byte[] expected = new byte[TAG_LENGTH];
    System.arraycopy(held, firstRecord * TAG_LENGTH, expected, 0, TAG_LENGTH);
    if (!MessageDigest.isEqual(expected, tag)) {
      return false;
    }
    firstRecord = (firstRecord + 1) % RECORDS;
    records--;
    available += STEP;
    return true;
  }

  private void record(byte[] cell, int tagOffset) {
    byte[] held = tags;
    if (held == null) {
      held = new byte[RECORDS * TAG_LENGTH];
      tags = held;
    }
    int place = (firstRecord + records) % RECORDS;
    System.arraycopy(cell, tagOffset, held, place * TAG_LENGTH, TAG_LENGTH);
    records++;
  }
}
