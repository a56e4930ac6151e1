package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomShare;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RandomContributionTest {
  private static final Instant MORNING = VirtualTime.START.plus(Duration.ofHours(2));
  private static final Instant EVENING = VirtualTime.START.plus(Duration.ofHours(20));
  private static final Instant TOMORROW = MORNING.plus(Duration.ofDays(1));
  private static final long PERIOD = TimePeriod.at(MORNING, 1_440).number();

  private final ConsensusBuilder keys = ConsensusBuilder.ofAuthorities(3, new Random(81));
  private final Network network = keys.network();
  private final Bytes32 self = network.authorities().get(0).identity();
  private final SeededRandom random = new SeededRandom(82);

  private RandomContribution contribution(StateStore store) {
    return new RandomContribution(network, self, keys.seed(0), store, random);
  }

  private Optional<RandomState> agreed(long period, RandomShare... shares) {
    RandomState begun = RandomState.begin(network.id(), period);
    return Optional.of(new RandomState(period, begun.value(), begun.previous(), List.of(shares)));
  }

  private static Optional<RandomShare> own(VotedRandom vote) {
    return vote.shares().stream().findFirst();
  }

  @Test
  void anAuthorityCommitsToOneValueInAPeriodWhateverHappensToIt(@TempDir Path folder) {
    RandomShare first;
    try (StateStore store = StateStore.directory(folder)) {
      first = own(contribution(store).vote(MORNING, Optional.empty())).orElseThrow();
      assertThat(first.verifies(network)).isTrue();
      assertThat(own(contribution(store).vote(MORNING.plusSeconds(3_600), Optional.empty())))
          .contains(first);
    }
    try (StateStore store = StateStore.directory(folder)) {
      assertThat(own(contribution(store).vote(MORNING, Optional.empty()))).contains(first);
      RandomShare revealed =
          own(contribution(store).vote(EVENING, agreed(PERIOD, first))).orElseThrow();
      assertThat(revealed.commit()).isEqualTo(first.commit());
      assertThat(revealed.reveal()).isNotNull();
      assertThat(revealed.verifies(network)).isTrue();
      RandomShare next = own(contribution(store).vote(TOMORROW, Optional.empty())).orElseThrow();
      assertThat(next.period()).isEqualTo(PERIOD + 1);
      assertThat(next.commit().value()).isNotEqualTo(first.commit().value());
    }
  }

  @Test
  void theSecretIsOnTheDiskBeforeTheCommitmentIsTold() {
    StateStore store = StateStore.inMemory();
    RandomShare told = own(contribution(store).vote(MORNING, Optional.empty())).orElseThrow();
    byte[] kept = store.read("random").orElseThrow();
    assertThat(kept).hasSize(1 + 8 + 32 + 32);
    assertThat(kept).containsSequence(told.commit().value().toByteArray());
  }

  @Test
  void nothingIsRevealedThatWasNotAgreedOn() {
    StateStore store = StateStore.inMemory();
    assertThat(own(contribution(store).vote(MORNING, Optional.empty()))).isPresent();
    assertThat(own(contribution(store).vote(EVENING, Optional.empty()))).isEmpty();
    assertThat(own(contribution(store).vote(EVENING, agreed(PERIOD)))).isEmpty();
    assertThat(own(contribution(store).vote(EVENING, agreed(PERIOD - 1)))).isEmpty();
  }

  @Test
  void theSecretLeavesTheDiskWhenAllKnowItAndWhenThePeriodIsOver() {
    StateStore store = StateStore.inMemory();
    RandomShare first = own(contribution(store).vote(MORNING, Optional.empty())).orElseThrow();
    RandomShare revealed =
        own(contribution(store).vote(EVENING, agreed(PERIOD, first))).orElseThrow();
    byte[] reveal = Optional.ofNullable(revealed.reveal()).orElseThrow().toByteArray();
    assertThat(store.read("random").orElseThrow()).containsSequence(reveal);
    VotedRandom after = contribution(store).vote(EVENING, agreed(PERIOD, revealed));
    assertThat(after.shares()).containsExactly(revealed);
    assertThat(store.read("random").orElseThrow()).hasSize(1 + 8 + 32);
    assertThat(own(contribution(store).vote(MORNING, agreed(PERIOD, first)))).contains(first);
    contribution(store).vote(EVENING.plus(Duration.ofDays(1)), Optional.empty());
    assertThat(store.read("random")).isEmpty();
  }

  @Test
  void whoLostItsSecretDoesNotCommitAgain() {
    StateStore store = StateStore.inMemory();
    RandomShare first = own(contribution(store).vote(MORNING, Optional.empty())).orElseThrow();
    VotedRandom vote = contribution(StateStore.inMemory()).vote(MORNING, agreed(PERIOD, first));
    assertThat(vote.shares()).containsExactly(first);
  }

  @Test
  void whatCannotBeReadIsLeftAloneUntilThePeriodIsOver() {
    StateStore store = StateStore.inMemory();
    store.write("random", new byte[] {9, 1, 2});
    RandomContribution contribution = contribution(store);
    assertThat(own(contribution.vote(MORNING, Optional.empty()))).isEmpty();
    assertThat(own(contribution.vote(EVENING, Optional.empty()))).isEmpty();
    assertThat(store.read("random").orElseThrow()).hasSize(3);
    assertThat(own(contribution.vote(TOMORROW, Optional.empty()))).isPresent();
  }

  @Test
  void aClockThatGoesBackCommitsToNothingElse() {
    StateStore store = StateStore.inMemory();
    RandomContribution contribution = contribution(store);
    RandomShare first = own(contribution.vote(TOMORROW, Optional.empty())).orElseThrow();
    assertThat(own(contribution.vote(MORNING, Optional.empty()))).isEmpty();
    assertThat(own(contribution.vote(TOMORROW, Optional.empty()))).contains(first);
  }
}
