package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Relays that are started again and have forgotten everything. */
class RestartTest {

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aRecipientIsFoundAgainWhenTheWholeNetworkWasStartedAnew() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> message.reply(text("still here")));
    pass(alice.published());

    for (int i = 0; i < town.network().size(); i++) {
      town.network().stop(i);
    }
    pass(Duration.ofSeconds(10));
    for (int i = 0; i < town.network().size(); i++) {
      town.network().restart(i);
    }

    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    // Long before the next publication, which is due after half an hour.
    SendOptions patient = SendOptions.defaults().withTtl(Duration.ofMinutes(20));
    Delivery delivery = bob.send(alice.address(), text("are you there?"), patient);
    pass(delivery.delivered());
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void aMessageToARecipientThatComesBackArrives() {
    Identity identity = Identity.ephemeral();
    Whisper first = town.whisper();
    Endpoint alice = first.endpoint(identity);
    alice.onMessage(message -> message.reply(text("first")));
    pass(alice.published());
    alice.close();

    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(identity.address(), text("when you are back"));
    Awaitility.await()
        .until(
            () -> {
              time.advance(Duration.ofMillis(20));
              return delivery.hindrance().isPresent();
            });
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
    assertThat(delivery.hindrance().orElseThrow().reason())
        .isEqualTo(FailureReason.INTRODUCTION_REFUSED);

    Endpoint again = town.whisper().endpoint(identity);
    again.onMessage(message -> message.reply(text("second")));
    pass(delivery.delivered());
    assertThat(text(await(delivery.reply()).payload())).isEqualTo("second");
    assertThat(delivery.hindrance()).isEmpty();
  }

  private <T> T pass(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              time.advance(Duration.ofMillis(20));
              return future.isDone();
            });
    return await(future);
  }

  private void pass(Duration duration) {
    for (int step = 0; step < duration.toMillis(); step += 100) {
      time.advance(Duration.ofMillis(100));
      town.settle();
    }
  }
}
