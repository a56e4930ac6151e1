package io.whisper.onion.directory.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.directory.wire.DirectoryResponse;
import io.whisper.onion.directory.wire.DocumentPart;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DirectoryClientTest {
  private static final ByteString ONE = ByteString.copyFrom(new byte[] {1});

  private final Town town = new Town(32);
  private final ConsensusBuilder keys = ConsensusBuilder.ofAuthorities(3, town.random());
  private final Network network = keys.network();
  private final ConsensusKeeper keeper =
      new ConsensusKeeper(network, town.time(), StateStore.inMemory());
  private final RelayEntry relay = Relays.entry(town.random());
  private Optional<Consensus> atAuthorities = Optional.empty();
  private Optional<Consensus> atRelays = Optional.empty();

  DirectoryClientTest() {
    keys.relay(relay);
    network
        .authorities()
        .forEach(
            authority ->
                town.open(authority.target(), DirectoryService.ofRelay(() -> atAuthorities)));
    town.open(relay.target(), DirectoryService.ofRelay(() -> atRelays));
  }

  private Consensus votedAt(Instant moment) {
    return keys.validAfter(moment).build();
  }

  private DirectoryClient endpoint() {
    DirectoryClient client = DirectoryClient.ofEndpoint(town.context(), town, network, keeper);
    client.start();
    return client;
  }

  private void pass(Duration duration) {
    town.time().advance(duration);
  }

  private void kill(int... authorities) {
    for (int i : authorities) {
      town.kill(network.authorities().get(i).identity());
    }
  }

  @Test
  void theFirstComesFromAnAuthorityAlsoWhenTwoAreGone() {
    atAuthorities = Optional.of(votedAt(town.time().now()));
    kill(0, 2);
    DirectoryClient client = endpoint();
    pass(Duration.ofSeconds(10));
    assertThat(client.first().join().digest()).isEqualTo(atAuthorities.get().digest());
    assertThat(town.guarded()).isZero();
  }

  @Test
  void aFrozenAuthorityIsNotWaitedFor() {
    atAuthorities = Optional.of(votedAt(town.time().now()));
    town.freeze(network.authorities().get(0).identity());
    town.freeze(network.authorities().get(1).identity());
    DirectoryClient client = endpoint();
    pass(Duration.ofSeconds(5));
    assertThat(client.first()).isCompleted();
  }

  @Test
  void itIsTriedUntilThereIsOne() {
    DirectoryClient client = endpoint();
    pass(Duration.ofMinutes(10));
    assertThat(client.first()).isNotDone();
    atAuthorities = Optional.of(votedAt(town.time().now()));
    pass(Duration.ofMinutes(2));
    assertThat(client.first()).isCompleted();
  }

  @Test
  void theNextComesOverAGuard() {
    atAuthorities = Optional.of(votedAt(town.time().now()));
    endpoint();
    pass(Duration.ofMinutes(100));
    int direct = town.direct();
    Consensus next = votedAt(town.time().now());
    atRelays = Optional.of(next);
    pass(Duration.ofHours(1));
    assertThat(keeper.current().orElseThrow().digest()).isEqualTo(next.digest());
    assertThat(town.guarded()).isPositive();
    assertThat(town.direct()).isEqualTo(direct);
  }

  @Test
  void relaysWithNothingNewerAreNoReasonToGoToTheAuthorities() {
    Consensus only = votedAt(town.time().now());
    atAuthorities = Optional.of(only);
    atRelays = Optional.of(only);
    endpoint();
    pass(Duration.ofMinutes(10));
    int direct = town.direct();
    pass(Duration.ofHours(20));
    assertThat(town.guarded()).isBetween(10, 400);
    assertThat(town.direct()).isEqualTo(direct);
    assertThat(keeper.current()).isPresent();
  }

  @Test
  void whenNoRelayAnswersTheAuthoritiesAreAskedAgain() {
    atAuthorities = Optional.of(votedAt(town.time().now()));
    endpoint();
    pass(Duration.ofMinutes(90));
    town.kill(relay.identity());
    Consensus next = votedAt(town.time().now());
    atAuthorities = Optional.of(next);
    pass(Duration.ofHours(2));
    assertThat(keeper.current().orElseThrow().digest()).isEqualTo(next.digest());
  }

  @Test
  void anOlderConsensusIsNotUsed() {
    Instant begin = town.time().now();
    pass(Duration.ofHours(1));
    Consensus newer = votedAt(town.time().now());
    atAuthorities = Optional.of(newer);
    atRelays = Optional.of(votedAt(begin));
    endpoint();
    pass(Duration.ofHours(5));
    assertThat(keeper.current().orElseThrow().digest()).isEqualTo(newer.digest());
  }

  @Test
  void aConsensusOfAnotherNetworkIsNotUsed() {
    ConsensusBuilder others = ConsensusBuilder.ofAuthorities(3, town.random());
    atAuthorities = Optional.of(others.validAfter(town.time().now()).build());
    DirectoryClient client = endpoint();
    pass(Duration.ofMinutes(5));
    assertThat(client.first()).isNotDone();
    assertThat(keeper.current()).isEmpty();
  }

  @Test
  void aRelayAsksAuthoritiesOnly() {
    atAuthorities = Optional.of(votedAt(town.time().now()));
    DirectoryClient client =
        DirectoryClient.ofRelay(town.context(), town, network, keeper, relay.identity());
    client.start();
    pass(Duration.ofHours(1));
    Consensus next = votedAt(town.time().now());
    atAuthorities = Optional.of(next);
    pass(Duration.ofHours(1));
    assertThat(keeper.current().orElseThrow().digest()).isEqualTo(next.digest());
    assertThat(town.guarded()).isZero();
  }

  @Test
  void whatIsOnDiskIsUsedAtOnceAndNobodyIsAsked() {
    keeper.offer(votedAt(town.time().now()));
    DirectoryClient client = endpoint();
    pass(Duration.ofMinutes(1));
    assertThat(client.first()).isCompleted();
    assertThat(town.direct() + town.guarded()).isZero();
  }

  /** A server that gives a large consensus, part after part, each just in time. */
  private final class Dripping {
    private final DirectoryConversation conversation =
        new DirectoryConversation(town.time(), request -> answer(), () -> {});
    private int answers;

    private void answer() {
      int number = ++answers;
      byte[] response =
          DirectoryResponse.newBuilder()
              .setNumber(number)
              .setPart(
                  DocumentPart.newBuilder()
                      .setDocument(ByteString.copyFrom(new byte[31]).concat(ONE))
                      .setLength(Consensus.MAX_SIZE)
                      .setOffset((number - 1L) * DirectoryConversation.PART_SIZE)
                      .setData(ByteString.copyFrom(new byte[DirectoryConversation.PART_SIZE])))
              .build()
              .toByteArray();
      town.time().after(Duration.ofSeconds(9), () -> conversation.onResponse(response));
    }
  }

  @Test
  void serversThatDripTheirConsensusAreGivenUp() {
    atAuthorities = Optional.of(votedAt(town.time().now()));
    AtomicInteger opened = new AtomicInteger();
    DirectoryConnector dripping =
        new DirectoryConnector() {
          @Override
          public CompletableFuture<DirectoryConversation> direct(LinkTarget target) {
            return opened.incrementAndGet() <= 3
                ? CompletableFuture.completedFuture(new Dripping().conversation)
                : town.direct(target);
          }

          @Override
          public CompletableFuture<DirectoryConversation> guarded(RelayEntry guarded) {
            return town.guarded(guarded);
          }
        };
    DirectoryClient client = DirectoryClient.ofEndpoint(town.context(), dripping, network, keeper);
    client.start();
    pass(Duration.ofSeconds(59));
    assertThat(opened).hasValue(3);
    pass(Duration.ofSeconds(30));
    assertThat(client.first()).isCompleted();
  }

  @Test
  void whatWasTriedIsSaidByTheNamesOfTheAuthorities() {
    kill(0);
    town.freeze(network.authorities().get(1).identity());
    DirectoryClient client = endpoint();
    assertThat(client.trouble()).isEmpty();
    pass(Duration.ofSeconds(15));
    assertThat(client.trouble())
        .isEqualTo(
            "tried the authorities a0 (nobody is there), a1 (no answer in 10 s),"
                + " a2 (has no consensus yet)");
  }

  @Test
  void whoeverFailsAtOnceDoesNotKeepTheOthersFromBeingAsked() {
    kill(0, 1, 2);
    DirectoryClient client = endpoint();
    pass(Duration.ofMillis(400));
    assertThat(client.trouble())
        .isEqualTo(
            "tried the authorities a0 (nobody is there), a1 (nobody is there),"
                + " a2 (nobody is there)");
    assertThat(town.direct()).isEqualTo(3);
  }

  @Test
  void anAuthorityThatIsBeingAskedIsNamedAsWell() {
    network.authorities().forEach(authority -> town.freeze(authority.identity()));
    DirectoryClient client = endpoint();
    pass(Duration.ofSeconds(1));
    assertThat(client.trouble()).matches("tried the authority a[012] \\(no answer yet\\)");
  }

  @Test
  void relaysAreCountedAndTheTroubleIsOverWithTheNextConsensus() {
    atAuthorities = Optional.of(votedAt(town.time().now()));
    AtomicInteger told = new AtomicInteger();
    DirectoryClient client = endpoint();
    client.listen(told::incrementAndGet);
    pass(Duration.ofMinutes(90));
    town.kill(relay.identity());
    kill(0, 1, 2);
    pass(Duration.ofHours(1));
    assertThat(client.trouble())
        .startsWith("tried a relay (nobody is there) and the authorities a0 (nobody is there), ");
    assertThat(told).hasPositiveValue();

    keeper.offer(votedAt(town.time().now()));
    pass(Duration.ofSeconds(1));
    assertThat(client.trouble()).isEmpty();
  }

  @Test
  void aConsensusThatWasKeptForLongIsReplacedAndNobodyWasAskedInVain() {
    keeper.offer(votedAt(town.time().now()));
    pass(Duration.ofHours(5));
    Consensus next = votedAt(town.time().now());
    atAuthorities = Optional.of(next);
    atRelays = Optional.of(next);
    List<Boolean> inVain = new ArrayList<>();
    DirectoryClient client = endpoint();
    client.listen(() -> inVain.add(client.inVain()));
    pass(Duration.ofMinutes(1));
    assertThat(keeper.current().orElseThrow().digest()).isEqualTo(next.digest());
    assertThat(client.inVain()).isFalse();
    assertThat(inVain).doesNotContain(true);
  }

  @Test
  void someoneWasAskedInVainWhenNobodyHasANewerOneUntilSomebodyHas() {
    Consensus only = votedAt(town.time().now());
    keeper.offer(only);
    pass(Duration.ofHours(5));
    atRelays = Optional.of(only);
    kill(0, 1, 2);
    DirectoryClient client = endpoint();
    AtomicInteger told = new AtomicInteger();
    client.listen(told::incrementAndGet);
    assertThat(client.inVain()).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(client.inVain()).isTrue();
    assertThat(told).hasPositiveValue();

    atRelays = Optional.of(votedAt(town.time().now()));
    pass(Duration.ofHours(1));
    assertThat(client.inVain()).isFalse();
  }

  @Test
  void someoneWasAskedInVainWhenNobodyAnswers() {
    keeper.offer(votedAt(town.time().now()));
    pass(Duration.ofHours(5));
    kill(0, 1, 2);
    town.kill(relay.identity());
    DirectoryClient client = endpoint();
    pass(Duration.ofMinutes(1));
    assertThat(client.inVain()).isTrue();
  }

  @Test
  void aClockThatIsSlowIsSaid() {
    atAuthorities = Optional.of(votedAt(town.time().now().plus(Duration.ofHours(2))));
    DirectoryClient client = endpoint();
    pass(Duration.ofSeconds(5));
    assertThat(client.trouble()).contains("a1 (has a consensus of a time to come");
  }

  @Test
  void afterClosingNobodyIsAsked() {
    DirectoryClient client = endpoint();
    pass(Duration.ofSeconds(1));
    client.close();
    pass(Duration.ofSeconds(1));
    int direct = town.direct();
    pass(Duration.ofHours(1));
    assertThat(town.direct()).isEqualTo(direct);
    assertThat(client.first()).isCompletedExceptionally();
  }
}
