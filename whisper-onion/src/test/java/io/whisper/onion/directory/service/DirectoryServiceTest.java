package io.whisper.onion.directory.service;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class DirectoryServiceTest {
  private final Town town = new Town(31);
  private final ConsensusBuilder keys = ConsensusBuilder.ofAuthorities(3, town.random());
  private final LinkTarget target = Relays.target(Relays.bytes(town.random()), town.random());
  private Optional<Consensus> held = Optional.empty();

  DirectoryServiceTest() {
    town.open(target, DirectoryService.ofRelay(() -> held));
  }

  private Consensus consensus(int relays) {
    for (int i = 0; i < relays; i++) {
      keys.relay(Relays.entry(town.random()));
    }
    return keys.validAfter(VirtualTime.START).build();
  }

  private DirectoryConversation conversation() {
    CompletableFuture<DirectoryConversation> opening = town.direct(target);
    pass(Duration.ofMillis(10));
    return await(opening);
  }

  private void pass(Duration duration) {
    town.time().advance(duration);
  }

  @Test
  void aConsensusOfManyPartsArrivesWhole() {
    Consensus large = consensus(700);
    assertThat(large.document().length).isGreaterThan(2 * DirectoryConversation.PART_SIZE);
    held = Optional.of(large);
    var fetched = conversation().consensus(Bytes32.ZERO);
    pass(Duration.ofSeconds(1));
    assertThat(await(fetched)).hasValueSatisfying(d -> assertThat(d).isEqualTo(large.document()));
  }

  @Test
  void whatIsHeldAlreadyIsNotSentAgain() {
    Consensus consensus = consensus(1);
    held = Optional.of(consensus);
    DirectoryConversation conversation = conversation();
    var fetched = conversation.consensus(Bytes32.of(Sha256.hash(consensus.document())));
    pass(Duration.ofSeconds(1));
    assertThat(await(fetched)).isEmpty();
  }

  @Test
  void whoHasTheBeginningOfADocumentGetsItsEndAlsoWhenThereIsANewerOne() {
    Consensus large = consensus(700);
    held = Optional.of(large);
    var fetched = conversation().consensus(Bytes32.ZERO);
    pass(Duration.ofMillis(10));
    held = Optional.of(consensus(1));
    var other = conversation().consensus(Bytes32.ZERO);
    pass(Duration.ofSeconds(1));
    assertThat(await(fetched).orElseThrow()).isEqualTo(large.document());
    assertThat(await(other).orElseThrow()).isNotEqualTo(large.document());
  }

  @Test
  void aServerWithoutConsensusSaysSo() {
    var fetched = conversation().consensus(Bytes32.ZERO);
    var document = conversation().document(Bytes32.ZERO, 100);
    pass(Duration.ofSeconds(1));
    assertThat(fetched)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("has no consensus yet");
    assertThat(document).isCompletedExceptionally();
  }

  @Test
  void aRelayThatIsNoAuthorityTakesNothing() {
    DirectoryConversation conversation = conversation();
    var published = conversation.publish(new byte[] {1});
    var told = conversation.tell(new byte[] {1});
    pass(Duration.ofSeconds(1));
    assertThat(await(published)).isEqualTo(DirectoryStatus.NOT_AN_AUTHORITY);
    assertThat(await(told)).isEqualTo(DirectoryStatus.NOT_AN_AUTHORITY);
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() {
    held = Optional.of(consensus(1));
    DirectoryConversation conversation = conversation();
    town.freeze(target.identity());
    var fetched = conversation.consensus(Bytes32.ZERO);
    pass(Duration.ofSeconds(9));
    assertThat(fetched).isNotDone();
    pass(Duration.ofSeconds(1));
    assertThat(fetched).isCompletedExceptionally();
    assertThat(conversation.closed()).isTrue();
    assertThat(conversation.consensus(Bytes32.ZERO)).isCompletedExceptionally();
  }

  @Test
  void answersThatWereNotAskedForEndTheConversation() {
    for (byte[] answer : new byte[][] {{}, {1, 2, 3}, {8, 77}}) {
      DirectoryConversation conversation = conversation();
      var fetched = conversation.consensus(Bytes32.ZERO);
      conversation.onResponse(answer);
      assertThat(conversation.closed()).isTrue();
      assertThat(fetched).isCompletedExceptionally();
    }
  }

  @Test
  void statusesKeepTheirCodes() {
    for (DirectoryStatus status : DirectoryStatus.values()) {
      assertThat(DirectoryStatus.of(status.code())).isEqualTo(status);
    }
    assertThat(DirectoryStatus.of(99)).isEqualTo(DirectoryStatus.UNKNOWN);
  }
}
