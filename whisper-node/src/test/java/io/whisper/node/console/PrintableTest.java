package io.whisper.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

  @Test
  void textThatLooksLikeAnEscapeOrLikeBase64IsToldFromIt() {
    assertThat(line("a\\u001b")).isEqualTo("a\\\\u001b");
    assertThat(line("base64:/wA=")).isEqualTo("\\u0062ase64:/wA=");
    assertThat(line("in base64:/wA=")).isEqualTo("in base64:/wA=");
  }

  @Test
  void charactersOfTwoUnitsAreEscapedAsTwo() {
    assertThat(line("\udb40\udc01" + "1")).isEqualTo("\\udb40\\udc01" + "1");
  }

  @Test
  void textThatBeginsAsAnotherLineDoesIsToldFromIt() {
    List<String> others = List.of("address ");
    assertThat(Printable.line("address x".getBytes(StandardCharsets.UTF_8), others))
        .isEqualTo("\\u0061ddress x");
    assertThat(Printable.line("addressed".getBytes(StandardCharsets.UTF_8), others))
        .isEqualTo("addressed");
  }

  @Test
  void stepCarriesTheBytesAndTheTextWhereItIsOne() {
    Step step = Step.done("message", 1, "");
    assertThat(Printable.in(step, "a\n".getBytes(StandardCharsets.UTF_8)).fields())
        .isEqualTo(Map.of("text", "a\n", "payload", "YQo="));
    assertThat(Printable.in(step, new byte[] {(byte) 0xff}).fields())
        .isEqualTo(Map.of("payload", "/w=="));
  }
}
