package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.SharedRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The places of relays over many periods, as three authorities agree on them. */
final class RingPlacesTest {
  private final PeriodTable table = new PeriodTable(3);
  private final Random random = new Random(91);

  private RelayEntry entry(Consensus consensus, Bytes32 relay) {
    return consensus.relay(relay).orElseThrow();
  }

  private static Bytes32 place(Bytes32 relay, Consensus consensus) {
    return SharedRandom.ringPlace(relay, consensus.sharedRandom());
  }

  @Test
  void aPlaceLastsFourteenPeriodsAndIsThenDrawnByTheValueThatCameAfter() {
    Bytes32 relay = table.register(random);
    Consensus founding = table.rest(0, 1, 2);
    assertThat(entry(founding, relay).ringPlace()).isEqualTo(place(relay, founding));
    Consensus first = founding;
    for (int period = 1;
        period <= 14 && entry(first, relay).ringPlace().equals(entry(founding, relay).ringPlace());
        period++) {
      first = table.rest(0, 1, 2);
    }
    assertThat(first.random().isFixed(table.network.id())).isFalse();
    RelayEntry drawn = entry(first, relay);
    assertThat(drawn.ringPlace()).isEqualTo(place(relay, first));
    assertThat(drawn.ringPlace()).isNotEqualTo(entry(founding, relay).ringPlace());
    for (int period = 1; period < 14; period++) {
      Consensus later = table.rest(0, 1, 2);
      assertThat(entry(later, relay).ringPlace()).isEqualTo(drawn.ringPlace());
      assertThat(entry(later, relay).ringPeriod()).isEqualTo(first.period().number());
    }
    Consensus last = table.seats.get(0).held.orElseThrow();
    Consensus anew = table.round(0, 1, 2).orElseThrow();
    assertThat(anew.sharedRandom()).isEqualTo(table.following(last.random()).value());
    assertThat(entry(anew, relay).ringPeriod()).isEqualTo(anew.period().number());
    assertThat(entry(anew, relay).ringPlace())
        .isEqualTo(place(relay, anew))
        .isNotEqualTo(drawn.ringPlace());
    assertThat(entry(anew, relay).flags()).contains(RelayFlag.STORE);
  }

  @Test
  void whoComesToARunningNetworkIsAStoreWhenItHasWaitedForItsPlace() {
    table.rest(0, 1, 2);
    table.rounds(3, 0, 1, 2);
    Bytes32 late = table.register(random);
    long came = table.period().number();
    Consensus admitted = table.rest(0, 1, 2);
    assertThat(entry(admitted, late).flags()).doesNotContain(RelayFlag.STORE);
    assertThat(entry(admitted, late).ringPeriod()).isEqualTo(came + 14);
    for (int period = 1; period < 14; period++) {
      Consensus waiting = table.rest(0, 1, 2);
      assertThat(entry(waiting, late).flags()).doesNotContain(RelayFlag.STORE);
      assertThat(entry(waiting, late).ringPlace()).isEqualTo(Bytes32.ZERO);
    }
    Consensus placed = table.round(0, 1, 2).orElseThrow();
    assertThat(placed.period().number()).isEqualTo(came + 14);
    assertThat(entry(placed, late).flags()).contains(RelayFlag.STORE);
    assertThat(entry(placed, late).ringPlace()).isEqualTo(place(late, placed));
  }
}
