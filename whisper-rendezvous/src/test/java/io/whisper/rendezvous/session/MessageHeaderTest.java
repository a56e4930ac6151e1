package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.seal.MessageId;
import io.whisper.core.testkit.SeededRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageHeaderTest {
  private final MessageId id = MessageId.generate(new SeededRandom(3));

  @Test
  void whatIsWrittenIsRead() {
    for (long seconds : new long[] {0, 1, 3_600, 0xffff_ffffL}) {
      MessageHeader header = new MessageHeader(id, seconds);
      assertThat(header.encode()).hasSize(MessageHeader.SIZE);
      assertThat(MessageHeader.decode(header.encode())).contains(header);
    }
  }

  @Test
  void everyOtherLengthIsRefused() {
    byte[] encoded = new MessageHeader(id, 7).encode();
    for (int length = 0; length <= 2 * MessageHeader.SIZE; length++) {
      assertThat(MessageHeader.decode(Arrays.copyOf(encoded, length)).isPresent())
          .isEqualTo(length == MessageHeader.SIZE);
    }
  }

  @Test
  void aTimeThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new MessageHeader(id, 1L << 32))
        .hasMessageContaining("4294967296")
        .hasMessageContaining("0 to");
    assertThatThrownBy(() -> new MessageHeader(id, -1)).hasMessageContaining("-1");
  }
}
