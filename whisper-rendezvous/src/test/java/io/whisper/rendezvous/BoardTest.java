package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.rendezvous.ring.Ring;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final int POSTS = 200;
  private static final int READERS = 20;
  private static final int LOST = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Profile ONE_HOP = Profile.builder().hops(1, 1).build();
  private static final PublishOptions PUBLISHED = PublishOptions.defaults().withProfile(ONE_HOP);
  private static final SubscribeOptions READ = SubscribeOptions.defaults().withProfile(ONE_HOP);
  private static final SubscribeOptions HISTORY = READ.withSince(Duration.ofHours(1));

  private static Town town;
  private static Endpoint author;
  private final Topic topic = Topic.random(new SecureRandom());

  @BeforeAll
  static void start() {
    town = Town.of(8);
    author = town.whisper().endpoint(Identity.ephemeral());
  }

  @AfterAll
  static void stop() {
    town.close();
  }

  @Test
  void everyReaderGetsEveryPostOnceAlsoWhenItsCircuitsBreak() {
    List<Whisper> sides = new ArrayList<>();
    List<Reader> readers = new ArrayList<>();
    List<Subscription> subscriptions = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      Whisper side = town.whisper();
      Reader reader = new Reader();
      sides.add(side);
      readers.add(reader);
      subscriptions.add(side.endpoint(Identity.ephemeral()).subscribe(topic, READ, reader));
    }
    subscriptions.forEach(subscription -> await(subscription.caughtUp()));
    List<String> texts = new ArrayList<>();
    List<Publication> publications = new ArrayList<>();
    for (int i = 0; i < POSTS; i++) {
      texts.add("post " + i);
      publications.add(author.publish(topic, text("post " + i), PUBLISHED));
      if (i == POSTS / 2) {
        await(publications.get(i / 2).stored());
        sides.subList(0, LOST).forEach(side -> assertThat(town.lose(side)).isPositive());
      }
    }
    publications.forEach(each -> await(each.stored(3)));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> readers.stream().allMatch(reader -> reader.posts().size() >= POSTS));
    sides.forEach(Whisper::close);
    assertThat(readers)
        .allSatisfy(
            reader -> assertThat(reader.texts()).containsExactlyInAnyOrderElementsOf(texts));
  }

  @Test
  void whoComesLaterGetsWhatWasPublishedBeforeWhenItAsksForIt() {
    Publication publication = author.publish(topic, text("before"), PUBLISHED);
    await(publication.stored(3));
    Reader old = new Reader();
    Subscription all = reading(HISTORY, old);
    await(all.caughtUp());
    assertThat(old.texts()).containsExactly("before");
    Post post = old.posts().get(0);
    assertThat(publication.id()).contains(post.id());
    assertThat(post.expiry()).isEqualTo(post.publishedAt().plus(PUBLISHED.ttl()));
    all.close();
  }

  @Test
  void whatIsWithdrawnGoesAndItsReadersAreTold() {
    Reader reader = new Reader();
    Subscription subscription = reading(READ, reader);
    await(subscription.caughtUp());
    List<String> states = new CopyOnWriteArrayList<>();
    Publication publication = author.publish(topic, text("an offer"), PUBLISHED);
    publication.onStatus(status -> states.add(status.toString()));
    await(publication.stored(3));
    until(() -> reader.posts().size() == 1);

    await(publication.withdraw());

    assertThat(publication.state()).isEqualTo(PublicationState.WITHDRAWN);
    until(() -> !reader.withdrawn().isEmpty());
    assertThat(reader.withdrawn()).containsExactly(publication.id().orElseThrow());
    until(() -> states.size() == 5);
    assertThat(states)
        .containsExactly("QUEUED", "STORED(1)", "STORED(2)", "STORED(3)", "WITHDRAWN");
    assertThat(failure(publication.expired()).reason()).isEqualTo(FailureReason.NOT_STORED);
    Reader later = new Reader();
    Subscription history = reading(HISTORY, later);
    await(history.caughtUp());
    assertThat(later.texts()).isEmpty();
    assertThat(later.withdrawn()).containsExactly(publication.id().orElseThrow());
    assertThat(failure(publication.replace(text("too late")).stored()).reason())
        .isEqualTo(FailureReason.NOT_STORED);
    subscription.close();
    history.close();
  }

  @Test
  void whoLosesItsCircuitsWhileAPostIsWithdrawnHearsOfIt() {
    Whisper side = town.whisper();
    Reader reader = new Reader();
    Subscription subscription = side.endpoint(Identity.ephemeral()).subscribe(topic, READ, reader);
    await(subscription.caughtUp());
    List<Publication> offers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      offers.add(author.publish(topic, text("offer " + i), PUBLISHED));
    }
    offers.forEach(offer -> await(offer.stored(3)));
    until(() -> reader.posts().size() == 10);
    for (Publication offer : offers) {
      town.lose(side);
      await(offer.withdraw());
    }
    until(() -> reader.withdrawn().size() == 10);
    assertThat(reader.withdrawn())
        .containsExactlyInAnyOrderElementsOf(
            offers.stream().map(offer -> offer.id().orElseThrow()).toList());
    subscription.close();
  }

  @Test
  void anotherPostTakesThePlaceOfOne() {
    Reader reader = new Reader();
    Subscription subscription = reading(READ, reader);
    await(subscription.caughtUp());
    Publication first = author.publish(topic, text("10 tons"), PUBLISHED);
    await(first.stored(3));
    until(() -> reader.posts().size() == 1);

    Publication second = first.replace(text("9 tons"));

    await(second.stored(3));
    await(first.withdrawn());
    until(() -> reader.withdrawn().size() == 1 && reader.posts().size() == 2);
    assertThat(reader.texts()).containsExactly("10 tons", "9 tons");
    assertThat(reader.withdrawn()).containsExactly(first.id().orElseThrow());
    assertThat(second.state()).isEqualTo(PublicationState.STORED);
    subscription.close();
  }

  @Test
  void whoReadsAnotherTopicSeesNothing() {
    Topic other = Topic.random(new SecureRandom());
    Reader reader = new Reader();
    Subscription subscription =
        town.whisper().endpoint(Identity.ephemeral()).subscribe(other, HISTORY, reader);
    await(subscription.caughtUp());
    await(author.publish(topic, text("not for it"), PUBLISHED).stored(3));
    await(author.publish(other, text("for it"), PUBLISHED).stored(3));
    until(() -> !reader.posts().isEmpty());
    assertThat(reader.texts()).containsExactly("for it");
  }

  @Test
  void aPostIsSaidToBeWhereStoresAnsweredAndNowhereElse() {
    try (Town small = Town.of(6)) {
      Endpoint here = small.whisper().endpoint(Identity.ephemeral());
      var replicas =
          Ring.of(small.network().consensus().relays())
              .replicas(topic.tag(small.network().consensus().period().number()));
      small.network().stop(small.network().indexOf(replicas.get(1)));
      PublishOptions direct = PublishOptions.defaults().withProfile(Profile.DIRECT);

      Publication publication = here.publish(topic, text("to two of three"), direct);

      await(publication.stored(2));
      assertThat(publication.status().toString()).isEqualTo("STORED(2)");
      assertThat(publication.stored(3).toCompletableFuture()).isNotDone();
      Reader reader = new Reader();
      SubscribeOptions since = HISTORY.withProfile(Profile.DIRECT);
      Subscription subscription =
          small.whisper().endpoint(Identity.ephemeral()).subscribe(topic, since, reader);
      await(subscription.caughtUp());
      assertThat(reader.texts()).containsExactly("to two of three");
      await(publication.withdraw());
      until(() -> reader.withdrawn().size() == 1);
      assertThat(failure(publication.stored(3)).reason()).isEqualTo(FailureReason.NOT_STORED);
    }
  }

  @Test
  void whatIsWithdrawnBeforeItLeftNeverLeaves() {
    Endpoint endpoint = town.whisper().endpoint(Identity.ephemeral());
    Publication publication = endpoint.publish(topic, text("never mind"), PUBLISHED);
    await(publication.withdraw());
    assertThat(publication.state()).isEqualTo(PublicationState.WITHDRAWN);
    assertThat(failure(publication.stored()).reason()).isEqualTo(FailureReason.NOT_STORED);
  }

  @Test
  void aClosedEndpointSaysSo() {
    Endpoint endpoint = town.whisper().endpoint(Identity.ephemeral());
    Subscription subscription = endpoint.subscribe(topic, HISTORY, post -> {});
    Publication stored = endpoint.publish(topic, text("stays"), PUBLISHED);
    await(stored.stored(3));
    Publication queued = endpoint.publish(topic, text("too late"), PUBLISHED);
    endpoint.close();
    assertThat(failure(queued.stored()).reason()).isEqualTo(FailureReason.CLOSED);
    assertThat(queued.state()).isEqualTo(PublicationState.FAILED);
    assertThat(failure(stored.withdraw()).reason()).isEqualTo(FailureReason.CLOSED);
    assertThat(stored.status().toString()).isEqualTo("STORED(3)");
    Publication after = endpoint.publish(topic, text("later"), PUBLISHED);
    assertThat(failure(after.stored()).reason()).isEqualTo(FailureReason.CLOSED);
    Subscription late = endpoint.subscribe(topic, READ, post -> {});
    assertThat(failure(late.caughtUp()).reason()).isEqualTo(FailureReason.CLOSED);
    subscription.close();
  }

  @Test
  void aListenerThatThrowsGetsWhatComesNext() {
    Reader reader = new Reader();
    Subscription subscription =
        reading(
            READ,
            post -> {
              reader.onPost(post);
              throw new IllegalStateException("expected by the test");
            });
    await(subscription.caughtUp());
    await(author.publish(topic, text("one"), PUBLISHED).stored());
    until(() -> reader.posts().size() == 1);
    await(author.publish(topic, text("two"), PUBLISHED).stored());
    until(() -> reader.posts().size() == 2);
    assertThat(reader.texts()).containsExactly("one", "two");
    subscription.close();
  }

  @Test
  void argumentsAreCheckedAtTheDoor() {
    assertThatThrownBy(() -> author.publish(topic, new byte[65_537]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65537");
    assertThatThrownBy(() -> PUBLISHED.withTtl(Duration.ofDays(15)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 second to 14 days");
    assertThatThrownBy(() -> PUBLISHED.withTtl(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> READ.withSince(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 14 days");
    assertThatThrownBy(() -> READ.withSince(Duration.ofDays(15)))
        .isInstanceOf(IllegalArgumentException.class);
    Publication any =
        new Publication(Runnable::run, new NoOrigin(), Instant.EPOCH, Duration.ofHours(1));
    assertThatThrownBy(() -> any.stored(4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> any.replace(new byte[65_537]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Subscription reading(SubscribeOptions options, PostListener listener) {
    return town.whisper().endpoint(Identity.ephemeral()).subscribe(topic, options, listener);
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).until(condition);
  }

  /** Of a publication that nobody made. */
  private static final class NoOrigin implements Publication.Origin {
    @Override
    public void withdraw(Publication which) {}

    @Override
    public Publication replace(Publication which, byte[] payload) {
      return which;
    }
  }
}
