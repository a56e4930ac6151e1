package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandedBeforeTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int HALF = 131_072;
  private static final int THREE_QUARTERS = 196_608;

  private final SeededRandom random = new SeededRandom(71);
  private final VirtualTime time = new VirtualTime();
  private final StateStore state = StateStore.inMemory();
  private final HandedBefore handed = open(true);

  @Test
  void whatWasIntroducedIsKnownInTheMailboxAsLongAsItMayWaitThere() {
    MessageId id = id();
    Instant expiry = time.now().plus(DAY);
    assertThat(handed.admit(id, expiry)).isEqualTo(Admission.NEW);
    time.advance(DAY.minusSeconds(1));
    assertThat(handed.admitMail(id, expiry)).isEqualTo(Admission.KNOWN);
    assertThat(handed.admit(id, expiry)).isEqualTo(Admission.KNOWN);
  }

  @Test
  void clocksMayDifferByAsMuchAsStoresAllow() {
    MessageId id = id();
    Duration tolerance = Duration.ofMinutes(2);
    handed.admit(id, time.now().plus(DAY));
    time.advance(DAY.plus(tolerance));
    assertThat(handed.admitMail(id, time.now().plusSeconds(1))).isEqualTo(Admission.KNOWN);
  }

  @Test
  void aRestartForgetsNothing() {
    MessageId introduced = id();
    MessageId waited = id();
    Instant expiry = time.now().plus(DAY);
    handed.admit(introduced, expiry);
    handed.admitMail(waited, expiry);
    time.advance(DAY.minusSeconds(1));
    HandedBefore again = open(true);
    assertThat(again.admitMail(introduced, expiry)).isEqualTo(Admission.KNOWN);
    assertThat(again.admit(waited, expiry)).isEqualTo(Admission.KNOWN);
  }

  @Test
  void withHalfOfTheMemoryTakenNothingIsHandedThatCouldComeTwice() {
    MessageId first = id();
    Instant expiry = time.now().plus(DAY);
    handed.admit(first, expiry);
    for (int i = 1; i < HALF; i++) {
      assertThat(handed.admit(id(), expiry)).isEqualTo(Admission.NEW);
    }
    MessageId late = id();
    // It is not handed now, and then not remembered by its introduction either.
    assertThat(handed.admit(late, expiry)).isEqualTo(Admission.FULL);
    assertThat(handed.admit(first, expiry)).isEqualTo(Admission.KNOWN);
    assertThat(handed.admitMail(late, expiry)).isEqualTo(Admission.NEW);
    assertThat(handed.admit(late, expiry)).isEqualTo(Admission.KNOWN);
    // What cannot wait for long is remembered for all of its time.
    MessageId brief = id();
    Instant soon = time.now().plus(QUARTER);
    assertThat(handed.admit(brief, soon)).isEqualTo(Admission.NEW);
    time.advance(QUARTER.minusSeconds(1));
    assertThat(handed.admitMail(brief, soon)).isEqualTo(Admission.KNOWN);

    time.advance(DAY.plus(QUARTER));
    Instant later = time.now().plus(DAY);
    assertThat(handed.admit(id(), later)).isEqualTo(Admission.NEW);
  }

  @Test
  void whatLivesForAQuarterOfAnHourLeavesRoomForMailToo() {
    Instant soon = time.now().plus(QUARTER);
    MessageId first = id();
    handed.admit(first, soon);
    for (int i = 1; i < THREE_QUARTERS; i++) {
      MessageId id = id();
      assertThat(i % 2 == 0 ? handed.admit(id) : handed.admit(id, soon)).isEqualTo(Admission.NEW);
    }
    MessageId late = id();
    assertThat(handed.admit(late, soon)).isEqualTo(Admission.FULL);
    assertThat(handed.admit(late)).isEqualTo(Admission.FULL);
    assertThat(handed.admit(first, soon)).isEqualTo(Admission.KNOWN);
    assertThat(handed.admitMail(late, time.now().plus(DAY))).isEqualTo(Admission.NEW);

    time.advance(QUARTER);
    assertThat(handed.admit(id(), time.now().plus(QUARTER))).isEqualTo(Admission.NEW);
    assertThat(handed.admit(id())).isEqualTo(Admission.NEW);
  }

  @Test
  void sessionsLeaveRoomForIntroductionsAndMailAndHaveTheirOwn() {
    Instant soon = time.now().plus(QUARTER);
    Instant late = time.now().plus(DAY);
    int heard = 0;
    while (handed.admitHeard(id(), soon) == Admission.NEW) {
      heard++;
    }
    assertThat(heard).isEqualTo(HALF);
    assertThat(handed.admit(id(), soon)).isEqualTo(Admission.NEW);
    assertThat(handed.admit(id())).isEqualTo(Admission.NEW);
    assertThat(handed.admitMail(id(), late)).isEqualTo(Admission.NEW);
    time.advance(QUARTER);
    for (int i = 0; i < HALF; i++) {
      handed.admit(id(), late);
    }
    assertThat(handed.admit(id(), late)).isEqualTo(Admission.FULL);
    assertThat(handed.admitHeard(id(), time.now().plus(DAY))).isEqualTo(Admission.NEW);
  }

  @Test
  void whatWasHeardForLongLeavesRoomForWhatIsBrief() {
    Instant late = time.now().plus(DAY);
    int heard = 0;
    while (handed.admitHeard(id(), late) == Admission.NEW) {
      heard++;
    }
    assertThat(heard).isEqualTo(HALF / 2);
    Instant soon = time.now().plus(QUARTER);
    for (int i = heard; i < HALF; i++) {
      assertThat(handed.admitHeard(id(), soon)).isEqualTo(Admission.NEW);
    }
    time.advance(QUARTER);
    assertThat(handed.admitHeard(id(), time.now())).isEqualTo(Admission.NEW);
  }

  @Test
  void whatWasHeardIsKnownInTheMailboxAndTheOtherWayRoundAlsoAfterARestart() {
    Instant expiry = time.now().plus(DAY);
    MessageId heard = id();
    MessageId mail = id();
    handed.admitHeard(heard, expiry);
    handed.admitMail(mail, expiry);
    time.advance(DAY.minusSeconds(1));
    for (HandedBefore each : List.of(handed, open(true))) {
      assertThat(each.admitMail(heard, expiry)).isEqualTo(Admission.KNOWN);
      assertThat(each.admitHeard(heard, expiry)).isEqualTo(Admission.KNOWN);
      assertThat(each.admitHeard(mail, expiry)).isEqualTo(Admission.KNOWN);
    }
  }

  @Test
  void nobodyFillsTheMemoryForLongerThanAMessageMayWait() {
    MessageId id = id();
    Instant never = time.now().plusSeconds(0xffff_ffffL);
    handed.admit(id, never);
    time.advance(Duration.ofDays(14).plus(QUARTER).minusSeconds(1));
    assertThat(handed.admit(id, time.now())).isEqualTo(Admission.KNOWN);
    time.advance(Duration.ofSeconds(1));
    assertThat(handed.admit(id, time.now())).isEqualTo(Admission.NEW);
  }

  @Test
  void withoutAMailboxNothingComesLaterThanItsSenderRepeats() {
    HandedBefore brief = open(false);
    Instant expiry = time.now().plus(DAY);
    for (int i = 0; i <= HALF; i++) {
      assertThat(brief.admit(id(), expiry)).isEqualTo(Admission.NEW);
    }
    MessageId id = id();
    brief.admit(id, expiry);
    time.advance(QUARTER.minusSeconds(1));
    assertThat(brief.admit(id, expiry)).isEqualTo(Admission.KNOWN);
    time.advance(Duration.ofSeconds(1));
    assertThat(brief.admit(id, expiry)).isEqualTo(Admission.NEW);
  }

  private HandedBefore open(boolean mailbox) {
    return new HandedBefore(state, time, mailbox).open();
  }

  private MessageId id() {
    return MessageId.generate(random);
  }
}
