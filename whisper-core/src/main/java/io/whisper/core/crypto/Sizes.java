package io.whisper.core.crypto;

/** The check of an argument's length. */
final class Sizes {
  private Sizes() {}

  static void check(String what, byte[] given, int size) {
    if (given.length != size) {
      throw new IllegalArgumentException(
          what + " has " + given.length + " bytes where " + size + " belong");
    }
  }
}
