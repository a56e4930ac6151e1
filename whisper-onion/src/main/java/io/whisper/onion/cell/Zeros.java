package io.whisper.onion.cell;

import java.util.Arrays;

/** The zeros that fill a cell behind its content: checked, so that a cell has one spelling only. */
final class Zeros {

  private static final byte[] ZEROS = new byte[Cell.SIZE];

  private Zeros() {}

  /** Whether nothing but zeros stands from here to the end of a cell. */
  static boolean fill(byte[] cell, int from) {
    return fill(cell, from, Cell.SIZE);
  }

  /** Whether nothing but zeros stands in this range, which is no longer than a cell. */
  static boolean fill(byte[] array, int from, int to) {
    return Arrays.equals(array, from, to, ZEROS, 0, to - from);
  }
}
