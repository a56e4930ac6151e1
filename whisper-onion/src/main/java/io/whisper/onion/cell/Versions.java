package io.whisper.onion.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The link versions that one side speaks: the first cell on a link (docs/protocol.md, section 3).
 *
 * <pre>count 1 | version 2 each | zeros</pre>
 *
 * @param versions 1 to 64 versions from 1 to 65,535
 */
public record Versions(List<Integer> versions) {

  /** The most versions in one cell. */
  public static final int MAX_COUNT = 64;

  /**
   * Checks and copies the list.
   *
   * @throws IllegalArgumentException when the list is empty or too long or a version out of range
   */
  public Versions {
    versions = List.copyOf(versions);
    if (versions.isEmpty() || versions.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          versions.size() + " versions, expected 1 to " + MAX_COUNT + " of them");
    }
    for (int version : versions) {
      if (version < 1 || version > 0xffff) {
        throw new IllegalArgumentException("version " + version + ", expected 1 to 65535");
      }
    }
  }

  /** These versions, in this order. */
  public static Versions of(Integer... versions) {
    return new Versions(List.of(versions));
  }

  /** The highest version that both sides speak, or empty. */
  public Optional<Integer> common(Versions other) {
    return versions.stream().filter(other.versions::contains).max(Integer::compare);
  }

  /** The VERSIONS cell. */
  public Cell cell() {
    Cell cell = Cell.of(0, CellCommand.VERSIONS);
    byte[] array = cell.array();
    int at = Cell.BODY_OFFSET;
    array[at++] = (byte) versions.size();
    for (int version : versions) {
      array[at++] = (byte) (version >>> 8);
      array[at++] = (byte) version;
    }
    return cell;
  }

  /** The versions in a VERSIONS cell, or empty when it is malformed. */
  public static Optional<Versions> in(Cell cell) {
    byte[] array = cell.array();
    int at = Cell.BODY_OFFSET;
    int count = array[at++] & 0xff;
    if (count < 1 || count > MAX_COUNT) {
      return Optional.empty();
    }
    List<Integer> versions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int version = (array[at] & 0xff) << 8 | (array[at + 1] & 0xff);
      at += 2;
      if (version == 0) {
        return Optional.empty();
      }
      versions.add(version);
    }
    return Zeros.fill(array, at) ? Optional.of(new Versions(versions)) : Optional.empty();
  }
}
