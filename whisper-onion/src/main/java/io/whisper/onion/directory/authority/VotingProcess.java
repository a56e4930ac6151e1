package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomState;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one authority through round after round: begins each, or takes it up where it was left,
 * and tells it when its steps are due. Confined to the loop.
 */
final class VotingProcess {
  private static final Logger LOG = LoggerFactory.getLogger(VotingProcess.class);

  private final RoleLoop context;
  private final Network network;
  private final RoundTimes times;
  private final Bytes32 self;
  private final byte[] seed;
  private final ConsensusKeeper keeper;
  private final RoundJournal journal;
  private final DiskQueue disk;
  private final Supplier<List<VotedRelay>> opinion;
  private final RandomContribution contribution;
  private final Map<Bytes32, AuthorityPeer> peers = new TreeMap<>();
  private final EarlyMessages early = new EarlyMessages();
  private final List<Cancellable> timers = new ArrayList<>();
  private @Nullable LiveRound current;
  private boolean closed;

  /**
   * The process of the authority {@code self}.
   *
   * @param seed the secret of its identity, which stays the caller's
   * @param opinion the relays that it wants in the consensus now
   * @param contribution what it gives to shared random values
   */
  VotingProcess(
      RoleLoop context,
      Network network,
      Bytes32 self,
      byte[] seed,
      ConsensusKeeper keeper,
      RoundJournal journal,
      DiskQueue disk,
      List<AuthorityPeer> peers,
      Supplier<List<VotedRelay>> opinion,
      RandomContribution contribution) {
    this.context = context;
    this.network = network;
    this.times = RoundTimes.of(network);
    this.self = self;
    this.seed = seed;
    this.keeper = keeper;
    this.journal = journal;
    this.disk = disk;
    this.opinion = opinion;
    this.contribution = contribution;
    peers.forEach(peer -> this.peers.put(peer.entry().identity(), peer));
  }

  /** Takes up the present round where it was left, or joins the next. */
  void start() {
    Instant round = times.roundOf(context.time().now());
    Outcome.of(
        context.compute(() -> journal.replay(network, self, seed, round)),
        (replayed, failure) -> {
          if (closed) {
            return;
          }
          if (failure != null) {
            DiskQueue.warn("this authority joins the next round, not the present one", failure);
          }
          if (replayed != null && replayed.isPresent()) {
            resume(replayed.get());
          } else if (failure == null && isEarly(round)) {
            begin(round);
          } else {
            at(times.next(round), () -> begin(times.next(round)));
          }
        });
  }

  /** Whether a vote in {@code round} would still reach the others in time. */
  private boolean isEarly(Instant round) {
    Duration step = Duration.between(round, times.step(round, 1));
    return context.time().now().isBefore(round.plus(step.dividedBy(2)));
  }

  void close() {
    closed = true;
    endPresent();
    timers.forEach(Cancellable::cancel);
    timers.clear();
  }

  private void at(Instant moment, Runnable action) {
    timers.add(context.time().after(Duration.between(context.time().now(), moment), action));
  }

  private void begin(Instant start) {
    if (closed) {
      return;
    }
    timers.clear();
    LiveRound round = present(new Round(network, self, seed, start));
    CompletableFuture<Boolean> begun = disk.write(() -> journal.begin(start));
    List<VotedRelay> relays = opinion.get();
    Outcome.of(
        begun
            .thenCompose(
                written ->
                    context.compute(
                        () ->
                            Vote.of(
                                network.parameters(),
                                relays,
                                contribution.vote(start, agreedRandom()))))
            .thenCompose(vote -> disk.write(() -> journal.cast(vote)).thenApply(written -> vote)),
        (vote, failure) -> {
          if (vote == null) {
            DiskQueue.warn("this authority cannot vote in this round", failure);
          } else {
            round.cast(vote);
          }
        });
    arm(round);
    early.take().forEach(this::hear);
  }

  /** Makes {@code state} the present round, in the place of the one before. */
  private LiveRound present(Round state) {
    endPresent();
    LiveRound round = new LiveRound(context, network, keeper, journal, disk, peers, state);
    current = round;
    return round;
  }

  private void endPresent() {
    if (current != null) {
      current.end();
    }
  }

  /** What was agreed on last, also long ago, as long as it counts in the same periods. */
  private Optional<RandomState> agreedRandom() {
    return keeper
        .newest()
        .filter(
            consensus ->
                consensus.parameters().periodMinutes() == network.parameters().periodMinutes())
        .map(Consensus::random);
  }

  /** Sets the timers of what is still to come in {@code round}. */
  private void arm(LiveRound round) {
    for (int step = round.step() + 1; step <= times.echoes(); step++) {
      at(times.step(round.start(), step), round::echo);
    }
    if (!round.closed()) {
      at(times.signing(round.start()), round::sign);
    }
    at(times.publication(round.start()), round::conclude);
    Instant next = times.next(round.start());
    at(next, () -> beginAfter(round));
  }

  /** Begins the round after {@code round}, or the one after that when this process had slept. */
  private void beginAfter(LiveRound round) {
    Instant next = times.next(round.start());
    Instant present = times.roundOf(context.time().now());
    Instant start = present.isAfter(next) ? present : next;
    if (start.equals(next) || isEarly(start)) {
      begin(start);
    } else {
      at(times.next(start), () -> begin(times.next(start)));
    }
  }

  private void resume(Round state) {
    LiveRound round = present(state);
    LOG.info("takes up its place in round {}", round.start());
    round.repeat();
    arm(round);
    early.take().forEach(this::hear);
  }

  /** Takes a message of another authority. */
  DirectoryStatus hear(AuthorityMessage message) {
    Instant round =
        message instanceof AuthorityMessage.Announcement announcement
            ? announcement.header().header().round()
            : ((AuthorityMessage.Endorsement) message).endorsement().round();
    LiveRound present = current;
    return present != null && round.equals(present.start())
        ? present.hear(message)
        : hearEarly(message, round);
  }

  /** Keeps what is of the next round: the clocks of two authorities never agree quite. */
  private DirectoryStatus hearEarly(AuthorityMessage message, Instant round) {
    Instant next = times.next(times.roundOf(context.time().now()));
    LiveRound present = current;
    boolean soon =
        present == null
            ? !round.isAfter(next) && !round.isBefore(times.roundOf(context.time().now()))
            : round.equals(times.next(present.start()));
    if (!soon) {
      return DirectoryStatus.INVALID;
    }
    return early.keep(message) ? DirectoryStatus.ACCEPTED : DirectoryStatus.LIMITED;
  }

  /** A vote of the present round, for another authority that asks for it. */
  Optional<byte[]> vote(Bytes32 digest) {
    LiveRound present = current;
    return present == null ? Optional.empty() : present.vote(digest);
  }
}
