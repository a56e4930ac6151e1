package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoardTimeTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final PublishOptions PUBLISHED =
      PublishOptions.defaults().withProfile(Profile.DIRECT).withTtl(DAY.multipliedBy(2));
  private static final SubscribeOptions READ =
      SubscribeOptions.defaults().withProfile(Profile.DIRECT);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(5, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Topic topic = Topic.ofName("grain");
  private final Endpoint author = endpoint();

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void readersFollowTheTopicFromOnePeriodToTheNext() {
    Reader reader = new Reader();
    passing.pass(endpoint().subscribe(topic, READ, reader).caughtUp());
    Publication before = author.publish(topic, text("before midnight"), PUBLISHED);
    passing.pass(before.stored(3));

    nextPeriod();
    Publication after = author.publish(topic, text("after midnight"), PUBLISHED);
    passing.pass(after.stored(3));

    passing.until(() -> reader.posts().size() == 2);
    assertThat(reader.texts()).containsExactly("before midnight", "after midnight");
    // The post of the period before is still watched.
    passing.pass(before.withdraw());
    passing.until(() -> !reader.withdrawn().isEmpty());
    assertThat(reader.withdrawn()).containsExactly(before.id().orElseThrow());
  }

  @Test
  void historyGoesOverPeriodsAndIsInTheOrderOfTime() {
    for (String text : List.of("1", "2", "3", "4")) {
      passing.pass(author.publish(topic, text(text), PUBLISHED).stored(3));
      passing.pass(Duration.ofSeconds(2));
    }
    nextPeriod();
    for (String text : List.of("5", "6", "7", "8")) {
      passing.pass(author.publish(topic, text(text), PUBLISHED).stored(3));
      passing.pass(Duration.ofSeconds(2));
    }
    Reader reader = new Reader();
    passing.pass(endpoint().subscribe(topic, READ.withSince(DAY), reader).caughtUp());
    assertThat(reader.texts()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");

    Reader none = new Reader();
    passing.pass(endpoint().subscribe(topic, READ, none).caughtUp());
    passing.pass(author.publish(topic, text("9"), PUBLISHED).stored(3));
    passing.until(() -> !none.posts().isEmpty());
    assertThat(none.texts()).containsExactly("9");
  }

  @Test
  void aPostIsGivenUntilTheSecondBeforeItExpiresAndNotInIt() {
    Publication publication =
        author.publish(topic, text("brief"), PUBLISHED.withTtl(Duration.ofMinutes(10)));
    passing.pass(publication.stored(3));
    Reader reader = new Reader();
    passing.pass(endpoint().subscribe(topic, READ.withSince(DAY), reader).caughtUp());
    Instant expiry = reader.posts().get(0).expiry();
    assertThat(publication.state()).isEqualTo(PublicationState.STORED);
    passing.passTo(expiry.minusMillis(1));
    assertThat(publication.state()).isEqualTo(PublicationState.STORED);
    passing.passTo(expiry);
    assertThat(publication.expired()).isCompleted();
    assertThat(publication.status().toString()).isEqualTo("EXPIRED");
    Reader late = new Reader();
    passing.pass(endpoint().subscribe(topic, READ.withSince(DAY), late).caughtUp());
    assertThat(late.posts()).isEmpty();
  }

  @Test
  void aPostThatNoStoreTookInTimeExpiresAndSaysWhy() {
    passing.pass(author.publish(topic, text("to warm up"), PUBLISHED).stored(3));
    for (int i = 0; i < town.network().size(); i++) {
      town.network().stop(i);
    }
    Publication publication =
        author.publish(topic, text("lost"), PUBLISHED.withTtl(Duration.ofSeconds(30)));
    passing.until(() -> publication.state().isFinal());
    assertThat(publication.state()).isEqualTo(PublicationState.EXPIRED);
    assertThat(publication.reason()).contains("no store could be reached in time");
    assertThat(Town.failure(publication.stored()).reason()).isEqualTo(FailureReason.NO_ANSWER);
  }

  @Test
  void historyThatCannotBeReadIsSaidToBeMissing() {
    passing.pass(author.publish(topic, text("to warm up"), PUBLISHED).stored(3));
    Endpoint reading = endpoint();
    for (int i = 0; i < town.network().size(); i++) {
      town.network().stop(i);
    }
    Subscription subscription =
        reading.subscribe(topic, READ.withSince(Duration.ofMinutes(5)), post -> {});
    passing.pass(Duration.ofMinutes(2));
    for (int i = 0; i < town.network().size(); i++) {
      town.network().restart(i);
    }
    CompletableFuture<Subscription> caughtUp = subscription.caughtUp().toCompletableFuture();
    passing.until(caughtUp::isDone);
    assertThat(Town.failure(caughtUp).reason()).isEqualTo(FailureReason.NOT_READ);
  }

  private Endpoint endpoint() {
    return town.whisper().endpoint(Identity.ephemeral());
  }

  /** The authorities' clock is a day ahead from now on; readers take a while to notice. */
  private void nextPeriod() {
    town.network().vote(time.now().plus(DAY));
    passing.pass(Duration.ofSeconds(31));
  }
}
