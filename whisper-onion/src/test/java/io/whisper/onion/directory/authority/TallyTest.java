package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.directory.SharedRandom;
import io.whisper.onion.directory.TimePeriod;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
  void aNewRelaysPlaceComesFromTheFirstRandomValueAfterItsAdmission() {
    VotedRelay relay = table.relay();
    RelayEntry entry = only(count(vote(relay), vote(relay)));
    assertThat(entry.ringPeriod()).isEqualTo(period + 1);
    assertThat(entry.ringPlace()).isEqualTo(place(relay, period + 1));
  }

  @Test
  void aPlaceIsKeptAndDrawnAnewAfterFourteenDays() {
    VotedRelay relay = table.relay();
    assertThat(only(count(vote(placed(relay, period - 13)), vote(placed(relay, period - 13)))))
        .extracting(RelayEntry::ringPlace)
        .isEqualTo(place(relay, period - 13));
    assertThat(only(count(vote(placed(relay, period - 14)), vote(placed(relay, period - 14)))))
        .extracting(RelayEntry::ringPeriod)
        .isEqualTo(period + 1);
    assertThat(only(count(vote(placed(relay, period - 3)), vote(relay))).ringPeriod())
        .isEqualTo(period - 3);
    assertThat(only(count(vote(placed(relay, period + 9)), vote(relay))).ringPeriod())
        .isEqualTo(period + 1);
  }

  private VotedRelay placed(VotedRelay relay, long ringPeriod) {
    return new VotedRelay(
        relay.document(),
        relay.descriptor(),
        relay.flags(),
        relay.weight(),
        relay.since(),
        ringPeriod);
  }

  private Bytes32 place(VotedRelay relay, long number) {
    return SharedRandom.ringPlace(relay.identity(), SharedRandom.of(table.network.id(), number));
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
    Vote read = Vote.read(vote.bytes(), table.network.id());
    assertThat(read.wellFormed()).isTrue();
    assertThat(read.digest()).isEqualTo(vote.digest());
    assertThat(count(read, read).encode()).isEqualTo(count(vote, vote).encode());
  }
}
