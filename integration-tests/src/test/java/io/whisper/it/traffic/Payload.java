package io.whisper.it.traffic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a numbered message carries: words that must never be seen in any log, and its number. */
public final class Payload {
  /** How each payload begins. */
  public static final String WORDS = "secret words of the correspondents";

  private Payload() {}

  static byte[] of(Stream stream, long number) {
    byte[] text = (WORDS + ' ' + number + ' ').getBytes(StandardCharsets.US_ASCII);
    byte[] payload = Arrays.copyOf(text, stream.length());
    Arrays.fill(payload, text.length, payload.length, (byte) '.');
    return payload;
  }

  /** The number, once the whole payload is what was sent. */
  static long number(Stream stream, byte[] payload) {
    String text = new String(payload, StandardCharsets.US_ASCII);
    long number = Long.parseLong(text.substring(WORDS.length() + 1).split(" ", 2)[0]);
    if (!Arrays.equals(payload, of(stream, number))) {
      throw new IllegalArgumentException("message " + number + " was changed on its way");
    }
    return number;
  }

  /** The stream of a message that came to an address. */
  static Stream stream(byte[] payload) {
    return payload.length == Stream.LONG.length() ? Stream.LONG : Stream.SHORT;
  }
}
