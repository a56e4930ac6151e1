package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Authorities around one table: each a state machine, and messages that arrive at once. */
final class VotingTable {
  static final Instant START = VirtualTime.START;

  final Random random;
  final ConsensusBuilder keys;
  final Network network;
  final RoundTimes times;
  final List<Round> rounds = new ArrayList<>();
  final List<VotedRelay> relays = new ArrayList<>();

  VotingTable(int authorities, int relays, Random random) {
    this.random = random;
    this.keys = ConsensusBuilder.ofAuthorities(authorities, random);
    this.network = keys.network();
    this.times = RoundTimes.of(network);
    for (int i = 0; i < authorities; i++) {
      rounds.add(round(i, START));
    }
    for (int i = 0; i < relays; i++) {
      this.relays.add(relay());
    }
  }

  Round round(int index, Instant start) {
    return new Round(network, identity(index), keys.seed(index), start);
  }

  Bytes32 identity(int index) {
    return network.authorities().get(index).identity();
  }

  /** A relay that offers everything. */
  VotedRelay relay() {
    byte[] seed = Relays.bytes(random);
    return relay(seed, "", Set.of(), RelayFlag.OFFERABLE, 100, START);
  }

  VotedRelay relay(
      byte[] seed,
      String contact,
      Set<String> families,
      Set<RelayFlag> flags,
      long weight,
      Instant published) {
    RelayDescriptor descriptor =
        new RelayDescriptor(
            network.id(),
            Relays.target(seed, new Random(seed[0])),
            families,
            contact,
            Set.of(),
            weight,
            published);
    return new VotedRelay(
        descriptor.sign(seed), descriptor, flags, weight, START, Optional.empty());
  }

  /** The vote for {@code count} of the relays. */
  Vote vote(int count) {
    return Vote.of(network.parameters(), relays.subList(0, count));
  }

  /** A header by the authority at {@code author}, signed by those at {@code others} too. */
  SignedHeader header(int author, Vote vote, int... others) {
    SignedHeader header =
        SignedHeader.sign(
            new VoteHeader(network.id(), identity(author), START, vote.digest()),
            keys.seed(author));
    for (int other : others) {
      header = header.countersign(keys.seed(other));
    }
    return header;
  }

  /** Tells the authority at {@code to}, which gets the vote when it wants it. */
  Round.Heard tell(int to, SignedHeader header, Vote vote) {
    Round.Heard heard = rounds.get(to).hear(header);
    if (heard == Round.Heard.WANTS_VOTE) {
      rounds.get(to).supply(vote);
    }
    return heard;
  }

  /** Lets the authorities at {@code indices} cast the same vote. */
  void cast(Vote vote, int... indices) {
    for (int i : indices) {
      broadcast(i, rounds.get(i).cast(vote), vote, indices);
    }
  }

  void broadcast(int from, SignedHeader header, Vote vote, int... to) {
    for (int i : to) {
      if (i != from) {
        tell(i, header, vote);
      }
    }
  }

  /** Lets the authorities at {@code indices} go one step on, all at once. */
  void echo(int... indices) {
    List<List<SignedHeader>> echoes = new ArrayList<>();
    for (int i : indices) {
      echoes.add(rounds.get(i).echo());
    }
    for (int at = 0; at < indices.length; at++) {
      Round from = rounds.get(indices[at]);
      for (SignedHeader echo : echoes.get(at)) {
        broadcast(indices[at], echo, from.vote(echo.header().vote()).orElseThrow(), indices);
      }
    }
  }

  /** Goes through all echoes and signs. */
  void finish(int... indices) {
    for (int i = 0; i < times.echoes(); i++) {
      echo(indices);
    }
    signAll(indices);
  }

  void signAll(int... indices) {
    List<ConsensusEndorsement> all = new ArrayList<>();
    for (int i : indices) {
      sign(i).ifPresent(all::add);
    }
    for (int i : indices) {
      all.forEach(rounds.get(i)::hear);
    }
  }

  /** Lets the authority at {@code index} count and sign. */
  Optional<ConsensusEndorsement> sign(int index) {
    Round round = rounds.get(index);
    return round.close().count().flatMap(round::sign);
  }

  Optional<Consensus> consensus(int index) {
    return rounds
        .get(index)
        .consensus()
        .map(document -> Consensus.verify(document, network).orElseThrow());
  }
}
