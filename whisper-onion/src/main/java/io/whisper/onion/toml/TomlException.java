package io.whisper.onion.toml;

/** A TOML file that is refused; the message is one line fit for the user who wrote the file. */
public final class TomlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TomlException(String message) {
    super(message);
  }

  /** A refusal of {@code file} as a whole. */
  static TomlException ofFile(String file, String problem) {
    return new TomlException(file + ": " + problem);
  }

  /** A refusal of what stands at {@code line} of {@code file}. */
  static TomlException ofLine(String file, int line, String problem) {
    return new TomlException(file + ":" + line + ": " + problem);
  }
}
