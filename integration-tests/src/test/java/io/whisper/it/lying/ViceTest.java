package io.whisper.it.lying;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.RelayMessage;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ViceTest {
  private static final RelayMessage SENT = new RelayMessage(40, new byte[] {1, 2, 3});

  @Test
  void withoutAViceEverythingIsHeardAsItWasSent() {
    assertThat(Vice.NONE.of(SENT, 0))
        .singleElement()
        .satisfies(heard -> assertThat(heard.message()).isEqualTo(SENT));
  }

  @Test
  void everyTenthIsDropped() {
    assertThat(LongStream.range(0, 100).filter(count -> Vice.DROP.of(SENT, count).isEmpty()))
        .hasSize(10);
  }

  @Test
  void oneBitIsFlipped() {
    for (long count = 0; count < 24; count++) {
      byte[] heard = Vice.FLIP.of(SENT, count).get(0).message().data();
      int bits = 0;
      for (int i = 0; i < heard.length; i++) {
        bits += Integer.bitCount((heard[i] ^ SENT.data()[i]) & 0xff);
      }
      assertThat(bits).as("message %s", count).isOne();
    }
  }

  @Test
  void whatPassesIsTreatedAlike() {
    byte[] sent = Cell.of(7, CellCommand.RELAY).array();
    assertThat(Vice.NONE.of(cell(sent), 0))
        .extracting(each -> each.cell().array())
        .containsExactly(sent);
    assertThat(LongStream.range(0, 100).filter(count -> Vice.DROP.of(cell(sent), count).isEmpty()))
        .hasSize(10);
    assertThat(Vice.DELAY.of(cell(sent), 0))
        .singleElement()
        .satisfies(each -> assertThat(each.after()).isEqualTo(Duration.ofSeconds(10)));
    assertThat(Vice.REPLAY.of(cell(sent), 0))
        .extracting(each -> each.cell().array())
        .containsExactly(sent, sent);
    byte[] flipped = Vice.FLIP.of(cell(sent), 700).get(0).cell().array();
    int bits = 0;
    for (int i = 0; i < sent.length; i++) {
      bits += Integer.bitCount((flipped[i] ^ sent[i]) & 0xff);
    }
    assertThat(bits).isOne();
  }

  private static Cell cell(byte[] bytes) {
    return Cell.wrap(bytes.clone());
  }

  @Test
  void whatIsRepeatedIsTheSameTwice() {
    assertThat(Vice.REPLAY.of(SENT, 0))
        .extracting(Vice.Heard::message)
        .containsOnly(SENT)
        .hasSize(2);
  }
}
