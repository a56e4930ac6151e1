package io.whisper.node.command;

import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import io.whisper.rendezvous.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The payload that a command line gives as text, or leaves to standard input by a dash. */
final class PayloadText {
  private PayloadText() {}

  /**
   * The bytes of {@code text}, or of standard input where it is {@code -}.
   *
   * @param what the payload is called where it is refused for its length
   * @param done what is not done with it then
   */
  static byte[] read(String text, String what, String done) {
    byte[] payload = text.equals("-") ? standardInput() : text.getBytes(StandardCharsets.UTF_8);
    if (payload.length > Message.MAX_PAYLOAD) {
      throw new CommandException(
          "the %s is longer than %d bytes; nothing was %s"
              .formatted(what, Message.MAX_PAYLOAD, done));
    }
    return payload;
  }

  private static byte[] standardInput() {
    InputStream in = System.in;
    try {
      return in.readNBytes(Message.MAX_PAYLOAD + 1);
    } catch (IOException e) {
      throw new CommandException("cannot read standard input: " + Reason.of(e), e);
    }
  }
}
