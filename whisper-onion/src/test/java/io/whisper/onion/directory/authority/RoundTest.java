package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ExcludedAuthority;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoundTest {
  private final VotingTable table = new VotingTable(3, 4, new Random(11));

  @Test
  void allAgreeWhenAllVote() {
    table.cast(table.vote(4), 0, 1, 2);
    table.finish(0, 1, 2);
    Consensus consensus = table.consensus(0).orElseThrow();
    assertThat(consensus.relays()).hasSize(4);
    assertThat(consensus.signers()).hasSize(3);
    assertThat(consensus.validAfter()).isEqualTo(VotingTable.START);
    assertThat(table.rounds).allMatch(Round::complete);
    assertThat(table.consensus(1).orElseThrow().digest()).isEqualTo(consensus.digest());
    assertThat(table.consensus(2).orElseThrow().digest()).isEqualTo(consensus.digest());
  }

  @Test
  void oneSilentAuthorityStopsNothing() {
    table.cast(table.vote(4), 0, 1);
    table.finish(0, 1);
    Consensus consensus = table.consensus(0).orElseThrow();
    assertThat(consensus.signers()).containsExactlyInAnyOrder(table.identity(0), table.identity(1));
    assertThat(consensus.relays()).hasSize(4);
    assertThat(consensus.excluded()).isEmpty();
    assertThat(table.rounds.get(0).complete()).isFalse();
  }

  @Test
  void twoSilentAuthoritiesOfThreeMeanNoConsensus() {
    table.cast(table.vote(4), 0);
    table.finish(0);
    assertThat(table.consensus(0)).isEmpty();
  }

  @Test
  void twoSilentAuthoritiesOfFiveStopNothing() {
    VotingTable five = new VotingTable(5, 3, new Random(12));
    five.cast(five.vote(3), 0, 2, 4);
    five.finish(0, 2, 4);
    assertThat(five.consensus(2).orElseThrow().relays()).hasSize(3);
  }

  @Test
  void whoCastsTwoVotesIsLeftOutAndNamed() {
    table.cast(table.vote(4), 0, 1);
    Vote one = table.vote(1);
    Vote two = table.vote(2);
    assertThat(table.tell(0, table.header(2, one), one)).isEqualTo(Round.Heard.WANTS_VOTE);
    assertThat(table.tell(1, table.header(2, two), two)).isEqualTo(Round.Heard.WANTS_VOTE);
    assertThat(table.rounds.get(0).equivocators()).isEmpty();
    table.echo(0, 1);
    assertThat(table.rounds.get(0).equivocators()).containsExactly(table.identity(2));
    assertThat(table.rounds.get(1).equivocators()).containsExactly(table.identity(2));
    table.signAll(0, 1);
    Consensus consensus = table.consensus(0).orElseThrow();
    assertThat(consensus.excluded())
        .containsExactly(new ExcludedAuthority("a2", table.identity(2)));
    assertThat(consensus.relays()).hasSize(4);
    assertThat(table.consensus(1).orElseThrow().digest()).isEqualTo(consensus.digest());
    assertThat(table.rounds.get(0).complete()).isTrue();
  }

  @Test
  void evidenceIsTwoHeadersThatTheAuthorSigned() {
    Vote one = table.vote(1);
    Vote two = table.vote(2);
    table.tell(0, table.header(2, one, 1), one);
    table.tell(0, table.header(2, two), two);
    List<SignedHeader> evidence = table.rounds.get(0).evidence(table.identity(2));
    assertThat(evidence)
        .hasSize(2)
        .allMatch(header -> header.signers().equals(Set.of(table.identity(2))))
        .allMatch(header -> SignedHeader.verify(header.encode(), table.network).isPresent());
    assertThat(table.rounds.get(0).evidence(table.identity(1))).isEmpty();
  }

  @Test
  void anExcludedAuthoritysSignatureDoesNotCount() {
    table.cast(table.vote(4), 0, 1);
    Vote one = table.vote(1);
    Vote two = table.vote(2);
    table.tell(0, table.header(2, one), one);
    table.tell(0, table.header(2, two), two);
    table.echo(0, 1);
    ConsensusEndorsement own = table.sign(0).orElseThrow();
    table
        .rounds
        .get(0)
        .hear(ConsensusEndorsement.sign(VotingTable.START, own.digest(), table.keys.seed(2)));
    assertThat(table.rounds.get(0).signers()).containsExactly(table.identity(0));
    assertThat(table.consensus(0)).isEmpty();
    table.rounds.get(0).hear(table.sign(1).orElseThrow());
    assertThat(table.consensus(0).orElseThrow().signers()).hasSize(2);
  }

  @Test
  void aVoteThatComesAfterTheEchoIsNotCounted() {
    table.cast(table.vote(4), 0, 1);
    table.echo(0, 1);
    Vote late = table.vote(1);
    assertThat(table.tell(0, table.header(2, late), late)).isEqualTo(Round.Heard.IGNORED);
    table.signAll(0, 1);
    assertThat(table.consensus(0).orElseThrow().digest())
        .isEqualTo(table.consensus(1).orElseThrow().digest());
    assertThat(table.rounds.get(0).voters()).hasSize(2);
  }

  @Test
  void aVoteThatCameToOneOnlyIsCountedByAll() {
    table.cast(table.vote(4), 0, 1);
    Vote third = table.vote(3);
    table.tell(0, table.header(2, third), third);
    table.finish(0, 1);
    assertThat(table.rounds.get(1).voters()).hasSize(3);
    assertThat(table.consensus(1).orElseThrow().digest())
        .isEqualTo(table.consensus(0).orElseThrow().digest());
  }

  @Test
  void afterSigningNothingIsHeard() {
    table.cast(table.vote(4), 0, 1);
    table.finish(0, 1);
    Vote late = table.vote(1);
    assertThat(table.tell(0, table.header(2, late, 1), late)).isEqualTo(Round.Heard.IGNORED);
  }

  @Test
  void aGarbageVoteWantsNothing() {
    table.cast(table.vote(4), 0, 1);
    Vote garbage = Vote.read(new byte[] {1, 2, 3, 4, 5}, table.network);
    assertThat(garbage.wellFormed()).isFalse();
    table.broadcast(2, table.header(2, garbage), garbage, 0, 1);
    table.finish(0, 1);
    assertThat(table.consensus(0).orElseThrow().relays()).hasSize(4);
    assertThat(table.consensus(0).orElseThrow().excluded()).isEmpty();
  }

  @Test
  void aVoteOfAnotherRoundIsRefused() {
    Round next = table.round(2, table.times.next(VotingTable.START));
    SignedHeader header = next.cast(table.vote(1));
    assertThat(table.rounds.get(0).hear(header)).isEqualTo(Round.Heard.OTHER_ROUND);
    ConsensusEndorsement other =
        ConsensusEndorsement.sign(next.start(), Bytes32.ZERO, table.keys.seed(2));
    table.rounds.get(0).hear(other);
    assertThat(table.rounds.get(0).dissenters()).isEmpty();
  }

  @Test
  void aVoteIsCastOnce() {
    SignedHeader first = table.rounds.get(0).cast(table.vote(4));
    assertThat(table.rounds.get(0).cast(table.vote(1))).isSameAs(first);
  }

  @Test
  void whoSignsSomethingElseIsNamedAsDissenter() {
    table.cast(table.vote(4), 0, 1);
    table.finish(0, 1);
    table
        .rounds
        .get(0)
        .hear(ConsensusEndorsement.sign(VotingTable.START, Bytes32.ZERO, table.keys.seed(2)));
    assertThat(table.rounds.get(0).dissenters()).containsExactly(table.identity(2));
    assertThat(table.consensus(0).orElseThrow().signers()).hasSize(2);
  }

  @Test
  void anEndorsementIsNewOnce() {
    ConsensusEndorsement first =
        ConsensusEndorsement.sign(VotingTable.START, Bytes32.ZERO, table.keys.seed(2));
    assertThat(table.rounds.get(0).hear(first)).isTrue();
    assertThat(table.rounds.get(0).hear(first)).isFalse();
    for (int i = 0; i < 5; i++) {
      ConsensusEndorsement other =
          ConsensusEndorsement.sign(VotingTable.START, table.vote(i).digest(), table.keys.seed(2));
      assertThat(table.rounds.get(0).hear(other)).isEqualTo(i == 0);
    }
  }

  @Test
  void aFloodOfHeadersIsBounded() {
    table.cast(table.vote(4), 0, 1);
    for (int i = 0; i < 100; i++) {
      Vote vote = Vote.read(new byte[] {(byte) i}, table.network);
      table.rounds.get(0).hear(table.header(2, vote));
    }
    assertThat(table.rounds.get(0).wanted()).hasSizeLessThanOrEqualTo(8);
    Vote one = table.vote(1);
    Vote two = table.vote(2);
    table.tell(0, table.header(2, one, 1), one);
    table.tell(0, table.header(2, two, 1), two);
    assertThat(table.rounds.get(0).equivocators()).containsExactly(table.identity(2));
  }

  /**
   * What Dolev and Strong prove, tried with whatever bad authorities might send to whom and when.
   */
  @Test
  void honestAuthoritiesAgreeWhateverTheBadOnesDo() {
    Property.holds(
        60,
        random -> {
          int count = random.nextBoolean() ? 3 : 5;
          VotingTable five = new VotingTable(count, 3, random);
          int bad = five.times.echoes();
          int[] honest = new int[count - bad];
          for (int i = 0; i < honest.length; i++) {
            honest[i] = i;
          }
          five.cast(five.vote(3), honest);
          for (int step = 0; step <= five.times.echoes(); step++) {
            misbehave(five, honest.length, random);
            if (step < five.times.echoes()) {
              five.echo(honest);
            }
          }
          five.signAll(honest);
          Set<Bytes32> digests = new HashSet<>();
          for (int i : honest) {
            digests.add(five.consensus(i).orElseThrow().digest());
            assertThat(five.rounds.get(i).equivocators())
                .isEqualTo(five.rounds.get(0).equivocators());
          }
          assertThat(digests).hasSize(1);
        });
  }

  /** Lets the bad, who know each other's secrets, tell random honest ones random things. */
  private static void misbehave(VotingTable table, int honest, Random random) {
    int bad = table.rounds.size() - honest;
    for (int i = random.nextInt(6); i > 0; i--) {
      int author = honest + random.nextInt(bad);
      List<Integer> others = new ArrayList<>();
      for (int other = honest; other < table.rounds.size(); other++) {
        if (other != author && random.nextBoolean()) {
          others.add(other);
        }
      }
      Vote vote =
          random.nextInt(4) == 0
              ? Vote.read(new byte[] {(byte) random.nextInt(3)}, table.network)
              : table.vote(random.nextInt(4));
      SignedHeader header =
          table.header(author, vote, others.stream().mapToInt(Integer::intValue).toArray());
      table.tell(random.nextInt(honest), header, vote);
    }
  }
}
