package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What senders and authors hear of what an earlier run of theirs left at stores. */
class EarlierMailTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Profile PROFILE = Profile.builder().hops(1, 1).build();
  private static final SendOptions OPTIONS =
      SendOptions.defaults().withProfile(PROFILE).withTtl(LIFE);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Identity alice = Identity.ephemeral();
  private final StateStore alices = StateStore.inMemory();
  private final Identity bob = Identity.ephemeral();
  private final StateStore bobs = StateStore.inMemory();
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void whatExpiredWhileItsSenderWasOffIsToldOnce() {
    leaveAMessage();
    time.advance(LIFE);

    Whisper second = town.whisper(bobs);
    Delivery resumed = passing.pass(second.endpoint(bob).pending()).get(0);
    assertThat(resumed.recipient()).contains(alice.address());
    passing.until(() -> resumed.state() == DeliveryState.EXPIRED);
    assertThat(resumed.stores()).isEqualTo(3);
    assertThat(resumed.failure().orElseThrow().reason()).isEqualTo(FailureReason.NO_ANSWER);
    second.close();

    assertThat(files()).isEmpty();
    assertThat(passing.pass(town.whisper(bobs).endpoint(bob).pending())).isEmpty();
  }

  @Test
  void whatExpiredWhileNobodyAskedIsToldInItsLastState() {
    leaveAMessage();
    time.advance(LIFE);
    Whisper second = town.whisper(bobs);
    passing.pass(second.ready());
    Endpoint unasked = second.endpoint(bob);
    passing.pass(Duration.ofSeconds(20));
    assertThat(files()).hasSize(1);
    List<Delivery> told = passing.pass(unasked.pending());
    assertThat(told).extracting(Delivery::state).containsExactly(DeliveryState.EXPIRED);
    passing.until(() -> files().isEmpty());
    assertThat(passing.pass(unasked.pending())).isEmpty();
    second.close();
    assertThat(passing.pass(town.whisper(bobs).endpoint(bob).pending())).isEmpty();
  }

  @Test
  void whatWasDeliveredWhileNobodyAskedIsToldByALaterRunAndOnce() {
    leaveAMessage();
    Whisper second = town.whisper(bobs);
    second.endpoint(bob);
    listens(town.whisper(alices));
    passing.until(() -> handed.size() == 1);
    // The second run writes down that it heard of the acknowledgement.
    passing.until(() -> delivered(files()));
    second.close();
    time.advance(LIFE);

    Whisper third = town.whisper(bobs);
    Delivery told = passing.pass(third.endpoint(bob).pending()).get(0);
    assertThat(told.state()).isEqualTo(DeliveryState.DELIVERED);
    passing.pass(told.delivered());
    third.close();
    assertThat(passing.pass(town.whisper(bobs).endpoint(bob).pending())).isEmpty();
    assertThat(files()).isEmpty();
    assertThat(handed).containsExactly("remember");
  }

  @Test
  void nothingIsExpiredNorForgottenByAClockThatMayBeAhead() {
    leaveAMessage();
    Topic topic = Topic.random(new SeededRandom(7));
    Whisper author = town.whisper(bobs);
    PublishOptions options = PublishOptions.defaults().withProfile(PROFILE).withTtl(LIFE);
    Endpoint publishing = author.endpoint(bob);
    passing.pass(publishing.publish(topic, text("an offer"), options).stored(3));
    author.close();

    // By this clock the network has not voted for a day.
    time.advance(Duration.ofDays(1));
    Whisper ahead = town.whisper(bobs);
    Endpoint early = ahead.endpoint(bob);
    Delivery resumed = passing.pass(early.pending()).get(0);
    passing.pass(ahead.ready());
    passing.pass(Duration.ofSeconds(20));
    assertThat(resumed.state()).isEqualTo(DeliveryState.STORED);
    assertThat(passing.pass(early.publications())).isEmpty();
    assertThat(files()).hasSize(1);
    assertThat(state().child("posts").logs()).hasSize(1);

    town.network().vote(time.now());
    passing.until(() -> resumed.state() == DeliveryState.EXPIRED);
    passing.until(() -> files().isEmpty() && state().child("posts").logs().isEmpty());
  }

  @Test
  void whoEndsWithoutHavingAskedIsToldLater() {
    leaveAMessage();
    for (int i = 0; i < 2; i++) {
      Whisper unasked = town.whisper(bobs);
      unasked.endpoint(bob);
      passing.pass(unasked.ready());
      passing.pass(Duration.ofSeconds(5));
      unasked.close();
      time.advance(LIFE);
    }
    List<Delivery> told = passing.pass(town.whisper(bobs).endpoint(bob).pending());
    assertThat(told).hasSize(1);
    passing.until(() -> told.get(0).state() == DeliveryState.EXPIRED);
  }

  /** Bob leaves a message for alice, who was here once, at three stores, and ends. */
  private void leaveAMessage() {
    Whisper visit = town.whisper(alices);
    Endpoint endpoint = listens(visit);
    passing.pass(endpoint.published());
    passing.pass(endpoint.mailbox());
    visit.close();
    Whisper first = town.whisper(bobs);
    Delivery sent = first.endpoint(bob).send(alice.address(), text("remember"), OPTIONS);
    assertThat(passing.pass(sent.stored())).isEqualTo(3);
    first.close();
  }

  private Endpoint listens(Whisper whisper) {
    Endpoint endpoint = whisper.endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    return endpoint;
  }

  private StateStore state() {
    return bobs.child(Whisper.stateName(bob.address()));
  }

  private List<String> files() {
    return state().child("pending").logs();
  }

  private boolean delivered(List<String> files) {
    return files.size() == 1 && state().child("pending").records(files.get(0)).get(0)[1] == 1;
  }
}
