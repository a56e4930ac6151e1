package io.whisper.rendezvous.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.rendezvous.ring.RingAttack.Defence;
import io.whisper.rendezvous.ring.RingAttack.Strategy;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A7 of docs/threat-model.md, with ten seeds pooled; RingBench prints the figures. */
class RingAttackTest {
  private static RingAttack.Outcome run(Defence defence, Strategy strategy) {
    int periods = defence == Defence.NONE ? 30 : 200;
    return RingAttack.run(defence, strategy, periods, LongStream.rangeClosed(1, 10).toArray());
  }

  @Test
  void aTenthOfTheRelaysHoldsNoMoreThanItsShareOfAKnownAddress() {
    RingAttack.Outcome patient = run(Defence.DRAWN_AFTER_A_WAIT, Strategy.PATIENT);
    RingAttack.Outcome choosy = run(Defence.DRAWN_AFTER_A_WAIT, Strategy.CHOOSY);
    assertThat(patient.share()).isLessThan(1.2);
    assertThat(choosy.share()).isLessThan(1.2);
    assertThat(patient.permuted()).isBetween(.9, 1.1);
  }

  @Test
  void withPlacesByIdentityAloneItHoldsAllOfIt() {
    assertThat(run(Defence.NONE, Strategy.PATIENT).share()).isGreaterThan(9);
  }

  /** Why a new relay waits: without that, discarding places pays. */
  @Test
  void withoutTheWaitItHoldsMoreThanItsShareByDiscardingPlaces() {
    assertThat(run(Defence.DRAWN, Strategy.PATIENT).share()).isLessThan(1.2);
    assertThat(run(Defence.DRAWN, Strategy.CHOOSY).share()).isGreaterThan(1.5);
  }
}
