package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The time of messages to recipients that are away. */
class OfflineTimeTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final SendOptions OPTIONS =
      SendOptions.defaults().withProfile(Profile.builder().hops(1, 2).build()).withTtl(LIFE);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(6, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Identity alice = Identity.ephemeral();
  private final StateStore alices = StateStore.inMemory();
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aMessageIsStoredUntilTheSecondBeforeItExpiresAndExpiredInIt() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Instant sent = time.now();
    Delivery delivery = bob.send(alice.address(), text("too late"), OPTIONS);
    assertThat(passing.pass(delivery.stored())).isEqualTo(3);
    assertThat(time.now()).isBefore(sent.plus(LIFE));

    passing.passTo(sent.plus(LIFE).minusMillis(1));
    assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
    passing.pass(Duration.ofMillis(1));
    assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(delivery.stores()).isEqualTo(3);
    assertThat(Town.failure(delivery.delivered()).reason()).isEqualTo(FailureReason.NO_ANSWER);

    // Whoever reads the mailbox now finds what lies beside it, and not what it was.
    Delivery beside = bob.send(alice.address(), text("in time"), OPTIONS);
    assertThat(passing.pass(beside.stored())).isEqualTo(3);
    listens(town.whisper(alices));
    passing.pass(beside.delivered());
    assertThat(handed).containsExactly("in time");
  }

  @Test
  void whoComesInTheLastSecondsHasTheMessageAndItsSenderIsTold() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Instant sent = time.now();
    Delivery delivery = bob.send(alice.address(), text("in time"), OPTIONS);
    passing.pass(delivery.stored());
    passing.passTo(sent.plus(LIFE).minusSeconds(60));
    listens(town.whisper(alices));
    passing.pass(delivery.delivered());
    assertThat(time.now()).isBefore(sent.plus(LIFE));
    assertThat(handed).containsExactly("in time");
  }

  private void awayAfterAVisit() {
    Whisper visit = town.whisper(alices);
    Endpoint endpoint = listens(visit);
    passing.pass(endpoint.published());
    passing.pass(endpoint.mailbox());
    visit.close();
  }

  private Endpoint listens(Whisper whisper) {
    Endpoint endpoint = whisper.endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    return endpoint;
  }
}
