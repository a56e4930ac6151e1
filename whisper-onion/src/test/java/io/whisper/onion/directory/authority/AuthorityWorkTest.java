package io.whisper.onion.directory.authority;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.ExcludedAuthority;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.directory.SignedDocument;
import io.whisper.onion.directory.service.DirectoryClient;
import io.whisper.onion.directory.service.DirectoryService;
import io.whisper.onion.directory.service.DirectoryStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AuthorityWorkTest {
  private final TownHall hall = new TownHall(3, 5, 21);

  private Consensus consensus(int index) {
    return hall.consensus(index).orElseThrow();
  }

  private Instant present() {
    return RoundTimes.of(hall.network).roundOf(hall.town.time().now());
  }

  @Test
  void theFirstConsensusIsThereWithinTwoIntervals() {
    hall.intervals(2);
    assertThat(consensus(0).relays()).hasSize(5);
    assertThat(consensus(0).signers()).hasSize(3);
    assertThat(consensus(0).relays())
        .allSatisfy(
            relay -> assertThat(relay.flags()).containsExactlyInAnyOrder(RelayFlag.values()));
    assertThat(consensus(1).digest()).isEqualTo(consensus(0).digest());
    assertThat(consensus(2).digest()).isEqualTo(consensus(0).digest());
    assertThat(hall.relays).allMatch(relay -> relay.publisher.known().isDone());
  }

  @Test
  void everyIntervalHasItsConsensus() {
    hall.intervals(2);
    for (int i = 0; i < 5; i++) {
      hall.intervals(1);
      town(Duration.ofMinutes(46));
      assertThat(consensus(i % 3).validAfter()).isEqualTo(present());
      town(Duration.ofMinutes(-46).plus(hall.interval));
    }
  }

  private void town(Duration duration) {
    hall.town.time().advance(duration);
  }

  @Test
  void killingOneAuthorityChangesNothing() {
    hall.intervals(2);
    hall.seats.get(1).kill();
    hall.intervals(2);
    assertThat(consensus(0).validAfter()).isAfterOrEqualTo(present().minus(hall.interval));
    assertThat(consensus(0).signers()).hasSize(2);
    assertThat(consensus(0).relays()).hasSize(5);
    assertThat(consensus(2).digest()).isEqualTo(consensus(0).digest());
  }

  @Test
  void killingTwoLeavesWhatThereIsForADay() {
    hall.intervals(2);
    Consensus last = consensus(0);
    hall.seats.get(1).kill();
    hall.seats.get(2).kill();
    hall.intervals(5);
    assertThat(consensus(0).relays()).hasSize(5);
    assertThat(Duration.between(last.validAfter(), consensus(0).validAfter()))
        .isLessThanOrEqualTo(hall.interval);
    hall.seats.get(1).restart();
    hall.intervals(2);
    assertThat(consensus(0).validAfter()).isAfterOrEqualTo(present().minus(hall.interval));
    assertThat(consensus(0).relays()).hasSize(5);
  }

  @Test
  void aFrozenAuthorityChangesNothing() {
    hall.intervals(2);
    hall.town.freeze(hall.seats.get(2).entry.identity());
    hall.seats.get(2).work.close();
    hall.intervals(2);
    assertThat(consensus(0).validAfter()).isAfterOrEqualTo(present().minus(hall.interval));
    assertThat(consensus(0).signers()).hasSize(2);
  }

  @Test
  void anAuthorityKilledInTheMiddleOfARoundTakesUpItsPlace() {
    hall.intervals(2);
    for (Duration moment :
        List.of(
            Duration.ofSeconds(1),
            Duration.ofMinutes(7),
            Duration.ofMinutes(20),
            Duration.ofSeconds(1801))) {
      Instant round = present().plus(hall.interval);
      town(Duration.between(hall.town.time().now(), round.plus(moment)));
      hall.seats.get(0).kill();
      hall.seats.get(0).restart();
      town(Duration.between(hall.town.time().now(), round.plus(Duration.ofMinutes(50))));
      for (int i = 0; i < 3; i++) {
        assertThat(consensus(i).validAfter()).as("%s", moment).isEqualTo(round);
        assertThat(consensus(i).excluded()).isEmpty();
      }
      assertThat(consensus(0).signers()).contains(hall.seats.get(0).entry.identity());
    }
  }

  @Test
  void anAuthorityThatCastsTwoVotesIsNamedInTheConsensus() {
    hall.intervals(1);
    hall.seats.get(2).kill();
    Instant round = present().plus(hall.interval);
    town(Duration.between(hall.town.time().now(), round.plusSeconds(5)));
    tell(0, round, Vote.of(hall.network.parameters(), List.of()));
    tell(1, round, Vote.read(new byte[] {1}, hall.network));
    town(Duration.ofMinutes(50));
    assertThat(consensus(0).validAfter()).isEqualTo(round);
    assertThat(consensus(0).excluded())
        .containsExactly(new ExcludedAuthority("a2", hall.seats.get(2).entry.identity()));
    assertThat(consensus(0).relays()).hasSize(5);
    assertThat(consensus(1).digest()).isEqualTo(consensus(0).digest());
    assertThat(hall.seats.get(0).store.child("voting").records("evidence")).hasSize(2);
  }

  /** Lets authority 2 tell the one at {@code to} that it cast {@code vote}. */
  private void tell(int to, Instant round, Vote vote) {
    Bytes32 author = hall.seats.get(2).entry.identity();
    SignedHeader header =
        SignedHeader.sign(
            new VoteHeader(hall.network.id(), author, round, vote.digest()),
            hall.seats.get(2).seed);
    byte[] message = AuthorityMessage.announce(header, vote);
    tell(to, message);
  }

  @Test
  void aRelayThatDiesLeavesTheConsensusAndComesBack() {
    hall.intervals(2);
    TownHall.TownRelay relay = hall.relays.get(0);
    RelayEntry before = consensus(0).relay(relay.identity()).orElseThrow();
    hall.town.kill(relay.identity());
    hall.intervals(2);
    assertThat(consensus(0).relay(relay.identity())).isEmpty();
    hall.town.open(relay.target, DirectoryService.ofRelay(Optional::empty));
    hall.intervals(2);
    assertThat(consensus(0).relay(relay.identity()).orElseThrow().ringPlace())
        .isEqualTo(before.ringPlace());
  }

  @Test
  void aRelayThatDoesNotAnswerWithItsKeysIsNotListed() {
    TownHall.TownRelay liar = hall.relays.get(0);
    hall.town.kill(liar.identity());
    liar.target = Relays.target(liar.seed, hall.town.random());
    hall.intervals(2);
    assertThat(consensus(0).relays()).hasSize(4);
    assertThat(consensus(0).relay(liar.identity())).isEmpty();
  }

  @Test
  void aChangedDescriptorIsProbedAndTaken() {
    hall.intervals(2);
    TownHall.TownRelay relay = hall.relays.get(0);
    hall.town.kill(relay.identity());
    relay.target = Relays.target(relay.seed, hall.town.random());
    relay.families = Set.of("moved");
    hall.town.open(relay.target, DirectoryService.ofRelay(Optional::empty));
    relay.publisher.publish();
    hall.intervals(2);
    RelayEntry entry = consensus(0).relay(relay.identity()).orElseThrow();
    assertThat(entry.target()).isEqualTo(relay.target);
    assertThat(entry.families()).containsExactly("moved");
  }

  @Test
  void strangersMessagesAreRefused() {
    CompletableFuture<?> told =
        hall.town
            .direct(hall.seats.get(0).entry.target())
            .thenCompose(conversation -> conversation.tell(new byte[] {1, 2, 3}));
    CompletableFuture<?> published =
        hall.town
            .direct(hall.seats.get(0).entry.target())
            .thenCompose(conversation -> conversation.publish(new byte[] {1, 2, 3}));
    hall.town.time().advance(Duration.ofSeconds(1));
    assertThat(await(told)).hasToString("INVALID");
    assertThat(await(published)).hasToString("INVALID");
  }

  @Test
  void signaturesOfTheLastConsensusToldAgainStopNothing() {
    hall.intervals(2);
    town(Duration.ofMinutes(50));
    Consensus last = consensus(0);
    SignedDocument document =
        SignedDocument.decode(last.document(), Consensus.MAX_SIZE, 3).orElseThrow();
    Instant round = present().plus(hall.interval);
    town(Duration.between(hall.town.time().now(), round.plusSeconds(5)));
    for (SignedDocument.Signature signature : document.signatures()) {
      ConsensusEndorsement genuine =
          ConsensusEndorsement.sign(last.validAfter(), document.digest(), seed(signature.signer()));
      for (ByteString endorsement : List.of(ByteString.EMPTY, genuine.endorsement())) {
        for (Instant claimed : List.of(round, round.plus(hall.interval))) {
          byte[] replayed =
              AuthorityMessage.endorse(
                  new ConsensusEndorsement(claimed, document.digest(), signature, endorsement));
          assertThat(tell(0, replayed)).hasToString("INVALID");
        }
      }
    }
    town(Duration.ofMinutes(50));
    assertThat(consensus(0).validAfter()).isEqualTo(round);
    assertThat(consensus(0).signers()).hasSize(3);
  }

  @Test
  void whatIsToldAgainIsNotWrittenAgain() {
    hall.intervals(2);
    hall.seats.get(2).kill();
    Instant round = present().plus(hall.interval);
    town(Duration.between(hall.town.time().now(), round.plusSeconds(5)));
    byte[] seed = hall.seats.get(2).seed;
    Vote vote = Vote.of(hall.network.parameters(), List.of());
    SignedHeader header =
        SignedHeader.sign(
            new VoteHeader(
                hall.network.id(), hall.seats.get(2).entry.identity(), round, vote.digest()),
            seed);
    byte[] endorsement =
        AuthorityMessage.endorse(ConsensusEndorsement.sign(round, Bytes32.ZERO, seed));
    StateStore journal = hall.seats.get(0).store.child("voting");
    int before = journal.records("round").size();
    for (int i = 0; i < 10; i++) {
      tell(0, endorsement);
      tell(0, AuthorityMessage.announce(header, null));
    }
    assertThat(journal.records("round")).hasSize(before + 1);
    for (int i = 0; i < 10; i++) {
      tell(0, AuthorityMessage.announce(header, vote));
    }
    assertThat(journal.records("round")).hasSize(before + 3);
  }

  @Test
  void aRelayWithANewOnionKeyIsListedWithItAndNeverMissing() {
    hall.intervals(3);
    TownHall.TownRelay relay = hall.relays.get(0);
    LinkTarget old = relay.target;
    Bytes32 key = Bytes32.of(hall.town.random().bytes(32));
    // The relay answers under both keys, and says the new one.
    relay.target = new LinkTarget(old.identity(), key, old.certificateHash(), old.addresses());
    hall.town.open(relay.target, DirectoryService.ofRelay(Optional::empty));
    relay.publisher.publish();
    for (int quarter = 0; quarter < 8; quarter++) {
      town(hall.interval.dividedBy(4));
      assertThat(consensus(0).relay(old.identity())).isPresent();
    }
    assertThat(consensus(0).relay(old.identity()).orElseThrow().target().onionKey()).isEqualTo(key);
  }

  @Test
  void anAuthorityWithAFullDiskLeavesRoundsToTheOthersAndVotesAgainWhenThereIsRoom() {
    hall.intervals(2);
    hall.seats.get(0).store.full(true);
    hall.intervals(2);
    assertThat(consensus(1).validAfter()).isEqualTo(present().minus(hall.interval));
    assertThat(consensus(1).signers()).hasSize(2);
    // It casts no vote that it could not remember, but goes on with what the others agreed on.
    assertThat(consensus(0).digest()).isEqualTo(consensus(1).digest());
    hall.seats.get(0).store.full(false);
    hall.intervals(2);
    assertThat(consensus(1).signers()).hasSize(3);
  }

  @Test
  void noVoteIsCastWhenTheJournalCouldNotBeBegun() {
    hall.intervals(2);
    TownHall.Seat seat = hall.seats.get(0);
    // The journal of the round before can still be added to, but not be begun anew.
    seat.store.nearlyFull(true);
    Instant round = present().plus(hall.interval);
    List<byte[]> before = seat.store.child("voting").records("round");
    town(Duration.between(hall.town.time().now(), round.plus(Duration.ofMinutes(20))));
    assertThat(votersHeard(1, round)).containsExactly(hall.seats.get(2).entry.identity());
    assertThat(votersHeard(2, round)).containsExactly(hall.seats.get(1).entry.identity());
    assertThat(recordsOfVotes(seat)).isEqualTo(before.stream().filter(this::isOwnVote).count());

    seat.store.nearlyFull(false);
    town(hall.interval);
    assertThat(votersHeard(1, round.plus(hall.interval)))
        .containsExactlyInAnyOrder(seat.entry.identity(), hall.seats.get(2).entry.identity());
  }

  private long recordsOfVotes(TownHall.Seat seat) {
    return seat.store.child("voting").records("round").stream().filter(this::isOwnVote).count();
  }

  private boolean isOwnVote(byte[] entry) {
    return entry[0] == 2;
  }

  /** Who cast a vote in {@code round}, by the journal of the authority at {@code index}. */
  private Set<Bytes32> votersHeard(int index, Instant round) {
    return hall.seats.get(index).store.child("voting").records("round").stream()
        .filter(entry -> entry[0] == 3)
        .map(entry -> Arrays.copyOfRange(entry, 1, entry.length))
        .map(header -> SignedHeader.verify(header, hall.network).orElseThrow().header())
        .filter(header -> header.round().equals(round))
        .map(VoteHeader::authority)
        .collect(Collectors.toSet());
  }

  @Test
  void whatIsToldWhileAnAuthorityReadsItsJournalCountsOnceItHasResumed() {
    hall.intervals(2);
    Instant round = present().plus(hall.interval);
    town(Duration.between(hall.town.time().now(), round.plus(Duration.ofMinutes(20))));
    TownHall.Seat seat = hall.seats.get(0);
    seat.kill();
    town(Duration.ofMinutes(30));
    Consensus others = consensus(1);
    assertThat(others.validAfter()).isEqualTo(round);
    hall.seats.get(1).kill();
    hall.seats.get(2).kill();

    seat.restart();
    ConsensusEndorsement early =
        ConsensusEndorsement.sign(round, others.digest(), hall.seats.get(1).seed);
    CompletableFuture<DirectoryStatus> told = seat.work.voting(AuthorityMessage.endorse(early));
    town(Duration.ofSeconds(1));
    assertThat(await(told)).isEqualTo(DirectoryStatus.ACCEPTED);
    assertThat(consensus(0).digest()).isEqualTo(others.digest());
    assertThat(consensus(0).signers())
        .containsExactlyInAnyOrder(seat.entry.identity(), hall.seats.get(1).entry.identity());
  }

  @Test
  void anAuthorityWithADamagedJournalSitsTheRoundOutAndCastsNoSecondVote() {
    hall.intervals(2);
    Instant round = present().plus(hall.interval);
    town(Duration.between(hall.town.time().now(), round.plusSeconds(5)));
    TownHall.Seat seat = hall.seats.get(0);
    seat.kill();
    seat.store.damage("round");
    int before = seat.store.child("voting").records("round").size();
    seat.restart();
    town(Duration.ofSeconds(5));
    assertThat(seat.store.child("voting").records("round")).hasSize(before);
    hall.intervals(2);
    assertThat(consensus(1).excluded()).isEmpty();
    assertThat(consensus(1).signers()).hasSize(3);
  }

  private byte[] seed(Bytes32 authority) {
    return hall.seats.stream()
        .filter(seat -> seat.entry.identity().equals(authority))
        .findFirst()
        .orElseThrow()
        .seed;
  }

  private DirectoryStatus tell(int to, byte[] message) {
    CompletableFuture<DirectoryStatus> told =
        hall.town
            .direct(hall.seats.get(to).entry.target())
            .thenCompose(conversation -> conversation.tell(message));
    hall.town.time().advance(Duration.ofSeconds(1));
    return await(told);
  }

  @Test
  void anAuthorityThatWasAwayFetchesTheConsensusOfTheOthers() {
    hall.intervals(2);
    hall.seats.get(0).kill();
    hall.intervals(3);
    hall.seats.get(0).restart();
    town(Duration.ofMinutes(5));
    assertThat(consensus(0).digest()).isEqualTo(consensus(1).digest());
  }

  @Test
  void anEndpointAsksAuthoritiesFirstThenRelaysAndKeepsWhatItHas() {
    hall.intervals(2);
    for (TownHall.TownRelay relay : hall.relays) {
      hall.town.open(relay.target, DirectoryService.ofRelay(hall.seats.get(0).keeper));
    }
    ConsensusKeeper keeper =
        new ConsensusKeeper(hall.network, hall.town.time(), StateStore.inMemory());
    DirectoryClient client =
        DirectoryClient.ofEndpoint(hall.town.context(), hall.town, hall.network, keeper);
    client.start();
    town(Duration.ofSeconds(2));
    assertThat(client.first()).isCompleted();
    assertThat(hall.town.guarded()).isZero();
    hall.intervals(3);
    assertThat(hall.town.guarded()).isPositive();
    assertThat(keeper.current().orElseThrow().validAfter())
        .isAfterOrEqualTo(present().minus(hall.interval.multipliedBy(2)));
    hall.seats.forEach(TownHall.Seat::kill);
    hall.intervals(10);
    assertThat(keeper.current()).isPresent();
    client.close();
  }
}
