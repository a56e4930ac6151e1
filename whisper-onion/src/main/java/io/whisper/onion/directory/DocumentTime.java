package io.whisper.onion.directory;

/** Times in documents: seconds since 1970, below 2^40. */
final class DocumentTime {
  private DocumentTime() {}

  /** Whether {@code seconds} may stand in a document. */
  static boolean isValid(long seconds) {
    return seconds >= 0 && seconds < 1L << 40;
  }
}
