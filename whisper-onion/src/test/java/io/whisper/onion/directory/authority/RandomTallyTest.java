package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ExcludedAuthority;
import io.whisper.onion.directory.RandomCommit;
import io.whisper.onion.directory.RandomShare;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.SharedRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomTallyTest {
  private static final int HALF = PeriodTable.ROUNDS / 2;

  private final PeriodTable table = new PeriodTable(3);

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void everyPeriodHasAValueThatItsAuthoritiesDrewInTheOneBefore(int authorities) {
    PeriodTable town = new PeriodTable(authorities);
    int[] all = town.all();
    long first = town.period().number();
    Set<Bytes32> values = new HashSet<>();
    Bytes32 before = SharedRandom.fixed(town.network.id(), first);
    for (int period = 0; period < 5; period++) {
      Consensus begun = town.round(all).orElseThrow();
      assertThat(begun.sharedRandom()).isEqualTo(before);
      assertThat(values.add(begun.sharedRandom())).isTrue();
      assertThat(begun.random().shares()).hasSize(authorities).allMatch(s -> s.reveal() == null);
      Consensus half = town.rounds(HALF - 1, all);
      assertThat(half.random()).isEqualTo(begun.random());
      Consensus ended = town.rest(all);
      assertThat(ended.sharedRandom()).isEqualTo(before);
      assertThat(ended.random().shares()).hasSize(authorities).allMatch(s -> s.reveal() != null);
      Map<Bytes32, Bytes32> reveals = new TreeMap<>();
      for (RandomShare share : ended.random().shares()) {
        assertThat(share.verifies(town.network)).isTrue();
        reveals.put(share.authority(), reveal(share));
      }
      before =
          SharedRandom.drawn(town.network.id(), first + period + 1, reveals, ended.sharedRandom());
      assertThat(town.following(ended.random()).previous()).isEqualTo(ended.sharedRandom());
    }
    assertThat(town.round(all).orElseThrow().previousSharedRandom()).isIn(values);
  }

  private static Bytes32 reveal(RandomShare share) {
    return Optional.ofNullable(share.reveal()).orElseThrow();
  }

  @Test
  void valuesFollowFromEachAuthoritysSecretAndFromNothingElse() {
    Bytes32 one = second(new PeriodTable(3, 1, 2, 3));
    assertThat(second(new PeriodTable(3, 1, 2, 3))).isEqualTo(one);
    assertThat(second(new PeriodTable(3, 9, 2, 3))).isNotEqualTo(one);
    assertThat(second(new PeriodTable(3, 1, 9, 3))).isNotEqualTo(one);
    assertThat(second(new PeriodTable(3, 1, 2, 9))).isNotEqualTo(one);
  }

  private static Bytes32 second(PeriodTable town) {
    town.rest(0, 1, 2);
    return town.round(0, 1, 2).orElseThrow().sharedRandom();
  }

  @Test
  void beforeTheSecondHalfNobodyRevealsAnything() {
    Consensus half = table.rounds(HALF, 0, 1, 2);
    assertThat(half.random().shares()).hasSize(3).allMatch(share -> share.reveal() == null);
    Consensus after = table.rounds(1, 0, 1, 2);
    assertThat(after.random().shares()).hasSize(3).allMatch(share -> share.reveal() != null);
  }

  @Test
  void aWithheldRevealChangesTheValueByItsAbsenceOnly() {
    table.seats.get(2).lie = vote -> without(vote, 2);
    RandomState ended = table.rest(0, 1, 2).random();
    assertThat(ended.share(table.seats.get(2).identity))
        .hasValueSatisfying(share -> assertThat(share.reveal()).isNull());
    Map<Bytes32, Bytes32> reveals = new TreeMap<>();
    for (int i : List.of(0, 1)) {
      RandomShare share = ended.share(table.seats.get(i).identity).orElseThrow();
      reveals.put(share.authority(), reveal(share));
    }
    assertThat(table.round(0, 1, 2).orElseThrow().sharedRandom())
        .isEqualTo(
            SharedRandom.drawn(table.network.id(), ended.period() + 1, reveals, ended.value()));
  }

  /** The same vote with the reveal of the authority at {@code index} left out. */
  private VotedRandom without(VotedRandom vote, int index) {
    return new VotedRandom(
        vote.held(),
        vote.shares().stream()
            .map(
                share ->
                    share.authority().equals(table.seats.get(index).identity)
                        ? RandomShare.of(share.commit())
                        : share)
            .toList());
  }

  @Test
  void twoCommitmentsInOnePeriodExcludeAndAreNamed() {
    for (int second : List.of(2, HALF + 2)) {
      PeriodTable town = new PeriodTable(3);
      town.rounds(second, 0, 1, 2);
      long period = town.period().number();
      RandomShare other = commit(town, 2, period, new byte[32]);
      town.seats.get(2).lie = vote -> VotedRandom.of(vote.held(), Optional.of(other));
      Consensus named = town.rounds(1, 0, 1, 2);
      town.seats.get(2).lie = vote -> vote;
      assertThat(named.twiceCommitted())
          .containsExactly(new ExcludedAuthority("a2", town.seats.get(2).identity));
      Consensus ended = town.rest(0, 1, 2);
      assertThat(ended.twiceCommitted()).isEqualTo(named.twiceCommitted());
      assertThat(ended.excluded()).isEmpty();
      RandomShare evidence = ended.random().share(town.seats.get(2).identity).orElseThrow();
      assertThat(evidence.verifies(town.network)).isTrue();
      assertThat(evidence.reveal()).isNull();
      assertThat(ended.random().shares().stream().filter(share -> share.reveal() != null).count())
          .isEqualTo(2);
      Consensus next = town.round(0, 1, 2).orElseThrow();
      assertThat(next.sharedRandom()).isEqualTo(town.following(ended.random()).value());
      assertThat(next.twiceCommitted()).isEmpty();
    }
  }

  private static RandomShare commit(PeriodTable town, int author, long period, byte[] secret) {
    Bytes32 value =
        SharedRandom.commitment(
            town.network.id(),
            town.seats.get(author).identity,
            period,
            SharedRandom.reveal(secret));
    return RandomShare.of(
        RandomCommit.sign(town.network.id(), period, value, town.keys.seed(author)));
  }

  @Test
  void aCommitmentThatComesWithTheFirstRevealsDoesNotCount() {
    table.seats.get(2).lie = vote -> VotedRandom.of(vote.held(), Optional.empty());
    table.rounds(HALF, 0, 1);
    long period = table.period().number();
    RandomShare late =
        commit(table, 2, period, new byte[32]).revealing(SharedRandom.reveal(new byte[32]));
    table.seats.get(2).held = table.seats.get(0).held;
    table.seats.get(2).lie = vote -> VotedRandom.of(vote.held(), Optional.of(late));
    Consensus ended = table.rest(0, 1, 2);
    assertThat(ended.random().share(table.seats.get(2).identity)).isEmpty();
    assertThat(ended.random().shares()).hasSize(2).allMatch(share -> share.reveal() != null);
  }

  @Test
  void anAuthorityKilledBetweenCommitmentAndRevealRevealsWhatItCommittedTo() {
    table.rounds(HALF - 2, 0, 1, 2);
    RandomShare committed = share(table.seats.get(1).held, 1);
    table.rounds(4, 0, 2);
    table.seats.get(1).restart();
    table.seats.get(1).held = table.seats.get(0).held;
    Consensus ended = table.rest(0, 1, 2);
    assertThat(share(Optional.of(ended), 1).commit()).isEqualTo(committed.commit());
    assertThat(share(Optional.of(ended), 1).reveal()).isNotNull();
    assertThat(ended.twiceCommitted()).isEmpty();
  }

  private RandomShare share(Optional<Consensus> consensus, int index) {
    return consensus
        .flatMap(held -> held.random().share(table.seats.get(index).identity))
        .orElseThrow();
  }

  @Test
  void whoLostItsDiskDoesNotCommitAgainInTheSamePeriod() {
    table.rounds(3, 0, 1, 2);
    table.seats.get(1).lose();
    Consensus ended = table.rest(0, 1, 2);
    assertThat(ended.twiceCommitted()).isEmpty();
    assertThat(share(Optional.of(ended), 1).reveal()).isNull();
    Consensus next = table.rest(0, 1, 2);
    assertThat(next.random().shares()).hasSize(3).allMatch(share -> share.reveal() != null);
  }

  @Test
  void whoComesLateTakesTheValuesOverAndHasAShareFromTheNextPeriodOn() {
    table.rest(0, 1);
    Consensus begun = table.rounds(HALF + 1, 0, 1);
    Consensus without = table.round(0, 1, 2).orElseThrow();
    assertThat(without.random()).isEqualTo(begun.random());
    assertThat(table.seats.get(2).held).isPresent();
    Consensus ended = table.rest(0, 1, 2);
    assertThat(ended.random()).isEqualTo(begun.random());
    Consensus next = table.rest(0, 1, 2);
    assertThat(next.sharedRandom()).isEqualTo(table.following(ended.random()).value());
    assertThat(next.random().shares()).hasSize(3).allMatch(share -> share.reveal() != null);
  }

  @Test
  void theLossOfAMinorityStopsNothing() {
    PeriodTable five = new PeriodTable(5);
    five.rest(0, 1, 2, 3, 4);
    five.rounds(HALF - 1, 0, 1, 2, 3, 4);
    Consensus ended = five.rest(0, 2, 4);
    assertThat(ended.random().shares()).hasSize(5);
    assertThat(ended.random().shares().stream().filter(s -> s.reveal() != null).count())
        .isEqualTo(3);
    Consensus next = five.rest(0, 2, 4);
    assertThat(next.sharedRandom()).isEqualTo(five.following(ended.random()).value());
    assertThat(next.random().shares()).hasSize(3);
  }

  @Test
  void whoMissedTheRoundBetweenTwoPeriodsDerivesTheSameValue() {
    Consensus ended = table.rest(0, 1, 2);
    table.round(0, 1);
    Consensus next = table.round(1, 2).orElseThrow();
    assertThat(next.sharedRandom()).isEqualTo(table.following(ended.random()).value());
    assertThat(next.previousSharedRandom()).isEqualTo(ended.sharedRandom());
  }

  @Test
  void aRevealThatOnlyOneKnowsCountsForAllWhenThePeriodEnds() {
    table.seats.get(2).lie = vote -> VotedRandom.of(vote.held(), Optional.empty());
    table.rounds(PeriodTable.ROUNDS - 1, 0, 1, 2);
    Optional<Consensus> before = table.seats.get(1).held;
    table.seats.get(2).lie = vote -> vote;
    Consensus ended = table.rest(0, 1, 2);
    table.seats.get(1).held = before;
    table.seats.get(2).held = Optional.empty();
    // One knows the last reveal and one does not; the third says nothing.
    assertThat(table.round(0, 1).orElseThrow().sharedRandom())
        .isEqualTo(table.following(ended.random()).value());
  }

  @Test
  void aPeriodWithoutARevealHasTheDisasterValue() {
    Consensus first = table.rest(0, 1, 2);
    table.round(0, 1, 2);
    table.seats.forEach(seat -> seat.lie = vote -> without(vote, seat.index));
    Consensus second = table.rest(0, 1, 2);
    assertThat(second.sharedRandom()).isEqualTo(table.following(first.random()).value());
    assertThat(table.round(0, 1, 2).orElseThrow().sharedRandom())
        .isEqualTo(SharedRandom.disaster(second.sharedRandom(), second.random().period() + 1));
  }

  @Test
  void aNetworkThatBeginsInASecondHalfHasTheFixedValueOnePeriodLonger() {
    table.start = table.start.plusSeconds(43_200);
    long period = table.period().number();
    Consensus first = table.rest(0, 1, 2);
    assertThat(first.sharedRandom()).isEqualTo(SharedRandom.fixed(table.network.id(), period));
    assertThat(first.random().shares()).isEmpty();
    Consensus second = table.rest(0, 1, 2);
    assertThat(second.sharedRandom()).isEqualTo(SharedRandom.fixed(table.network.id(), period + 1));
    Consensus third = table.rest(0, 1, 2);
    assertThat(third.random().isFixed(table.network.id())).isFalse();
  }

  @Test
  void afterPeriodsWithoutAConsensusTheChainGoesOn() {
    RandomState ended = table.rest(0, 1, 2).random();
    table.start = table.start.plusSeconds(3 * 86_400L);
    Consensus woken = table.round(0, 1, 2).orElseThrow();
    RandomState following = table.following(ended);
    Bytes32 before = SharedRandom.disaster(following.value(), ended.period() + 3);
    assertThat(woken.previousSharedRandom()).isEqualTo(before);
    assertThat(woken.sharedRandom()).isEqualTo(SharedRandom.disaster(before, ended.period() + 4));
  }

  @Test
  void votesWithSharesAreReadAsTheyWereCastAndNothingElseIsBelieved() {
    table.rounds(HALF + 1, 0, 1, 2);
    Vote vote = table.seats.get(0).vote();
    assertThat(vote.random().shares()).hasSize(3);
    Vote read = Vote.read(vote.bytes(), table.network);
    assertThat(read.random()).isEqualTo(vote.random());
    List<byte[]> tampered = new ArrayList<>();
    Tampering.truncations(vote.bytes()).forEach(tampered::add);
    Tampering.singleByteChanges(vote.bytes(), new Random(7)).forEach(tampered::add);
    for (byte[] bytes : tampered) {
      Vote other = Vote.read(bytes, table.network);
      assertThat(vote.random().shares()).containsAll(other.random().shares());
    }
  }

  /** Honest authorities come and go, bad ones say anything that can be said about shares. */
  @Test
  void allWhoArePresentAgreeWhateverABadMinoritySays() {
    Property.holds(
        8,
        random -> {
          int count = random.nextBoolean() ? 3 : 5;
          PeriodTable town = new PeriodTable(count);
          int bad = town.times.echoes();
          for (int i = count - bad; i < count; i++) {
            lie(town, i, random);
          }
          Bytes32 value = Bytes32.ZERO;
          for (int round = 0; round < 3 * PeriodTable.ROUNDS; round++) {
            int[] present =
                IntStream.range(0, count)
                    .filter(i -> i < count - bad || random.nextBoolean())
                    .toArray();
            boolean begins = town.start.equals(town.period().start());
            Consensus consensus = town.round(present).orElseThrow();
            assertThat(begins || round == 0 || consensus.sharedRandom().equals(value)).isTrue();
            assertThat(consensus.twiceCommitted())
                .allMatch(
                    named ->
                        town.seats.stream()
                            .anyMatch(
                                seat ->
                                    seat.index >= count - bad
                                        && seat.identity.equals(named.identity())));
            value = consensus.sharedRandom();
            long revealed =
                consensus.random().shares().stream().filter(s -> s.reveal() != null).count();
            if (round % PeriodTable.ROUNDS >= HALF + 1) {
              assertThat(revealed).isGreaterThanOrEqualTo(count - bad);
            }
          }
        });
  }

  private static void lie(PeriodTable town, int index, Random random) {
    PeriodTable.Seat seat = town.seats.get(index);
    seat.lie =
        vote -> {
          long period = town.period().number();
          RandomShare own = commit(town, index, period, new byte[] {(byte) random.nextInt(2)});
          List<RandomShare> kept = new ArrayList<>(vote.shares());
          return switch (random.nextInt(6)) {
            case 0 -> VotedRandom.NONE;
            case 1 -> VotedRandom.of(vote.held(), Optional.of(own));
            case 2 -> {
              kept.removeIf(share -> random.nextBoolean());
              yield new VotedRandom(vote.held(), kept);
            }
            case 3 ->
                new VotedRandom(
                    Optional.of(
                        new RandomState(
                            period, own.commit().value(), own.commit().value(), List.of())),
                    List.of());
            default -> vote;
          };
        };
  }
}
