package io.whisper.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PrintableTest {
  private static String line(String text) {
    return Printable.line(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void textStaysAsItIs() {
    assertThat(line("Grüße, 世界 🙂")).isEqualTo("Grüße, 世界 🙂");
  }

  @Test
  void escapeSequencesAndLineBreaksAreWrittenOut() {
    assertThat(line("a\u001b[2Jb\nc\u2028d")).isEqualTo("a\\u001b[2Jb\\u000ac\\u2028d");
  }

  @Test
  void marksThatTurnTheReadingDirectionAreWrittenOut() {
    assertThat(line("a\u202eb")).isEqualTo("a\\u202eb");
  }

  @Test
  void bytesThatAreNoTextAreBase64() {
    assertThat(Printable.line(new byte[] {(byte) 0xff, 0})).isEqualTo("base64:/wA=");
  }
}
