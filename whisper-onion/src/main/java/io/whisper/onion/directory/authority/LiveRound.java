package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One voting round between an authority and the others: gives {@link Round} what they say and them
 * what it says, each behind what it writes to the disk. Confined to the loop.
 */
final class LiveRound {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRound.class);

  private final RoleLoop context;
  private final Network network;
  private final RoundTimes times;
  private final ConsensusKeeper keeper;
  private final RoundJournal journal;
  private final DiskQueue disk;
  private final Map<Bytes32, AuthorityPeer> peers;
  private final Round round;
  private final VoteFetch fetch;
  private boolean published;
  private boolean over;

  LiveRound(
      RoleLoop context,
      Network network,
      ConsensusKeeper keeper,
      RoundJournal journal,
      DiskQueue disk,
      Map<Bytes32, AuthorityPeer> peers,
      Round round) {
    this.context = context;
    this.network = network;
    this.times = RoundTimes.of(network);
    this.keeper = keeper;
    this.journal = journal;
    this.disk = disk;
    this.peers = peers;
    this.round = round;
    this.fetch = new VoteFetch(context, peers, this::read);
  }

  Instant start() {
    return round.start();
  }

  /** The step that the round is in. */
  int step() {
    return round.step();
  }

  /** Whether votes are heard no longer. */
  boolean closed() {
    return round.closed();
  }

  /** The next round has begun, or none will: nothing is said or heard any more. */
  void end() {
    over = true;
  }

  /** Casts this authority's own vote, which is on the disk. */
  void cast(Vote vote) {
    if (!over) {
      announce(round.cast(vote));
    }
  }

  /** Says again what was said before a restart: nobody knows who heard it. */
  void repeat() {
    if (!round.closed()) {
      round.ownHeader().ifPresent(this::announce);
    }
    round.endorsement().ifPresent(this::endorse);
    publish();
  }

  private void announce(SignedHeader header) {
    Vote vote = round.vote(header.header().vote()).orElse(null);
    tellAll(AuthorityMessage.announce(header, vote));
  }

  private void endorse(ConsensusEndorsement own) {
    tellAll(AuthorityMessage.endorse(own));
  }

  private void tellAll(byte[] message) {
    Instant until = times.next(round.start());
    peers.values().forEach(peer -> peer.tell(message, until));
  }

  /** Goes on to the next step. */
  void echo() {
    if (!round.closed() && !over) {
      disk.execute(journal::stepped);
      round.echo().forEach(this::announce);
    }
  }

  /** Ends the hearing of votes, and signs the consensus that they make. */
  void sign() {
    if (round.closed() || over) {
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
          } else if (!over) {
            round.sign(body.get()).ifPresent(this::endorse);
            publish();
          }
        });
  }

  /** The time is up: what more than half signed is published, or the failure is. */
  void conclude() {
    publish();
    if (!over && round.consensus().isEmpty()) {
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

  private void publish() {
    boolean due =
        round.complete() || !context.time().now().isBefore(times.publication(round.start()));
    Optional<byte[]> document = round.consensus();
    if (published || over || !due || document.isEmpty()) {
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

  /** Takes a message of this round. */
  DirectoryStatus hear(AuthorityMessage message) {
    if (message instanceof AuthorityMessage.Announcement announcement) {
      return hear(announcement);
    }
    ConsensusEndorsement endorsement = ((AuthorityMessage.Endorsement) message).endorsement();
    if (!round.hear(endorsement)) {
      return DirectoryStatus.OLDER;
    }
    disk.execute(() -> journal.endorsed(endorsement));
    publish();
    return DirectoryStatus.ACCEPTED;
  }

  private DirectoryStatus hear(AuthorityMessage.Announcement announcement) {
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
          // One that nobody waits for, or that is too late, is not kept.
          if (vote != null && !round.closed() && !over) {
            List<SignedHeader> counting = round.supply(vote);
            if (!counting.isEmpty()) {
              counting.forEach(header -> disk.execute(() -> journal.heard(header)));
              disk.execute(() -> journal.supplied(vote));
            }
          }
        });
  }

  /** A vote of this round, for another authority that asks for it. */
  Optional<byte[]> vote(Bytes32 digest) {
    return round.vote(digest).map(Vote::bytes);
  }

  private String name(Bytes32 authority) {
    return network.authority(authority).map(AuthorityEntry::name).orElse("unknown");
  }
}
