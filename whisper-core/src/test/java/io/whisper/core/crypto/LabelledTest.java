package io.whisper.core.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelledTest {
  @Test
  void labelStandsBeforeTheParts() {
    assertThat(Labelled.bytes("whisper-1 test", new byte[] {'a'}, new byte[] {'b', 'c'}))
        .isEqualTo("whisper-1 testabc".getBytes(US_ASCII));
  }

  @Test
  void labelOfNoProtocolVersionIsRefused() {
    assertThatThrownBy(() -> Labelled.bytes("test"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label \"test\" does not begin with \"whisper-1 \"");
  }
}
