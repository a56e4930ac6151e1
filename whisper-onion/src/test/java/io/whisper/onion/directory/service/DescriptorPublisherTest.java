package io.whisper.onion.directory.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.Network;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class DescriptorPublisherTest {
  private final Town town = new Town(33);
  private final Network network = ConsensusBuilder.ofAuthorities(3, town.random()).network();
  private final List<Clerk> clerks = new ArrayList<>();
  private String content = "one";
  private final DescriptorPublisher publisher =
      new DescriptorPublisher(
          town.context(),
          town,
          network,
          moment -> (content + " " + moment).getBytes(StandardCharsets.US_ASCII));

  /** An authority that writes down what it is given. */
  private static final class Clerk implements AuthorityDuties {
    final List<String> given = new ArrayList<>();
    DirectoryStatus answer = DirectoryStatus.ACCEPTED;

    @Override
    public void start(RoleLoop loop) {}

    @Override
    public CompletableFuture<DirectoryStatus> descriptor(byte[] document) {
      given.add(new String(document, StandardCharsets.US_ASCII));
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletableFuture<DirectoryStatus> voting(byte[] message) {
      return CompletableFuture.completedFuture(DirectoryStatus.INVALID);
    }

    @Override
    public Optional<byte[]> document(Bytes32 digest) {
      return Optional.empty();
    }
  }

  private void open(int... authorities) {
    for (int i : authorities) {
      Clerk clerk = new Clerk();
      clerks.add(clerk);
      town.open(
          network.authorities().get(i).target(),
          DirectoryService.ofAuthority(Optional::empty, clerk));
    }
  }

  private void pass(Duration duration) {
    town.time().advance(duration);
  }

  @Test
  void everyAuthorityIsGivenTheDescriptorInEveryInterval() {
    open(0, 1, 2);
    publisher.publish();
    pass(Duration.ofSeconds(1));
    assertThat(publisher.known()).isCompleted();
    assertThat(clerks).allMatch(clerk -> clerk.given.size() == 1);
    pass(Duration.ofMinutes(61));
    assertThat(clerks).allMatch(clerk -> clerk.given.size() == 2);
    publisher.close();
    pass(Duration.ofHours(5));
    assertThat(clerks).allMatch(clerk -> clerk.given.size() == 2);
  }

  @Test
  void whoCannotBeReachedOrRefusesIsTriedAgain() {
    open(0);
    clerks.get(0).answer = DirectoryStatus.LIMITED;
    publisher.publish();
    pass(Duration.ofMinutes(5));
    assertThat(publisher.known()).isNotDone();
    assertThat(clerks.get(0).given).hasSizeGreaterThan(3);
    clerks.get(0).answer = DirectoryStatus.ACCEPTED;
    open(1);
    pass(Duration.ofMinutes(2));
    assertThat(publisher.known()).isCompleted();
  }

  @Test
  void aChangeIsPublishedAtOnceAndLaterThanWhatItChanges() {
    open(0, 1, 2);
    publisher.publish();
    pass(Duration.ofMillis(1));
    content = "two";
    publisher.publish();
    pass(Duration.ofSeconds(1));
    for (Clerk clerk : clerks) {
      String last = clerk.given.get(clerk.given.size() - 1);
      assertThat(last).startsWith("two ");
      List<Instant> moments =
          clerk.given.stream().map(text -> Instant.parse(text.substring(4))).toList();
      assertThat(moments).isSorted().doesNotHaveDuplicates();
    }
  }
}
