package io.whisper.it.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final String SENT =
      """
      run 0
      @ 10 sent short 0 |
      @ 20 sent long 0 |
      @ 30 sent board 0 |
      """;

  @Test
  void whatArrivedOnceIsSettled() {
    Ledger ledger =
        Ledger.of(SENT, "run 0\n@ 15 got short 0 |\n@ 28 got long 0 |\n@ 31 got board 0 |\n");

    assertThat(ledger.open(100)).isEmpty();
    assertThat(ledger.duplicated()).isEmpty();
    assertThat(ledger.lost()).isEmpty();
    assertThat(ledger.flowsSince(10)).isTrue();
    assertThat(ledger.flowsSince(11)).isFalse();
    assertThat(ledger.sent(Stream.LONG).get(0).arrivedAt()).isEqualTo(28);
  }

  @Test
  void whatNobodyHeardOfIsOpen() {
    assertThat(Ledger.of(SENT, "run 0\n").open(25))
        .extracting(Object::toString)
        .containsExactly("short 0 x0", "long 0 x0");
  }

  @Test
  void whatItsSenderGaveUpIsLostAndSettled() {
    Ledger ledger = Ledger.of(SENT + "@ 90 EXPIRED short 0 |NO_ANSWER\n", "run 0\n");

    assertThat(ledger.open(15)).isEmpty();
    assertThat(ledger.lost())
        .extracting(Object::toString)
        .containsExactly("short 0 EXPIRED NO_ANSWER x0");
  }

  @Test
  void aFalseSuccessIsFound() {
    Ledger ledger = Ledger.of(SENT + "@ 90 DELIVERED short 0 |\n", "run 0\n");

    assertThat(ledger.falselyDelivered(100)).hasSize(1);
    assertThat(ledger.open(15)).hasSize(1);
  }

  @Test
  void aMessageThatComesAgainAfterARestartIsADuplicateAndAPostIsNot() {
    Ledger ledger =
        Ledger.of(
            SENT,
            """
            run 0
            @ 15 got short 0 |
            @ 31 got board 0 |
            run 1
            @ 55 got short 0 |
            @ 61 got board 0 |
            """);

    assertThat(ledger.duplicated()).extracting(Object::toString).containsExactly("short 0 x2");
  }

  @Test
  void aPostThatOneReaderGetsTwiceIsADuplicate() {
    assertThat(Ledger.of(SENT, "run 0\n@ 31 got board 0 |\n@ 61 got board 0 |\n").duplicated())
        .hasSize(1);
  }

  @Test
  void whatWasNeverSentCannotArrive() {
    assertThatThrownBy(() -> Ledger.of(SENT, "run 0\n@ 31 got board 7 |\n"))
        .hasMessageContaining("never sent: @ 31 got board 7 |");
  }
}
