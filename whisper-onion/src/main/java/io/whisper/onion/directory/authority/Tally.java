package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.RingDraw;
import io.whisper.onion.directory.RingPlace;
import io.whisper.onion.directory.TimePeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Turns votes into one consensus, the same one at everybody who counts the same votes. See
 * docs/protocol.md, section 8.
 *
 * <p>Majorities are those of all authorities, present or not: whatever the consensus says, an
 * honest one among the voters wanted. Of numbers the lower median counts.
 */
final class Tally {
  private final Network network;
  private final List<Vote> votes;

  private Tally(Network network, Collection<Vote> votes) {
    this.network = network;
    this.votes = votes.stream().filter(Vote::wellFormed).toList();
  }

  /**
   * The consensus of {@code votes}, one an authority; nothing when they are not of more than half
   * of the authorities.
   */
  static Optional<ConsensusBody> count(
      Network network, Instant round, Collection<Vote> votes, Set<Bytes32> excluded) {
    Tally tally = new Tally(network, votes);
    if (tally.votes.size() < network.majority()) {
      return Optional.empty();
    }
    NetworkParameters parameters = tally.parameters();
    TimePeriod period = TimePeriod.at(round, parameters.periodMinutes());
    RandomState random =
        RandomTally.count(network, period, round, tally.votes.stream().map(Vote::random).toList());
    RingDraw draw = new RingDraw(network.id(), random, period.isFirstHalf(round), parameters);
    return Optional.of(
        ConsensusBody.of(
            network.id(),
            round,
            parameters,
            tally.relays(parameters, draw),
            List.copyOf(excluded),
            random));
  }

  private NetworkParameters parameters() {
    Map<String, List<Long>> voted = new TreeMap<>();
    for (Vote vote : votes) {
      vote.parameters()
          .values()
          .forEach(
              (name, value) -> voted.computeIfAbsent(name, any -> new ArrayList<>()).add(value));
    }
    Map<String, Long> values = new TreeMap<>();
    voted.forEach(
        (name, given) -> {
          if (given.size() >= network.majority()
              && values.size() < NetworkParameters.MAX_PARAMETERS) {
            values.put(name, lowMedian(given.stream().mapToLong(Long::longValue)));
          }
        });
    return new NetworkParameters(values);
  }

  private List<RelayEntry> relays(NetworkParameters parameters, RingDraw draw) {
    Map<Bytes32, List<VotedRelay>> listed = new TreeMap<>();
    for (Vote vote : votes) {
      for (VotedRelay relay : vote.relays()) {
        listed.computeIfAbsent(relay.identity(), any -> new ArrayList<>()).add(relay);
      }
    }
    AdmissionCaps caps = new AdmissionCaps(parameters);
    // Who was there first keeps its place when a cap is reached.
    return listed.values().stream()
        .filter(voices -> voices.size() >= network.majority())
        .sorted(
            Comparator.comparingLong(Tally::since)
                .thenComparing(voices -> voices.get(0).identity()))
        .filter(voices -> caps.admit(descriptor(voices)))
        .limit(ConsensusBody.MAX_RELAYS)
        .map(voices -> entry(voices, parameters, draw))
        .toList();
  }

  private static long since(List<VotedRelay> voices) {
    return lowMedian(voices.stream().mapToLong(each -> each.since().getEpochSecond()));
  }

  private RelayEntry entry(List<VotedRelay> voices, NetworkParameters parameters, RingDraw draw) {
    RelayDescriptor descriptor = descriptor(voices);
    Bytes32 identity = descriptor.target().identity();
    Set<RelayFlag> flags = EnumSet.noneOf(RelayFlag.class);
    for (RelayFlag flag : RelayFlag.values()) {
      long count = voices.stream().filter(each -> each.flags().contains(flag)).count();
      if (count > voices.size() / 2) {
        flags.add(flag);
      }
    }
    long weight = lowMedian(voices.stream().mapToLong(VotedRelay::weight));
    RingPlace ring = draw.place(identity, ring(voices));
    if (!draw.isDrawn(ring)) {
      flags.remove(RelayFlag.STORE);
    }
    return new RelayEntry(
        descriptor.target(),
        descriptor.families(),
        flags,
        Math.min(weight, parameters.get(NetworkParameter.MAXIMUM_RELAY_WEIGHT)),
        ring.place(),
        ring.period());
  }

  /** What most voters saw the relay say; of equally many, what it said last. */
  private static RelayDescriptor descriptor(List<VotedRelay> voices) {
    Map<Bytes32, List<VotedRelay>> said = new TreeMap<>();
    voices.forEach(
        each -> said.computeIfAbsent(each.content(), any -> new ArrayList<>()).add(each));
    return said.values().stream()
        .max(
            Comparator.comparingInt((List<VotedRelay> group) -> group.size())
                .thenComparing(Tally::published)
                .thenComparing(group -> group.get(0).content()))
        .orElseThrow()
        .get(0)
        .descriptor();
  }

  private static Instant published(List<VotedRelay> group) {
    return group.stream()
        .map(each -> each.descriptor().published())
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /** The place that a majority knows the relay to have: fewer could have made it up. */
  private Optional<RingPlace> ring(List<VotedRelay> voices) {
    Map<RingPlace, Integer> known = new HashMap<>();
    voices.forEach(each -> each.ring().ifPresent(ring -> known.merge(ring, 1, Integer::sum)));
    return known.entrySet().stream()
        .filter(each -> each.getValue() >= network.majority())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static long lowMedian(LongStream values) {
    long[] sorted = values.sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }
}
