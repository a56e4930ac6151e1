package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One voting round as one authority lives it, without a network or a clock: what it heard goes in,
 * what it has to say comes out.
 *
 * <p>Votes are broadcast as Dolev and Strong (1983) showed: in step s (0 is the vote, 1 and up the
 * echoes) a vote counts when s+1 authorities signed its header, its author among them, and who
 * counts it signs and passes it on. After as many echoes as authorities may be bad, all honest ones
 * count the same votes, whatever the others did. Who cast two of them is left out and named. See
 * docs/protocol.md, section 8.
 *
 * <p>Not thread-safe.
 */
final class Round {
  /** What became of a header that was heard. */
  enum Heard {
    /** It is of another round. */
    OTHER_ROUND,
    /** Too few signed it for this step, or all of it was known. */
    IGNORED,
    /** It counts once its vote is there: {@link #supply} it. */
    WANTS_VOTE,
    /** It counts. */
    COUNTS
  }

  private final Network network;
  private final Bytes32 self;
  private final byte[] seed;
  private final Instant start;
  private final Map<Bytes32, AuthorHeaders> authors = new TreeMap<>();
  private final Map<Bytes32, Vote> votes = new HashMap<>();
  private final List<SignedHeader> fresh = new ArrayList<>();
  private final Endorsements endorsements = new Endorsements();
  private int step;
  private boolean closed;

  /**
   * The round that begins at {@code start}.
   *
   * @param seed the secret of this authority's identity, which stays the caller's
   */
  Round(Network network, Bytes32 self, byte[] seed, Instant start) {
    this.network = network;
    this.self = self;
    this.seed = seed;
    this.start = start;
    network.authorities().forEach(each -> authors.put(each.identity(), new AuthorHeaders()));
  }

  Instant start() {
    return start;
  }

  /** The step that the round is in: 0 the vote, 1 and up the echoes. */
  int step() {
    return step;
  }

  /** Whether the consensus has been computed, or could not be. */
  boolean closed() {
    return closed;
  }

  /** Casts this authority's own vote and says what to send to all others; only the first time. */
  SignedHeader cast(Vote vote) {
    Optional<SignedHeader> before = ownHeader();
    if (before.isPresent()) {
      return before.get();
    }
    SignedHeader header =
        SignedHeader.sign(new VoteHeader(network.id(), self, start, vote.digest()), seed);
    votes.put(vote.digest(), vote);
    author(self).count(header);
    return header;
  }

  /** Takes a header from another authority. */
  Heard hear(SignedHeader heard) {
    if (!heard.header().round().equals(start)) {
      return Heard.OTHER_ROUND;
    }
    AuthorHeaders author = author(heard.header().authority());
    if (closed || !author.matters(heard.digest())) {
      return Heard.IGNORED;
    }
    SignedHeader merged = author.await(heard);
    if (merged == null || merged.signers().size() <= step) {
      return Heard.IGNORED;
    }
    if (!votes.containsKey(merged.header().vote())) {
      return Heard.WANTS_VOTE;
    }
    count(author, merged);
    return Heard.COUNTS;
  }

  /**
   * Takes a vote that a header named, and says which headers count by it; one that is too late to
   * count, or that nobody waits for, is not kept.
   */
  List<SignedHeader> supply(Vote vote) {
    List<SignedHeader> counting = new ArrayList<>();
    for (SignedHeader header : wanted()) {
      AuthorHeaders author = author(header.header().authority());
      if (header.header().vote().equals(vote.digest()) && !author.convicted()) {
        votes.put(vote.digest(), vote);
        count(author, header);
        counting.add(header);
      }
    }
    return counting;
  }

  /** The header with {@code digest} by {@code authority}, if it counts. */
  Optional<SignedHeader> counted(Bytes32 authority, Bytes32 digest) {
    return author(authority).counted(digest);
  }

  private void count(AuthorHeaders author, SignedHeader header) {
    author.count(header);
    fresh.add(header);
  }

  /** Goes on to the next step and says what to send to all others in it. */
  List<SignedHeader> echo() {
    step++;
    List<SignedHeader> echoes = fresh.stream().map(header -> header.countersign(seed)).toList();
    fresh.clear();
    return echoes;
  }

