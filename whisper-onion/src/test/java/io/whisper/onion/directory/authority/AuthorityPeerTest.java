package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.service.AuthorityDuties;
import io.whisper.onion.directory.service.DirectoryService;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.service.Town;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AuthorityPeerTest {
  private final Town town = new Town(24);
  private final AuthorityEntry entry =
      ConsensusBuilder.ofAuthorities(1, town.random()).network().authorities().get(0);
  private DirectoryStatus answer = DirectoryStatus.LIMITED;
  private int told;

  /** An authority that says {@link #answer} to everything. */
  private final class Moody implements AuthorityDuties {
    @Override
    public void start(RoleLoop loop) {}

    @Override
    public CompletableFuture<DirectoryStatus> descriptor(byte[] document) {
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletableFuture<DirectoryStatus> voting(byte[] message) {
      told++;
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public Optional<byte[]> document(Bytes32 digest) {
      return Optional.empty();
    }
  }

  @Test
  void whoIsAtALimitIsToldAgain() {
    town.open(entry.target(), DirectoryService.ofAuthority(Optional::empty, new Moody()));
    AuthorityPeer peer = new AuthorityPeer(town.context(), town, entry, Duration.ofHours(1));
    peer.tell(new byte[] {1}, town.time().now().plus(Duration.ofHours(1)));
    town.time().advance(Duration.ofMinutes(5));
    assertThat(told).isGreaterThan(1);
    answer = DirectoryStatus.ACCEPTED;
    town.time().advance(Duration.ofMinutes(2));
    int before = told;
    town.time().advance(Duration.ofMinutes(30));
    assertThat(told).isEqualTo(before);
    peer.close();
  }
}
