package io.whisper.it.traffic;

import java.util.Locale;

/** A way that numbered messages take. */
public enum Stream {
  /** Messages that travel inside an introduction. */
  SHORT(200),
  /** Messages that need a session. */
  LONG(3_000),
  /** Posts on a board. */
  BOARD(200);

  private final int length;

  Stream(int length) {
    this.length = length;
  }

  /** The length of its messages in bytes. */
  int length() {
    return length;
  }

  /** Its name in an event. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The stream of that name. */
  static Stream of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
