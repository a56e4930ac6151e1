package io.whisper.core.state;

import java.util.List;

/**
 * What a log holds.
 *
 * @param records copies of its whole records, oldest first
 * @param damagedBytes how many of its bytes cannot be read; a torn end, as a crash leaves it, is no
 *     damage
 */
public record LogContents(List<byte[]> records, int damagedBytes) {
  /** Copies the list, not the records. */
  public LogContents {
    records = List.copyOf(records);
  }
}
