package io.whisper.node.console;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Bytes of strangers in a form that is safe to show: a message must not move the cursor of the
 * terminal that prints it, begin a line of its own, or pass for another line of the program.
 */
public final class Printable {
  /** What is said when a topic has more posts than are remembered. */
  public static final String CROWDED =
      "the topic has more posts than are remembered: some may be shown again,"
          + " and that some were withdrawn may not be";

  private static final String BINARY = "base64:";

  private Printable() {}

  /**
   * The bytes as one line that no other bytes have: {@code base64:} and base64 when they are not
   * UTF-8, and otherwise the text. In it two backslashes stand for one, and a backslash, u and four
   * hexadecimal digits for a UTF-16 unit: those of control characters, and the first of a text that
   * begins as another line does.
   *
   * @param others what other lines begin with
   */
  public static String line(byte[] bytes, List<String> others) {
    return utf8(bytes)
        .map(text -> begunOtherwise(escaped(text), others))
        .orElseGet(() -> BINARY + base64(bytes));
  }

  /** The same where no other lines can be mistaken for it. */
  public static String line(byte[] bytes) {
    return line(bytes, List.of());
  }

  /**
   * The step with the bytes of a message: in base64 as {@code payload}, and as {@code text} where
   * they are UTF-8.
   */
  public static Step in(Step step, byte[] bytes) {
    return utf8(bytes)
        .map(text -> step.with("text", text))
        .orElse(step)
        .with("payload", base64(bytes));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String begunOtherwise(String line, List<String> others) {
    return line.startsWith(BINARY) || others.stream().anyMatch(line::startsWith)
        ? unit(line.charAt(0)) + line.substring(1)
        : line;
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
                    Character.toString(c).chars().forEach(unit -> line.append(unit((char) unit)));
                default -> line.append(c == '\\' ? "\\\\" : Character.toString(c));
              }
            });
    return line.toString();
  }

  private static String unit(char unit) {
    return String.format("\\u%04x", (int) unit);
  }
}
