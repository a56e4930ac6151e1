package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomCommit;
import io.whisper.onion.directory.RandomShare;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.TimePeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns what votes say of shared random values into the state of one round, the same one at
 * everybody who counts the same votes. See docs/protocol.md, section 8.9.
 *
 * <p>In the first half of a period whatever commitment an authority signed counts. In the second,
 * when the first reveals are out, only what a majority knew before does: nobody commits any more.
 */
final class RandomTally {
  private final Network network;
  private final TimePeriod period;
  private final boolean firstHalf;
  private final List<VotedRandom> votes;

  private RandomTally(Network network, TimePeriod period, Instant round, List<VotedRandom> votes) {
    this.network = network;
    this.period = period;
    this.firstHalf = period.isFirstHalf(round);
    this.votes = votes;
  }

  /** The state of the round that begins at {@code round} in {@code period}. */
  static RandomState count(
      Network network, TimePeriod period, Instant round, Collection<VotedRandom> votes) {
    RandomTally tally = new RandomTally(network, period, round, List.copyOf(votes));
    RandomState values =
        tally
            .byWhatEachDerives()
            .or(tally::byWhatAllKnow)
            .orElseGet(() -> RandomState.begin(network.id(), period.number()));
    return new RandomState(
        period.number(),
        values.value(),
        values.previous(),
        tally.shares(period.number(), tally.firstHalf));
  }

  private List<RandomState> held() {
    return votes.stream()
        .flatMap(vote -> vote.held().stream())
        .filter(state -> state.period() <= period.number())
        .toList();
  }

  /** The values that a majority comes to, each from the consensus that it holds. */
  private Optional<RandomState> byWhatEachDerives() {
    return majority(
        held().stream().map(state -> bare(state.at(network.id(), period.number()))).toList());
  }

  /** The same from the last values that a majority agrees on, and all shares that it knows. */
  private Optional<RandomState> byWhatAllKnow() {
    return majority(held().stream().map(RandomTally::bare).toList())
        .map(
            base ->
                new RandomState(
                        base.period(), base.value(), base.previous(), shares(base.period(), false))
                    .at(network.id(), period.number()));
  }

  private static RandomState bare(RandomState state) {
    return new RandomState(state.period(), state.value(), state.previous(), List.of());
  }

  private Optional<RandomState> majority(List<RandomState> states) {
    Map<RandomState, Integer> count = new HashMap<>();
    states.forEach(state -> count.merge(state, 1, Integer::sum));
    return states.stream()
        .filter(state -> count.getOrDefault(state, 0) >= network.majority())
        .findFirst();
  }

  /** What all votes together know of period {@code number}. */
  private List<RandomShare> shares(long number, boolean mayCommit) {
    Map<Bytes32, Known> known = new TreeMap<>();
    for (VotedRandom vote : votes) {
      vote.shares(number)
          .forEach(
              (authority, share) ->
                  known.computeIfAbsent(authority, any -> new Known()).add(share));
    }
    List<RandomShare> shares = new ArrayList<>();
    for (Known each : known.values()) {
      each.share(mayCommit, network.majority()).ifPresent(shares::add);
    }
    return shares;
  }

  /** What votes say of one authority's share. */
  private static final class Known {
    private final Map<Bytes32, RandomCommit> commits = new TreeMap<>();
    private final Map<Bytes32, Integer> voices = new HashMap<>();
    private final Map<Bytes32, Bytes32> reveals = new HashMap<>();

    void add(RandomShare share) {
      add(share.commit());
      RandomCommit second = share.second();
      if (second != null) {
        add(second);
      }
      Bytes32 reveal = share.reveal();
      if (reveal != null) {
        reveals.put(share.commit().value(), reveal);
      }
    }

    /** Of two signatures under one commitment either will do, as long as all take the same. */
    private void add(RandomCommit commit) {
      commits.merge(commit.value(), commit, (one, two) -> one.compareTo(two) <= 0 ? one : two);
      voices.merge(commit.value(), 1, Integer::sum);
    }

    Optional<RandomShare> share(boolean mayCommit, int majority) {
      boolean agreed = mayCommit || voices.values().stream().anyMatch(voices -> voices >= majority);
      List<RandomCommit> ordered = List.copyOf(commits.values());
      if (!agreed) {
        return Optional.empty();
      }
      RandomCommit first = ordered.get(0);
      return Optional.of(
          ordered.size() > 1
              ? new RandomShare(first, ordered.get(1), null)
              : new RandomShare(first, null, mayCommit ? null : reveals.get(first.value())));
    }
  }
}
