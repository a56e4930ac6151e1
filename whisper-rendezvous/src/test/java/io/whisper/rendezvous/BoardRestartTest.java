package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.rendezvous.ring.Ring;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Posts whose author ends and comes back. */
class BoardRestartTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final PublishOptions OPTIONS =
      PublishOptions.defaults()
          .withProfile(Profile.builder().hops(1, 1).build())
          .withTtl(Duration.ofMinutes(50));
  private static final SubscribeOptions READ =
      SubscribeOptions.defaults().withProfile(OPTIONS.profile()).withSince(Duration.ofHours(1));

  private final Town town = Town.of(8);
  private final Topic topic = Topic.random(new SecureRandom());
  private final Identity author = Identity.ephemeral();
  private final StateStore state = StateStore.inMemory();

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void anAuthorThatWasStartedAnewWithdraws() {
    Reader reader = reader();
    Whisper first = town.whisper(state);
    Publication published = first.endpoint(author).publish(topic, text("an offer"), OPTIONS);
    await(published.stored(3));
    until(() -> reader.posts().size() == 1);
    first.close();

    Whisper second = town.whisper(state);
    List<Publication> left = await(second.endpoint(author).publications());
    assertThat(left).hasSize(1);
    Publication again = left.get(0);
    assertThat(again.status().toString()).isEqualTo("STORED(3)");
    assertThat(again.id()).isEqualTo(published.id());
    assertThat(again.expiry()).isEqualTo(published.expiry());
    await(again.stored(3));
    await(again.withdraw());

    assertThat(again.state()).isEqualTo(PublicationState.WITHDRAWN);
    until(() -> reader.withdrawn().size() == 1);
    assertThat(reader.withdrawn()).containsExactly(published.id().orElseThrow());
    second.close();
    assertThat(posts()).isEmpty();
  }

  @Test
  void anAuthorThatWasKilledReplaces() {
    Reader reader = reader();
    Whisper first = town.whisper(state);
    Publication published = first.endpoint(author).publish(topic, text("10 tons"), OPTIONS);
    await(published.stored(3));
    until(() -> reader.posts().size() == 1);
    town.kill(first);

    Endpoint endpoint = town.whisper(state).endpoint(author);
    Publication again = await(endpoint.publications()).get(0);
    Publication next = again.replace(text("9 tons"));
    await(next.stored(3));
    await(again.withdrawn());
    until(() -> reader.withdrawn().size() == 1 && reader.posts().size() == 2);
    assertThat(reader.texts()).containsExactly("10 tons", "9 tons");
    assertThat(Duration.between(again.expiry(), next.expiry())).isLessThan(Duration.ofMinutes(5));
    assertThat(await(endpoint.publications())).containsExactly(next);
  }

  @Test
  void whatFewerThanThreeStoresHoldIsPutAgain() {
    int missing = replicas().get(0);
    town.network().stop(missing);
    Whisper first = town.whisper(state);
    Publication published = first.endpoint(author).publish(topic, text("to the third"), OPTIONS);
    await(published.stored(2));
    first.close();
    town.network().restart(missing);

    Publication again = await(town.whisper(state).endpoint(author).publications()).get(0);
    assertThat(again.stores()).isEqualTo(2);
    await(again.stored(3));
    town.network().stop(replicas().get(1));
    town.network().stop(replicas().get(2));
    Reader reader = new Reader();
    Endpoint endpoint = town.whisper().endpoint(Identity.ephemeral());
    Subscription subscription = endpoint.subscribe(topic, READ, reader);
    // What the third gives is taken, but one store alone is not believed to give all.
    assertThat(subscription.caughtUp().toCompletableFuture()).failsWithin(PATIENCE);
    assertThat(reader.texts()).containsExactly("to the third");
  }

  @Test
  void aWithdrawalThatWasBegunGoesOn() {
    Whisper first = town.whisper(state);
    Publication published = first.endpoint(author).publish(topic, text("an offer"), OPTIONS);
    await(published.stored(3));
    int missing = replicas().get(0);
    town.network().stop(missing);
    published.withdraw();
    Reader reader = reader();
    until(() -> reader.withdrawn().size() == 1);
    assertThat(published.state()).isEqualTo(PublicationState.STORED);
    town.kill(first);
    town.network().restart(missing);

    Publication again = await(town.whisper(state).endpoint(author).publications()).get(0);
    await(again.withdrawn());
    assertThat(again.id()).isEqualTo(published.id());
  }

  @Test
  void whatWasGivenUpBeforeAnyStoreHadItIsTakenBack() {
    List<Integer> replicas = replicas();
    replicas.forEach(town.network()::stop);
    Whisper first = town.whisper(state);
    Publication published = first.endpoint(author).publish(topic, text("never mind"), OPTIONS);
    until(() -> !posts().isEmpty());
    first.close();
    assertThat(published.state()).isEqualTo(PublicationState.FAILED);
    replicas.forEach(town.network()::restart);

    Endpoint endpoint = town.whisper(state).endpoint(author);
    await(endpoint.publications()).forEach(left -> await(left.withdrawn()));
    assertThat(await(endpoint.publications())).isEmpty();
    assertThat(reader().texts()).isEmpty();
  }

  @Test
  void withoutADiskPostsAreKnownAsLongAsTheInstance() {
    Whisper whisper = town.whisper();
    Endpoint first = whisper.endpoint(author);
    Publication published = first.publish(topic, text("an offer"), OPTIONS);
    await(published.stored(3));
    first.close();
    until(() -> tryToOpen(whisper));
    Endpoint second = whisper.endpoint(Identity.ephemeral());
    assertThat(await(second.publications())).isEmpty();
  }

  private boolean tryToOpen(Whisper whisper) {
    Endpoint again = whisper.endpoint(author);
    boolean there = await(again.publications()).size() == 1;
    again.close();
    return there;
  }

  @Test
  void whatIsNotToBeKeptLeavesNoTrace() {
    Whisper first = town.whisper(state);
    Publication published =
        first.endpoint(author).publish(topic, text("said"), OPTIONS.withKept(false));
    await(published.stored(3));
    first.close();
    assertThat(posts()).isEmpty();
    assertThat(await(town.whisper(state).endpoint(author).publications())).isEmpty();
  }

  /** The files of posts in the author's state. */
  private List<String> posts() {
    return state.child(Whisper.stateName(author.address())).child("posts").logs();
  }

  private List<Integer> replicas() {
    Bytes32 tag = topic.tag(town.network().consensus().period().number());
    return Ring.of(town.network().consensus().relays()).replicas(tag).stream()
        .map(town.network()::indexOf)
        .toList();
  }

  private Reader reader() {
    Reader reader = new Reader();
    Endpoint endpoint = town.whisper().endpoint(Identity.ephemeral());
    await(endpoint.subscribe(topic, READ, reader).caughtUp());
    return reader;
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).until(condition);
  }
}