  /** The vote with {@code digest}, for others that ask for it. */
  Optional<Vote> vote(Bytes32 digest) {
    return Optional.ofNullable(votes.get(digest));
  }

  /** Headers that would count now if their votes were there, which their signers have. */
  List<SignedHeader> wanted() {
    if (closed) {
      return List.of();
    }
    return authors.values().stream()
        .flatMap(author -> author.waiting().stream())
        .filter(header -> header.signers().size() > step)
        .toList();
  }

  /** Authorities that cast two votes which counted. */
  Set<Bytes32> equivocators() {
    return authors(AuthorHeaders::convicted);
  }

  /** The two headers by which {@code authority} is convicted; none when it is not. */
  List<SignedHeader> evidence(Bytes32 authority) {
    return author(authority).evidence();
  }

  /** Authorities whose vote counts alone. */
  Set<Bytes32> voters() {
    return authors(author -> author.only().isPresent());
  }

  private Set<Bytes32> authors(Predicate<AuthorHeaders> which) {
    Set<Bytes32> found = new TreeSet<>();
    authors.forEach(
        (identity, author) -> {
          if (which.test(author)) {
            found.add(identity);
          }
        });
    return found;
  }

  /**
   * What the round came to: the votes that count, and who is left out.
   *
   * @param network the network voted on
   * @param start the beginning of the round
   * @param votes the votes, one an authority
   * @param excluded who cast two
   */
  record Ballots(Network network, Instant start, List<Vote> votes, Set<Bytes32> excluded) {
    /** The consensus, to be signed; nothing when too few voted. May take a worker's while. */
    Optional<byte[]> count() {
      return Tally.count(network, start, votes, excluded).map(ConsensusBody::encode);
    }
  }

  /** Ends the hearing of votes. */
  Ballots close() {
    closed = true;
    List<Vote> counted = new ArrayList<>();
    for (AuthorHeaders author : authors.values()) {
      author.only().flatMap(header -> vote(header.header().vote())).ifPresent(counted::add);
    }
    return new Ballots(network, start, counted, equivocators());
  }

  /**
   * Signs the consensus that the ballots came to, and says what to send to all others; nothing when
   * this authority itself is convicted.
   */
  Optional<ConsensusEndorsement> sign(byte[] consensus) {
    if (equivocators().contains(self)) {
      return Optional.empty();
    }
    ConsensusEndorsement own =
        ConsensusEndorsement.sign(start, Endorsements.digest(consensus), seed);
    endorsements.own(consensus, own);
    return Optional.of(own);
  }

  /** This authority's own signature, once it is made. */
  Optional<ConsensusEndorsement> endorsement() {
    return endorsements.of(self);
  }

  /** The header of this authority's own vote, once it is cast. */
  Optional<SignedHeader> ownHeader() {
    return author(self).first();
  }

  /**
   * Takes another authority's signature; the first that each makes counts. Says whether it changed
   * anything, which at most two of each do.
   */
  boolean hear(ConsensusEndorsement heard) {
    return heard.round().equals(start)
        && !heard.signature().signer().equals(self)
        && endorsements.add(heard);
  }

  /** Authorities that signed the consensus which this one computed; none excluded ones. */
  Set<Bytes32> signers() {
    return endorsements.signers(equivocators());
  }

  /** Authorities that signed something else than this one, or two things. */
  Set<Bytes32> dissenters() {
    return endorsements.dissenters();
  }

  /** Whether every authority that is not excluded signed. */
  boolean complete() {
    return signers().size() == authors.size() - equivocators().size();
  }

  /** The consensus with the signatures that are there, once they are of more than half. */
  Optional<byte[]> consensus() {
    Set<Bytes32> signers = signers();
    return signers.size() < network.majority() ? Optional.empty() : endorsements.consensus(signers);
  }

  private AuthorHeaders author(Bytes32 identity) {
    AuthorHeaders author = authors.get(identity);
    if (author == null) {
      throw new IllegalArgumentException("not an authority of this network");
    }
    return author;
  }
}
