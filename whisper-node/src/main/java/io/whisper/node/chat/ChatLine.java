package io.whisper.node.chat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody says in a room: {@code <name> text} in UTF-8, so that those who read the topic
 * otherwise can read it too. Anybody can say anything in anybody's name.
 *
 * @param name who says to have said it
 * @param text what was said
 */
record ChatLine(String name, String text) {
  private static final Pattern NAME = Pattern.compile("[^<>\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]{1,32}");
  private static final Pattern LINE = Pattern.compile("<([^<>]{1,32})> (.*)", Pattern.DOTALL);

  /**
   * Whether it can be a name: 1 to 32 characters, none of them {@code <}, {@code >} or invisible.
   */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The line in a post; nothing when the post is something else. */
  static Optional<ChatLine> in(byte[] payload) {
    try {
      Matcher matcher =
          LINE.matcher(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)));
      return matcher.matches() && isName(matcher.group(1))
          ? Optional.of(new ChatLine(matcher.group(1), matcher.group(2)))
          : Optional.empty();
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }

  /** The payload of its post. */
  byte[] encode() {
    return ("<" + name + "> " + text).getBytes(StandardCharsets.UTF_8);
  }
}
