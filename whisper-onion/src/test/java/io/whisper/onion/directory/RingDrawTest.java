package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RingDrawTest {
  private static final long NOW = 20_000;

  private final Random random = new Random(41);
  private final Bytes32 network = Bytes32.of(Relays.bytes(random));
  private final Bytes32 relay = Bytes32.of(Relays.bytes(random));
  private final RandomState drawn = state(NOW);

  private RandomState state(long period) {
    return new RandomState(
        period, Bytes32.of(Relays.bytes(random)), Bytes32.of(Relays.bytes(random)), List.of());
  }

  private RingDraw draw(RandomState state, boolean firstHalf, long wait) {
    return new RingDraw(
        network,
        state,
        firstHalf,
        NetworkParameters.STANDARD.with(NetworkParameter.RING_WAIT_DAYS, wait));
  }

  private Bytes32 place(Bytes32 value) {
    return SharedRandom.ringPlace(relay, value);
  }

  private static Optional<RingPlace> known(long period, Bytes32 place) {
    return Optional.of(new RingPlace(period, place));
  }

  @Test
  void aNewRelayIsDrawnByTheFirstValueThatNobodyKnowsWhenItComes() {
    RingPlace early = draw(drawn, true, 0).place(relay, Optional.empty());
    assertThat(early).isEqualTo(new RingPlace(NOW + 1, Bytes32.ZERO));
    assertThat(draw(drawn, true, 0).isDrawn(early)).isFalse();
    assertThat(draw(drawn, false, 0).place(relay, Optional.empty()).period()).isEqualTo(NOW + 2);
    RandomState next = state(NOW + 1);
    RingPlace then = draw(next, true, 0).place(relay, Optional.of(early));
    assertThat(then).isEqualTo(new RingPlace(NOW + 1, place(next.value())));
    assertThat(draw(next, true, 0).isDrawn(then)).isTrue();
  }

  @Test
  void aNewRelayWaitsAsLongAsThePlacesLast() {
    RingPlace waiting = draw(drawn, false, 14).place(relay, Optional.empty());
    assertThat(waiting.period()).isEqualTo(NOW + 14);
    for (long period = NOW; period < NOW + 14; period++) {
      RingDraw draw = draw(state(period), true, 14);
      assertThat(draw.place(relay, Optional.of(waiting))).isEqualTo(waiting);
      assertThat(draw.isDrawn(waiting)).isFalse();
    }
    RandomState then = state(NOW + 14);
    assertThat(draw(then, true, 14).place(relay, Optional.of(waiting)).place())
        .isEqualTo(place(then.value()));
  }

  @Test
  void aPlaceIsKeptForFourteenDaysAndThenDrawnByTheValueThatCameAfter() {
    Bytes32 place = Bytes32.of(Relays.bytes(random));
    for (long age = 0; age < 14; age++) {
      assertThat(draw(drawn, false, 14).place(relay, known(NOW - age, place)).place())
          .isEqualTo(place);
    }
    assertThat(draw(drawn, false, 14).place(relay, known(NOW - 14, place)))
        .isEqualTo(new RingPlace(NOW, place(drawn.value())));
  }

  @Test
  void comingBackLaterChoosesNoOtherValue() {
    Bytes32 place = Bytes32.of(Relays.bytes(random));
    assertThat(draw(drawn, true, 14).place(relay, known(NOW - 15, place)))
        .isEqualTo(new RingPlace(NOW - 1, place(drawn.previous())));
    assertThat(draw(drawn, true, 14).place(relay, known(NOW - 1, Bytes32.ZERO)))
        .isEqualTo(new RingPlace(NOW - 1, place(drawn.previous())));
  }

  @Test
  void aPlaceWhoseValueIsGoneIsDrawnByThePresentOne() {
    Bytes32 place = Bytes32.of(Relays.bytes(random));
    RingPlace present = new RingPlace(NOW, place(drawn.value()));
    assertThat(draw(drawn, true, 14).place(relay, known(NOW - 16, place))).isEqualTo(present);
    assertThat(draw(drawn, true, 14).place(relay, known(NOW - 2, Bytes32.ZERO))).isEqualTo(present);
  }

  @Test
  void aPlaceOfAPeriodThatNoDrawGivesIsAsIfUnknown() {
    assertThat(draw(drawn, true, 14).place(relay, known(NOW + 15, Bytes32.ZERO)).period())
        .isEqualTo(NOW + 14);
  }

  @Test
  void whileANetworkBeginsAllArePlacedAtOnce() {
    RandomState begun = RandomState.begin(network, NOW);
    RingPlace founder = draw(begun, false, 14).place(relay, Optional.empty());
    assertThat(founder).isEqualTo(new RingPlace(NOW, place(begun.value())));
    for (int later = 1; later < 14; later++) {
      RandomState stillFixed = RandomState.begin(network, NOW + later);
      assertThat(draw(stillFixed, true, 14).place(relay, Optional.of(founder))).isEqualTo(founder);
    }
  }

  @Test
  void foundersAreDrawnAnewAFewEachPeriodAsSoonAsThereAreRealValues() {
    RandomState begun = RandomState.begin(network, NOW);
    int[] moved = new int[15];
    for (int i = 0; i < 700; i++) {
      Bytes32 founder = Bytes32.of(Relays.bytes(random));
      RingPlace before = draw(begun, true, 14).place(founder, Optional.empty());
      for (int later = 1; later <= 14; later++) {
        RandomState state = state(NOW + later);
        RingPlace then = draw(state, true, 14).place(founder, Optional.of(before));
        if (!then.equals(before)) {
          assertThat(then.period()).isEqualTo(NOW + later);
          assertThat(then.place()).isEqualTo(SharedRandom.ringPlace(founder, state.value()));
          moved[later]++;
          break;
        }
      }
    }
    assertThat(Arrays.stream(moved).sum()).isEqualTo(700);
    assertThat(Arrays.stream(moved).skip(1)).allMatch(each -> each > 20 && each < 90);
  }
}
