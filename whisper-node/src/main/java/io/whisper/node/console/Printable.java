package io.whisper.node.console;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Bytes of strangers in a form that is safe to show: a message must not move the cursor of the
 * terminal that prints it, nor begin a line of its own.
 */
public final class Printable {
  private Printable() {}

  /**
   * The bytes as one line: text with control characters escaped, or base64 when they are not UTF-8.
   */
  public static String line(byte[] bytes) {
    return utf8(bytes)
        .map(Printable::escaped)
        .orElseGet(() -> "base64:" + Base64.getEncoder().encodeToString(bytes));
  }

  /** The bytes as text, if they are UTF-8. */
  public static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    line.append(String.format("\\u%04x", c));
                default -> line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
