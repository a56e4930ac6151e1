package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.AuthorityEntry;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Carries one authority through round after round: gives {@link Round} its times, its messages and
 * its disk. Confined to the loop.
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
  private final VoteFetch fetch;
  private final EarlyMessages early = new EarlyMessages();
  private final List<Cancellable> timers = new ArrayList<>();
  private @Nullable Round current;
  private boolean published;
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
    this.fetch = new VoteFetch(context, this.peers, this::read);
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
    Round round = new Round(network, self, seed, start);
    current = round;
    published = false;
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
          } else if (current == round && !closed) {
            announce(round, round.cast(vote));
          }
        });
    arm(round);
    early.take().forEach(this::hear);
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
  private void arm(Round round) {
    for (int step = round.step() + 1; step <= times.echoes(); step++) {
      at(times.step(round.start(), step), () -> echo(round));
    }
    if (!round.closed()) {
      at(times.signing(round.start()), () -> sign(round));
    }
    at(times.publication(round.start()), () -> conclude(round));
    Instant next = times.next(round.start());
    at(next, () -> beginAfter(round));
  }

  /** Begins the round after {@code round}, or the one after that when this process had slept. */
  private void beginAfter(Round round) {
    Instant next = times.next(round.start());
    Instant present = times.roundOf(context.time().now());
    Instant start = present.isAfter(next) ? present : next;
    if (start.equals(next) || isEarly(start)) {
      begin(start);
    } else {
      at(times.next(start), () -> begin(times.next(start)));
    }
  }

  private void resume(Round round) {
    current = round;
    LOG.info("takes up its place in round {}", round.start());
    if (!round.closed()) {
      round.ownHeader().ifPresent(header -> announce(round, header));
    }
    round.endorsement().ifPresent(own -> tellAll(AuthorityMessage.endorse(own), round));
    arm(round);
    publish(round);
    early.take().forEach(this::hear);
  }

  private void announce(Round round, SignedHeader header) {
    Vote vote = round.vote(header.header().vote()).orElse(null);
    tellAll(AuthorityMessage.announce(header, vote), round);
  }

  private void tellAll(byte[] message, Round round) {
    peers.values().forEach(peer -> peer.tell(message, times.next(round.start())));
  }

  private void echo(Round round) {
    if (current == round && !round.closed() && !closed) {
      disk.execute(journal::stepped);
      round.echo().forEach(header -> announce(round, header));
    }
  }

  private void sign(Round round) {
    if (current != round || round.closed() || closed) {
      return;
    }
    Round.Ballots ballots = round.close();
    for (Bytes32 culprit : ballots.excluded()) {
      LOG.warn(
          "authority {} cast two votes in round {} and is left out of it",
          name(culprit),
          round.start());
      List<SignedHeader> evidence = round.evidence(culprit);
      disk.execute(() -> journal.convict(evidence));
    }
    Outcome.of(
        context
            .compute(ballots::count)
            .thenCompose(body -> disk.write(journal::signed).thenApply(written -> body)),
        (body, failure) -> {
          if (body == null) {
            DiskQueue.warn("this authority cannot sign in this round", failure);
          } else if (body.isEmpty()) {
            trouble("too few authorities voted in round {}", round.start());
          } else if (current == round && !closed) {
            round.sign(body.get()).ifPresent(own -> tellAll(AuthorityMessage.endorse(own), round));
            publish(round);
          }
        });
  }

  /** The time is up: what more than half signed is published, or the failure is. */
  private void conclude(Round round) {
    publish(round);
    if (current == round && round.consensus().isEmpty()) {
      Set<String> missing = new TreeSet<>();
      Set<Bytes32> signers = round.signers();
      for (AuthorityEntry authority : network.authorities()) {
        if (!signers.contains(authority.identity())) {
          missing.add(authority.name());
        }
      }
      trouble("round {} has no consensus: no signature of {}", round.start(), missing);
    }
  }

  /** Before the first consensus the others may simply not be there yet. */
  private void trouble(String what, Object... about) {
    LOG.atLevel(keeper.current().isPresent() ? Level.WARN : Level.INFO).log(what, about);
  }

  private void publish(Round round) {
    boolean due =
        round.complete() || !context.time().now().isBefore(times.publication(round.start()));
    Optional<byte[]> document = round.consensus();
    if (published || closed || !due || document.isEmpty()) {
      return;
    }
    published = true;
    for (Bytes32 dissenter : round.dissenters()) {
      LOG.warn("authority {} signed another consensus", name(dissenter));
    }
    Outcome.of(
        context.compute(() -> Consensus.verify(document.get(), network)),
        (consensus, failure) -> {
          if (consensus != null && consensus.isPresent()) {
            ConsensusKeeper.Verdict verdict = keeper.offer(consensus.get());
            LOG.debug("consensus of round {}: {}", round.start(), verdict);
          } else {
            LOG.error("the consensus of round {} is not valid", round.start(), failure);
          }
        });
  }

  /** Takes a message of another authority. */
  DirectoryStatus hear(AuthorityMessage message) {
    Instant round =
        message instanceof AuthorityMessage.Announcement announcement
            ? announcement.header().header().round()
            : ((AuthorityMessage.Endorsement) message).endorsement().round();
    Round present = current;
    if (present == null || !round.equals(present.start())) {
      return hearEarly(message, round);
    }
    if (message instanceof AuthorityMessage.Announcement announcement) {
      return hear(present, announcement);
    }
    ConsensusEndorsement endorsement = ((AuthorityMessage.Endorsement) message).endorsement();
    if (!present.hear(endorsement)) {
      return DirectoryStatus.OLDER;
    }
    disk.execute(() -> journal.endorsed(endorsement));
    publish(present);
    return DirectoryStatus.ACCEPTED;
  }

  /** Keeps what is of the next round: the clocks of two authorities never agree quite. */
  private DirectoryStatus hearEarly(AuthorityMessage message, Instant round) {
    Instant next = times.next(times.roundOf(context.time().now()));
    Round present = current;
    boolean soon =
        present == null
            ? !round.isAfter(next) && !round.isBefore(times.roundOf(context.time().now()))
            : round.equals(times.next(present.start()));
    if (!soon) {
      return DirectoryStatus.INVALID;
    }
    return early.keep(message) ? DirectoryStatus.ACCEPTED : DirectoryStatus.LIMITED;
  }

  private DirectoryStatus hear(Round round, AuthorityMessage.Announcement announcement) {
    SignedHeader header = announcement.header();
    Round.Heard heard = round.hear(header);
    if (heard == Round.Heard.IGNORED || heard == Round.Heard.OTHER_ROUND) {
      return DirectoryStatus.OLDER;
    }
    // Only what counts is written: who repeats headers without their votes fills no disk.
    round
        .counted(header.header().authority(), header.digest())
        .ifPresent(counted -> disk.execute(() -> journal.heard(counted)));
    if (heard == Round.Heard.WANTS_VOTE) {
      ByteString vote = announcement.vote();
      if (vote.isEmpty()) {
        // As long as a header with so many signatures may still begin to count.
        int steps = Math.min(header.signers().size(), times.echoes() + 1);
        fetch.begin(header, times.step(round.start(), steps));
      } else {
        read(vote.toByteArray());
      }
    }
    return DirectoryStatus.ACCEPTED;
  }

  private void read(byte[] bytes) {
    Outcome.of(
        context.compute(() -> Vote.read(bytes, network)),
        (vote, failure) -> {
          Round round = current;
          // One that nobody waits for, because it is of another round or too late, is not kept.
          if (vote != null && round != null && !round.closed() && !closed) {
            List<SignedHeader> counting = round.supply(vote);
            if (!counting.isEmpty()) {
              counting.forEach(header -> disk.execute(() -> journal.heard(header)));
              disk.execute(() -> journal.supplied(vote));
            }
          }
        });
  }

  /** A vote of the present round, for another authority that asks for it. */
  Optional<byte[]> vote(Bytes32 digest) {
    Round present = current;
    return present == null ? Optional.empty() : present.vote(digest).map(Vote::bytes);
  }

  private String name(Bytes32 authority) {
    return network.authority(authority).map(AuthorityEntry::name).orElse("unknown");
  }
}
