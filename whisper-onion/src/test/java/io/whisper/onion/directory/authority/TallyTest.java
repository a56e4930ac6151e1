package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.directory.RingPlace;
import io.whisper.onion.directory.SharedRandom;
import io.whisper.onion.directory.TimePeriod;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private final VotingTable table = new VotingTable(3, 3, new Random(14));
  private final long period = TimePeriod.at(VotingTable.START, 1440).number();

  private ConsensusBody count(Vote... votes) {
    return Tally.count(table.network, VotingTable.START, List.of(votes), Set.of()).orElseThrow();
  }

  private Vote vote(VotedRelay... relays) {
    return Vote.of(table.network.parameters(), List.of(relays));
  }

  private RelayEntry only(ConsensusBody body) {
    assertThat(body.relays()).hasSize(1);
    return body.relays().get(0);
  }

  @Test
  void orderOfVotesDoesNotMatter() {
    List<Vote> votes = new ArrayList<>(List.of(table.vote(1), table.vote(2), table.vote(3)));
    byte[] first =
        Tally.count(table.network, VotingTable.START, votes, Set.of()).orElseThrow().encode();
    Collections.reverse(votes);
    assertThat(
            Tally.count(table.network, VotingTable.START, votes, Set.of()).orElseThrow().encode())
        .isEqualTo(first);
  }

  @Test
  void aRelayNeedsMoreThanHalfOfAllAuthorities() {
    assertThat(count(table.vote(3), table.vote(2), table.vote(1)).relays()).hasSize(2);
    assertThat(count(table.vote(3), table.vote(2)).relays()).hasSize(2);
  }

  @Test
  void tooFewVotesAreNoConsensus() {
    assertThat(Tally.count(table.network, VotingTable.START, List.of(table.vote(3)), Set.of()))
        .isEmpty();
  }

  @Test
  void parametersAreMedians() {
    ConsensusBody body =
        count(parameters("x", 1, "y", 7), parameters("x", 5, "y", 9), parameters("x", 900, "z", 1));
    assertThat(body.parameters().values()).isEqualTo(Map.of("x", 5L, "y", 7L));
  }

  private static Vote parameters(String one, long first, String two, long second) {
    return Vote.of(new NetworkParameters(Map.of(one, first, two, second)), List.of());
  }

  @Test
  void flagsNeedMostVoicesAndWeightsAreMedians() {
    byte[] seed = Relays.bytes(table.random);
    VotedRelay one = relay(seed, Set.of(RelayFlag.GUARD, RelayFlag.STABLE), 10);
    VotedRelay two = relay(seed, Set.of(RelayFlag.GUARD), 20);
    VotedRelay three = relay(seed, Set.of(RelayFlag.STORE), 900);
    RelayEntry entry = only(count(vote(one), vote(two), vote(three)));
    assertThat(entry.flags()).containsExactly(RelayFlag.GUARD);
    assertThat(entry.weight()).isEqualTo(20);
    assertThat(only(count(vote(one), vote(three))).flags()).isEmpty();
  }

  private VotedRelay relay(byte[] seed, Set<RelayFlag> flags, long weight) {
    return table.relay(seed, "", Set.of(), flags, weight, VotingTable.START);
  }

  @Test
  void ofTwoDescriptorsTheMoreSeenThenTheNewerCounts() {
    byte[] seed = Relays.bytes(table.random);
    VotedRelay old = table.relay(seed, "", Set.of("old"), Set.of(), 1, VotingTable.START);
    VotedRelay young =
        table.relay(seed, "", Set.of("young"), Set.of(), 1, VotingTable.START.plusSeconds(1));
    assertThat(only(count(vote(old), vote(young), vote(old))).families()).containsExactly("old");
    assertThat(only(count(vote(old), vote(young))).families()).containsExactly("young");
    assertThat(only(count(vote(young), vote(old))).families()).containsExactly("young");
  }

  @Test
  void whileANetworkBeginsARelayIsPlacedAtOnce() {
    VotedRelay relay = table.relay();
    RelayEntry entry = only(count(vote(relay), vote(relay)));
    assertThat(entry.ringPeriod()).isEqualTo(period);
    assertThat(entry.ringPlace()).isEqualTo(place(relay, SharedRandom.fixed(id(), period)));
    assertThat(entry.flags()).contains(RelayFlag.STORE);
  }

  @Test
  void afterwardsANewRelayIsNoStoreBeforeItHasAPlace() {
    VotedRelay relay = table.relay();
    RelayEntry entry = only(drawn(relay, relay));
    assertThat(entry.ringPeriod()).isEqualTo(period + 14);
    assertThat(entry.ringPlace()).isEqualTo(Bytes32.ZERO);
    assertThat(entry.flags()).contains(RelayFlag.GUARD).doesNotContain(RelayFlag.STORE);
  }

  @Test
  void aPlaceIsKeptAndDrawnAnewAfterFourteenDays() {
    VotedRelay relay = table.relay();
    Bytes32 before = Bytes32.of(Relays.bytes(table.random));
    VotedRelay young = placed(relay, period - 13, before);
    assertThat(only(drawn(young, young)).ringPlace()).isEqualTo(before);
    VotedRelay old = placed(relay, period - 14, before);
    assertThat(only(drawn(old, old)).ringPeriod()).isEqualTo(period);
    assertThat(only(drawn(old, old)).ringPlace()).isEqualTo(place(relay, VALUE));
  }

  @Test
  void aPlaceThatOnlyAMinorityKnowsIsNone() {
    VotedRelay relay = table.relay();
    Bytes32 chosen = Bytes32.of(Relays.bytes(table.random));
    VotedRelay claimed = placed(relay, period - 3, chosen);
    assertThat(only(drawn(claimed, relay)).ringPeriod()).isEqualTo(period + 14);
    assertThat(only(drawn(claimed, claimed, relay)).ringPlace()).isEqualTo(chosen);
  }

  private static final Bytes32 VALUE = Bytes32.fromHex("5a".repeat(32));

  /** What votes come to that hold a consensus with a value that was drawn. */
  private ConsensusBody drawn(VotedRelay... relays) {
    RandomState state = new RandomState(period, VALUE, Bytes32.ZERO, List.of());
    VotedRandom random = VotedRandom.of(Optional.of(state), Optional.empty());
    return count(
        Stream.of(relays)
            .map(relay -> Vote.of(table.network.parameters(), List.of(relay), random))
            .toArray(Vote[]::new));
  }

  private VotedRelay placed(VotedRelay relay, long ringPeriod, Bytes32 place) {
    return new VotedRelay(
        relay.document(),
        relay.descriptor(),
        relay.flags(),
        relay.weight(),
        relay.since(),
        Optional.of(new RingPlace(ringPeriod, place)));
  }

  private Bytes32 id() {
    return table.network.id();
  }

  private static Bytes32 place(VotedRelay relay, Bytes32 value) {
    return SharedRandom.ringPlace(relay.identity(), value);
  }

  @Test
  void capsHoldPerAddressBlockContactAndFamily() {
    NetworkParameters strict =
        NetworkParameters.STANDARD
            .with(NetworkParameter.RELAYS_PER_ADDRESS_BLOCK, 2)
            .with(NetworkParameter.RELAYS_PER_OPERATOR, 3);
    NetworkParameters relaxed = strict.with(NetworkParameter.RELAX_ADDRESS_BLOCKS, 1);
    List<VotedRelay> oneBlock = relays("", Set.of());
    assertThat(counted(strict, oneBlock)).isEqualTo(2);
    assertThat(counted(relaxed, oneBlock)).isEqualTo(5);
    assertThat(counted(relaxed, relays("me", Set.of()))).isEqualTo(3);
    assertThat(counted(relaxed, relays("", Set.of("f")))).isEqualTo(3);
  }

  /** Five relays in one IPv4 /16 and one IPv6 /32. */
  private List<VotedRelay> relays(String contact, Set<String> families) {
    List<VotedRelay> relays = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] seed = Relays.bytes(table.random);
      seed[0] = 1;
      relays.add(table.relay(seed, contact, families, Set.of(), 1, VotingTable.START));
    }
    return relays;
  }

  private int counted(NetworkParameters parameters, List<VotedRelay> relays) {
    Vote vote = Vote.of(parameters, relays);
    return count(vote, vote).relays().size();
  }

  @Test
  void votesRoundTrip() {
    Vote vote = table.vote(3);
    Vote read = Vote.read(vote.bytes(), table.network);
    assertThat(read.wellFormed()).isTrue();
    assertThat(read.digest()).isEqualTo(vote.digest());
    assertThat(count(read, read).encode()).isEqualTo(count(vote, vote).encode());
  }
}
