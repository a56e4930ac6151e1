package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Relays that are started again and have forgotten everything. */
class RestartTest {

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aRecipientIsFoundAgainWhenTheWholeNetworkWasStartedAnew() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> message.reply(text("still here")));
    passing.pass(alice.published());

    for (int i = 0; i < town.network().size(); i++) {
      town.network().stop(i);
    }
    passing.pass(Duration.ofSeconds(10));
    for (int i = 0; i < town.network().size(); i++) {
      town.network().restart(i);
    }

    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    // Long before the next publication, which is due after half an hour.
    SendOptions patient = SendOptions.defaults().withTtl(Duration.ofMinutes(20));
    Delivery delivery = bob.send(alice.address(), text("are you there?"), patient);
    passing.pass(delivery.delivered());
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void aMessageToARecipientThatComesBackArrives() {
    Identity identity = Identity.ephemeral();
    Whisper first = town.whisper();
    Endpoint alice = first.endpoint(identity);
    alice.onMessage(message -> message.reply(text("first")));
    passing.pass(alice.published());
    alice.close();

    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(identity.address(), text("when you are back"));
    passing.until(() -> delivery.hindrance().isPresent());
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
    assertThat(delivery.hindrance().orElseThrow().reason())
        .isEqualTo(FailureReason.INTRODUCTION_REFUSED);

    Endpoint again = town.whisper().endpoint(identity);
    again.onMessage(message -> message.reply(text("second")));
    passing.pass(delivery.delivered());
    assertThat(text(await(delivery.reply()).payload())).isEqualTo("second");
    assertThat(delivery.hindrance()).isEmpty();
  }
}
