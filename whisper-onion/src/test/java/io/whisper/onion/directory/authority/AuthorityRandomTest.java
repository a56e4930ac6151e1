package io.whisper.onion.directory.authority;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RandomCommit;
import io.whisper.onion.directory.RandomShare;
import io.whisper.onion.directory.RandomState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shared random values as whole authorities draw them, with their disks, timers and messages. */
final class AuthorityRandomTest {
  private final TownHall hall = new TownHall(3, 2, 24);
  private final Instant midnight = hall.town.time().now();

  /** Lets time pass up to that hour since the town began; periods are days. */
  private void until(double hours) {
    Instant moment = midnight.plus(Duration.ofMinutes((long) (60 * hours)));
    hall.town.time().advance(Duration.between(hall.town.time().now(), moment));
  }

  private Consensus consensus(int index) {
    return hall.consensus(index).orElseThrow();
  }

  private Bytes32 identity(int index) {
    return hall.seats.get(index).entry.identity();
  }

  private static long revealed(RandomState state) {
    return state.shares().stream().filter(share -> share.reveal() != null).count();
  }

  private Bytes32 following(Consensus consensus) {
    RandomState state = consensus.random();
    return state.at(hall.network.id(), state.period() + 1).value();
  }

  @Test
  void anAuthorityKilledBetweenCommitmentAndRevealRevealsAfterItsRestart() {
    until(3);
    RandomCommit committed = share(0, 1).commit();
    until(8.1);
    hall.seats.get(1).kill();
    until(13.2);
    hall.seats.get(1).restart();
    until(23.9);
    assertThat(share(0, 1).commit()).isEqualTo(committed);
    assertThat(revealed(consensus(0).random())).isEqualTo(3);
    assertThat(consensus(0).twiceCommitted()).isEmpty();
    Bytes32 next = following(consensus(0));
    until(24.9);
    for (int i = 0; i < 3; i++) {
      assertThat(consensus(i).sharedRandom()).isEqualTo(next);
    }
    // The secret of the day before is on no disk any more.
    until(37.9);
    assertThat(hall.seats.get(1).store.child("voting").read("random").orElseThrow())
        .hasSize(1 + 8 + 32);
  }

  private RandomShare share(int at, int of) {
    return consensus(at).random().share(identity(of)).orElseThrow();
  }

  @Test
  void aWholeNetworkKilledAtAnyMomentGoesOnWithItsValues() {
    until(2.5);
    List<RandomCommit> before =
        consensus(0).random().shares().stream().map(RandomShare::commit).toList();
    for (double moment : List.of(5.01, 12.02, 12.4, 20.3)) {
      until(moment);
      hall.seats.forEach(TownHall.Seat::kill);
      hall.seats.forEach(TownHall.Seat::restart);
    }
    until(23.9);
    assertThat(consensus(0).random().shares().stream().map(RandomShare::commit).toList())
        .isEqualTo(before);
    assertThat(revealed(consensus(0).random())).isEqualTo(3);
    Bytes32 next = following(consensus(0));
    hall.seats.forEach(TownHall.Seat::kill);
    until(50.5);
    hall.seats.forEach(TownHall.Seat::restart);
    until(52.9);
    assertThat(consensus(0).previousSharedRandom()).isEqualTo(next);
  }

  @Test
  void theLossOfOneAuthorityAndItsLateReturnStopNothing() {
    until(5);
    hall.seats.get(2).kill();
    until(24.9);
    Consensus second = consensus(0);
    assertThat(second.random().isFixed(hall.network.id())).isFalse();
    until(47.9);
    assertThat(revealed(consensus(0).random())).isEqualTo(2);
    hall.seats.get(2).restart();
    Bytes32 next = following(consensus(0));
    until(71.9);
    assertThat(consensus(2).sharedRandom()).isEqualTo(next);
    assertThat(consensus(2).digest()).isEqualTo(consensus(0).digest());
    assertThat(revealed(consensus(2).random())).isEqualTo(3);
  }

  @Test
  void whoCommitsTwiceIsNamedAndTheEvidenceIsKept() {
    until(4.5);
    hall.seats.get(2).kill();
    List<RandomShare> shares = new ArrayList<>();
    RandomShare own = share(0, 2);
    RandomCommit other =
        RandomCommit.sign(hall.network.id(), own.period(), Bytes32.ZERO, hall.seats.get(2).seed);
    shares.add(RandomShare.of(other));
    Instant round = RoundTimes.of(hall.network).next(midnight.plus(Duration.ofHours(4)));
    until(5.01);
    Vote vote =
        Vote.of(
            hall.network.parameters(),
            List.of(),
            new VotedRandom(Optional.empty(), List.copyOf(shares)));
    SignedHeader header =
        SignedHeader.sign(
            new VoteHeader(hall.network.id(), identity(2), round, vote.digest()),
            hall.seats.get(2).seed);
    for (int to = 0; to < 2; to++) {
      tell(to, AuthorityMessage.announce(header, vote));
    }
    until(11.9);
    assertThat(consensus(0).twiceCommitted())
        .singleElement()
        .satisfies(named -> assertThat(named.name()).isEqualTo("a2"));
    StateStore kept = hall.seats.get(0).store.child("voting");
    assertThat(kept.records("commits"))
        .singleElement()
        .satisfies(
            evidence ->
                assertThat(RandomShare.decode(evidence).orElseThrow().verifies(hall.network))
                    .isTrue());
    until(23.9);
    assertThat(revealed(consensus(1).random())).isEqualTo(2);
  }

  private void tell(int to, byte[] message) {
    var told =
        hall.town
            .direct(hall.seats.get(to).entry.target())
            .thenCompose(conversation -> conversation.tell(message));
    hall.town.time().advance(Duration.ofSeconds(1));
    assertThat(await(told)).hasToString("ACCEPTED");
  }
}
