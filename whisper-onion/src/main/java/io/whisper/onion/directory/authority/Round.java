package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.SignedDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
  /** Headers of one author that are remembered before they count. */
  private static final int MAX_WAITING = 8;

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
  private final Map<Bytes32, Author> authors = new TreeMap<>();
  private final Map<Bytes32, Vote> votes = new HashMap<>();
  private final Map<Bytes32, ConsensusEndorsement> endorsements = new TreeMap<>();
  private final Set<Bytes32> wavering = new TreeSet<>();
  private final List<SignedHeader> fresh = new ArrayList<>();
  private int step;
  private boolean closed;
  private byte @Nullable [] body;

  /** What is known of one author's votes. */
  private static final class Author {
    final Map<Bytes32, SignedHeader> waiting = new LinkedHashMap<>();
    final Map<Bytes32, SignedHeader> counted = new LinkedHashMap<>();
  }

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
    network.authorities().forEach(each -> authors.put(each.identity(), new Author()));
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
    Author own = author(self);
    for (SignedHeader before : own.counted.values()) {
      return before;
    }
    SignedHeader header =
        SignedHeader.sign(new VoteHeader(network.id(), self, start, vote.digest()), seed);
    votes.put(vote.digest(), vote);
    own.counted.put(header.digest(), header);
    return header;
  }

  /** Takes a header from another authority. */
  Heard hear(SignedHeader heard) {
    if (!heard.header().round().equals(start)) {
      return Heard.OTHER_ROUND;
    }
    Author author = author(heard.header().authority());
    if (closed || author.counted.containsKey(heard.digest()) || author.counted.size() == 2) {
      return Heard.IGNORED;
    }
    SignedHeader merged = author.waiting.merge(heard.digest(), heard, SignedHeader::merge);
    if (author.waiting.size() > MAX_WAITING) {
      author.waiting.values().stream()
          .min(Comparator.comparingInt(each -> each.signers().size()))
          .ifPresent(weakest -> author.waiting.remove(weakest.digest()));
    }
    if (merged.signers().size() <= step || !author.waiting.containsKey(merged.digest())) {
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
      Author author = author(header.header().authority());
      if (header.header().vote().equals(vote.digest()) && author.counted.size() < 2) {
        votes.put(vote.digest(), vote);
        count(author, header);
        counting.add(header);
      }
    }
    return counting;
  }

  /** The header with {@code digest} by {@code authority}, if it counts. */
  Optional<SignedHeader> counted(Bytes32 authority, Bytes32 digest) {
    return Optional.ofNullable(author(authority).counted.get(digest));
  }

  private void count(Author author, SignedHeader header) {
    author.waiting.remove(header.digest());
    author.counted.put(header.digest(), header);
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
        .flatMap(author -> author.waiting.values().stream())
        .filter(header -> header.signers().size() > step)
        .toList();
  }

  /** Authorities that cast two votes which counted. */
  Set<Bytes32> equivocators() {
    Set<Bytes32> found = new TreeSet<>();
    authors.forEach(
        (identity, author) -> {
          if (author.counted.size() > 1) {
            found.add(identity);
          }
        });
    return found;
  }

  /** The two headers by which {@code authority} is convicted; none when it is not. */
  List<SignedHeader> evidence(Bytes32 authority) {
    Author author = author(authority);
    return author.counted.size() > 1
        ? author.counted.values().stream().map(SignedHeader::byAuthorOnly).toList()
        : List.of();
  }

  /** Authorities whose vote counts alone. */
  Set<Bytes32> voters() {
    Set<Bytes32> found = new TreeSet<>();
    authors.forEach(
        (identity, author) -> {
          if (author.counted.size() == 1) {
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
    for (Author author : authors.values()) {
      if (author.counted.size() == 1) {
        for (SignedHeader header : author.counted.values()) {
          Vote vote = votes.get(header.header().vote());
          if (vote != null) {
            counted.add(vote);
          }
        }
      }
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
    body = consensus;
    ConsensusEndorsement own = ConsensusEndorsement.sign(start, digest(consensus), seed);
    endorsements.put(self, own);
    return Optional.of(own);
  }

  /** This authority's own signature, once it is made. */
  Optional<ConsensusEndorsement> endorsement() {
    return Optional.ofNullable(endorsements.get(self));
  }

  /** The header of this authority's own vote, once it is cast. */
  Optional<SignedHeader> ownHeader() {
    return author(self).counted.values().stream().findFirst();
  }

  private static Bytes32 digest(byte[] body) {
    return new SignedDocument(List.of(), body).digest();
  }

  /**
   * Takes another authority's signature; the first that each makes counts. Says whether it changed
   * anything, which at most two of each do.
   */
  boolean hear(ConsensusEndorsement heard) {
    Bytes32 signer = heard.signature().signer();
    if (!heard.round().equals(start) || signer.equals(self)) {
      return false;
    }
    ConsensusEndorsement before = endorsements.putIfAbsent(signer, heard);
    return before == null || (!before.digest().equals(heard.digest()) && wavering.add(signer));
  }

  /** Authorities that signed the consensus which this one computed; none excluded ones. */
  Set<Bytes32> signers() {
    Set<Bytes32> signers = new TreeSet<>();
    byte[] computed = body;
    if (computed != null) {
      Bytes32 digest = digest(computed);
      Set<Bytes32> excluded = equivocators();
      endorsements.forEach(
          (signer, endorsement) -> {
            if (endorsement.digest().equals(digest) && !excluded.contains(signer)) {
              signers.add(signer);
            }
          });
    }
    return signers;
  }

  /** Authorities that signed something else than this one, or two things. */
  Set<Bytes32> dissenters() {
    Set<Bytes32> dissenters = new TreeSet<>(wavering);
    byte[] computed = body;
    if (computed != null) {
      Bytes32 digest = digest(computed);
      endorsements.forEach(
          (signer, endorsement) -> {
            if (!endorsement.digest().equals(digest)) {
              dissenters.add(signer);
            }
          });
    }
    return dissenters;
  }

  /** Whether every authority that is not excluded signed. */
  boolean complete() {
    return signers().size() == authors.size() - equivocators().size();
  }

  /** The consensus with the signatures that are there, once they are of more than half. */
  Optional<byte[]> consensus() {
    byte[] computed = body;
    Set<Bytes32> signers = signers();
    if (computed == null || signers.size() < network.majority()) {
      return Optional.empty();
    }
    List<SignedDocument.Signature> signatures = new ArrayList<>();
    endorsements.forEach(
        (signer, endorsement) -> {
          if (signers.contains(signer)) {
            signatures.add(endorsement.signature());
          }
        });
    return Optional.of(new SignedDocument(signatures, computed).encode());
  }

  private Author author(Bytes32 identity) {
    Author author = authors.get(identity);
    if (author == null) {
      throw new IllegalArgumentException("not an authority of this network");
    }
    return author;
  }
}
