package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.directory.RingPlace;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Authorities that vote round after round through many periods of 8 rounds, each with a disk and
 * randomness of its own; messages arrive at once.
 */
final class PeriodTable {
  /** Rounds in a period. */
  static final int ROUNDS = 8;

  private static final Duration STEP = Duration.ofHours(3);

  final ConsensusBuilder keys;
  final Network network;
  final RoundTimes times;
  final List<Seat> seats = new ArrayList<>();
  final List<RelayDescriptor> relays = new ArrayList<>();
  final List<byte[]> documents = new ArrayList<>();
  Instant start = VirtualTime.START;

  /**
   * A table whose authorities have the same keys for the same seed, and secrets of {@code seeds}.
   */
  PeriodTable(int authorities, long... seeds) {
    this.keys = ConsensusBuilder.ofAuthorities(authorities, new Random(71));
    this.network = keys.network();
    this.times = RoundTimes.of(network);
    for (int i = 0; i < authorities; i++) {
      seats.add(new Seat(i, i < seeds.length ? seeds[i] : 100 + i));
    }
  }

  /** One authority. */
  final class Seat {
    final int index;
    final Bytes32 identity;
    final SeededRandom random;
    StateStore store = StateStore.inMemory();
    RandomContribution contribution;
    Optional<Consensus> held = Optional.empty();
    UnaryOperator<VotedRandom> lie = UnaryOperator.identity();

    Seat(int index, long seed) {
      this.index = index;
      this.identity = network.authorities().get(index).identity();
      this.random = new SeededRandom(seed);
      this.contribution = newContribution();
    }

    private RandomContribution newContribution() {
      return new RandomContribution(network, identity, keys.seed(index), store, random);
    }

    /** Comes back with what is on its disk. */
    void restart() {
      contribution = newContribution();
    }

    /** Comes back with nothing. */
    void lose() {
      store = StateStore.inMemory();
      contribution = newContribution();
    }

    VotedRandom random() {
      return lie.apply(contribution.vote(start, held.map(Consensus::random)));
    }

    Vote vote() {
      List<VotedRelay> voted = new ArrayList<>();
      for (int i = 0; i < relays.size(); i++) {
        RelayDescriptor relay = relays.get(i);
        voted.add(
            new VotedRelay(
                documents.get(i),
                relay,
                RelayFlag.OFFERABLE,
                1,
                VirtualTime.START,
                held.flatMap(consensus -> consensus.relay(relay.target().identity()))
                    .map(entry -> new RingPlace(entry.ringPeriod(), entry.ringPlace()))));
      }
      byte[] told = Vote.of(network.parameters(), voted, random()).bytes();
      Vote read = Vote.read(told, network);
      assertThat(read.wellFormed()).isTrue();
      return read;
    }
  }

  /** Lets a relay register. */
  Bytes32 register(Random random) {
    byte[] seed = Relays.bytes(random);
    RelayDescriptor descriptor =
        new RelayDescriptor(
            network.id(),
            Relays.target(seed, random),
            Set.of(),
            "",
            RelayFlag.OFFERABLE,
            1,
            VirtualTime.START);
    relays.add(descriptor);
    documents.add(descriptor.sign(seed));
    return descriptor.target().identity();
  }

  TimePeriod period() {
    return TimePeriod.at(start, network.parameters().periodMinutes());
  }

  int[] all() {
    int[] all = new int[seats.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  /** One round of the authorities at {@code present}; what they agreed on, if on anything. */
  Optional<Consensus> round(int... present) {
    List<Round> rounds = new ArrayList<>();
    List<SignedHeader> headers = new ArrayList<>();
    List<Vote> votes = new ArrayList<>();
    for (int i : present) {
      Round round = new Round(network, seats.get(i).identity, keys.seed(i), start);
      Vote vote = seats.get(i).vote();
      headers.add(round.cast(vote));
      votes.add(vote);
      rounds.add(round);
    }
    for (int to = 0; to < rounds.size(); to++) {
      for (int from = 0; from < rounds.size(); from++) {
        if (from != to && rounds.get(to).hear(headers.get(from)) == Round.Heard.WANTS_VOTE) {
          rounds.get(to).supply(votes.get(from));
        }
      }
    }
    List<ConsensusEndorsement> signed = new ArrayList<>();
    for (Round round : rounds) {
      for (int i = 0; i < times.echoes(); i++) {
        round.echo();
      }
      round.close().count().flatMap(round::sign).ifPresent(signed::add);
    }
    Set<Bytes32> digests = new HashSet<>();
    Optional<Consensus> agreed = Optional.empty();
    for (int i = 0; i < rounds.size(); i++) {
      signed.forEach(rounds.get(i)::hear);
      Optional<Consensus> found =
          rounds
              .get(i)
              .consensus()
              .map(document -> Consensus.verify(document, network).orElseThrow());
      found.ifPresent(consensus -> digests.add(consensus.digest()));
      if (found.isPresent()) {
        seats.get(present[i]).held = found;
        agreed = found;
      }
    }
    assertThat(digests).hasSizeLessThanOrEqualTo(1);
    start = start.plus(STEP);
    return agreed;
  }

  /** That many rounds; what the last one agreed on. */
  Consensus rounds(int count, int... present) {
    Optional<Consensus> last = Optional.empty();
    for (int i = 0; i < count; i++) {
      last = round(present);
    }
    return last.orElseThrow();
  }

  /** The rest of the present period; what its last round agreed on. */
  Consensus rest(int... present) {
    return rounds((int) Duration.between(start, period().end()).dividedBy(STEP), present);
  }

  /** The value that follows from {@code state} by the formula. */
  RandomState following(RandomState state) {
    return state.at(network.id(), state.period() + 1);
  }
}
