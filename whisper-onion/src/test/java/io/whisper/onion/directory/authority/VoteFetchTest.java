package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.service.AuthorityDuties;
import io.whisper.onion.directory.service.DirectoryService;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.service.Town;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class VoteFetchTest {
  private final Town town = new Town(31);
  private final ConsensusBuilder keys = ConsensusBuilder.ofAuthorities(3, town.random());
  private final Network network = keys.network();
  private final Vote vote = Vote.of(network.parameters(), List.of());
  private final Instant start = town.time().now();
  private final Map<Bytes32, AuthorityPeer> peers = new TreeMap<>();
  private final List<byte[]> found = new ArrayList<>();
  private final List<Instant> asked = new ArrayList<>();
  private final VoteFetch fetch = new VoteFetch(town.context(), peers, found::add);

  VoteFetchTest() {
    for (AuthorityEntry entry : network.authorities()) {
      peers.put(
          entry.identity(),
          new AuthorityPeer(town.context(), town, entry, network.parameters().voteInterval()));
    }
  }

  /** An authority that hands out a vote. */
  private final class Holder implements AuthorityDuties {
    @Override
    public void start(RoleLoop loop) {}

    @Override
    public CompletableFuture<DirectoryStatus> descriptor(byte[] document) {
      return CompletableFuture.completedFuture(DirectoryStatus.LIMITED);
    }

    @Override
    public CompletableFuture<DirectoryStatus> voting(byte[] message) {
      return CompletableFuture.completedFuture(DirectoryStatus.LIMITED);
    }

    @Override
    public Optional<byte[]> document(Bytes32 digest) {
      asked.add(town.time().now());
      return digest.equals(vote.digest()) ? Optional.of(vote.bytes()) : Optional.empty();
    }
  }

  @Test
  void aSignerThatGivesNothingTakesOnlyItsPartOfTheTime() {
    SignedHeader header = signed(0, 1, 2);
    List<Bytes32> order = List.copyOf(header.signers());
    order.forEach(this::open);
    town.freeze(order.get(0));
    town.freeze(order.get(1));
    fetch.begin(header, start.plusSeconds(6));
    town.time().advance(Duration.ofSeconds(3));
    assertThat(found).isEmpty();
    town.time().advance(Duration.ofSeconds(2));
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).isEqualTo(vote.bytes());
  }

  @Test
  void nobodyIsAskedOnceTheVoteWouldNotCount() {
    SignedHeader header = signed(0, 1, 2);
    List<Bytes32> order = List.copyOf(header.signers());
    order.forEach(this::open);
    order.forEach(town::freeze);
    fetch.begin(header, start.plusSeconds(6));
    town.time().advance(Duration.ofSeconds(6));
    int ways = town.direct();
    assertThat(ways).isEqualTo(3);
    town.time().advance(Duration.ofMinutes(10));
    assertThat(town.direct()).isEqualTo(ways);
    assertThat(town.time().pending()).isZero();
    assertThat(found).isEmpty();
  }

  @Test
  void oneVoteIsFetchedOnceAtATime() {
    SignedHeader header = signed(0);
    open(header.header().authority());
    fetch.begin(header, start.plusSeconds(6));
    fetch.begin(header, start.plusSeconds(6));
    town.time().advance(Duration.ofSeconds(1));
    assertThat(asked).hasSize(1);
    fetch.begin(header, start.plusSeconds(6));
    town.time().advance(Duration.ofSeconds(1));
    assertThat(asked).hasSize(2);
  }

  private void open(Bytes32 authority) {
    town.open(
        network.authority(authority).orElseThrow().target(),
        DirectoryService.ofAuthority(Optional::empty, new Holder()));
  }

  /** The vote's header, signed by its author and by others. */
  private SignedHeader signed(int author, int... others) {
    Bytes32 identity = network.authorities().get(author).identity();
    SignedHeader header =
        SignedHeader.sign(
            new VoteHeader(network.id(), identity, start, vote.digest()), keys.seed(author));
    for (int other : others) {
      header = header.countersign(keys.seed(other));
    }
    return header;
  }
}
