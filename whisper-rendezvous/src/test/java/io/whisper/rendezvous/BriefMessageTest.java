package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the sender of a message of a few seconds, which nobody takes, hears that it is over. */
class BriefMessageTest {
  private static final Duration LIFE = Duration.ofSeconds(5);
  private static final Duration LAST_MOMENT = Duration.ofMillis(1);
  private static final SendOptions OPTIONS =
      SendOptions.defaults().withProfile(Profile.builder().hops(1, 2).build()).withTtl(LIFE);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(6, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Identity alice = Identity.ephemeral();
  private final Identity bob = Identity.ephemeral();
  private final StateStore bobs = StateStore.inMemory();

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void whatIsStoredIsExpiredWhenItsTimeIsUpAndNotBefore() {
    awayAfterAVisit();
    Whisper whisper = town.whisper(bobs);
    passing.pass(whisper.ready());
    Instant sent = time.now();
    Delivery delivery = whisper.endpoint(bob).send(alice.address(), text("too late"), OPTIONS);
    assertThat(passing.pass(delivery.stored())).isEqualTo(3);
    passing.passTo(sent.plus(LIFE).minus(LAST_MOMENT));
    assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
    passing.pass(LAST_MOMENT);
    assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
  }

  @Test
  void whatALaterRunGoesOnWithIsExpiredInTheSecondInWhichItsTimeIsUp() {
    awayAfterAVisit();
    Whisper first = town.whisper(bobs);
    passing.pass(first.ready());
    Instant sent = time.now();
    Delivery delivery = first.endpoint(bob).send(alice.address(), text("too late"), OPTIONS);
    assertThat(passing.pass(delivery.stored())).isEqualTo(3);
    town.kill(first);

    Whisper second = town.whisper(bobs);
    Delivery resumed = passing.pass(second.endpoint(bob).pending()).get(0);
    assertThat(resumed.state()).isEqualTo(DeliveryState.STORED);
    // It is kept in whole seconds.
    passing.passTo(sent.plus(LIFE).minusSeconds(1).minus(LAST_MOMENT));
    assertThat(resumed.state()).isEqualTo(DeliveryState.STORED);
    passing.passTo(sent.plus(LIFE).plus(LAST_MOMENT));
    assertThat(resumed.state()).isEqualTo(DeliveryState.EXPIRED);
  }

  private void awayAfterAVisit() {
    Whisper visit = town.whisper(StateStore.inMemory());
    Endpoint endpoint = visit.endpoint(alice);
    endpoint.onMessage(message -> {});
    passing.pass(endpoint.published());
    passing.pass(endpoint.mailbox());
    visit.close();
  }
}
