package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The time of messages to recipients that are away. */
class OfflineTimeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final SendOptions OPTIONS =
      SendOptions.defaults().withProfile(Profile.builder().hops(1, 2).build()).withTtl(LIFE);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(6, time);
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
    town.settle();
    assertThat(pass(delivery.stored())).isEqualTo(3);
    assertThat(time.now()).isBefore(sent.plus(LIFE));

    passTo(sent.plus(LIFE).minusMillis(1));
    town.settle();
    assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
    time.advance(Duration.ofMillis(1));
    town.settle();
    assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(delivery.stores()).isEqualTo(3);

    Whisper back = town.whisper(alices);
    Endpoint endpoint = listens(back);
    pass(endpoint.published());
    pass(endpoint.mailbox());
    passTo(time.now().plusSeconds(60));
    assertThat(handed).isEmpty();
  }

  @Test
  void whoComesInTheLastSecondsHasTheMessageAndItsSenderIsTold() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Instant sent = time.now();
    Delivery delivery = bob.send(alice.address(), text("in time"), OPTIONS);
    pass(delivery.stored());
    passTo(sent.plus(LIFE).minusSeconds(60));
    listens(town.whisper(alices));
    pass(delivery.delivered());
    assertThat(time.now()).isBefore(sent.plus(LIFE));
    assertThat(handed).containsExactly("in time");
  }

  private void awayAfterAVisit() {
    Whisper visit = town.whisper(alices);
    Endpoint endpoint = listens(visit);
    pass(endpoint.published());
    pass(endpoint.mailbox());
    visit.close();
  }

  private Endpoint listens(Whisper whisper) {
    Endpoint endpoint = whisper.endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    return endpoint;
  }

  private void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              step(Duration.ofMillis(100));
              return condition.call();
            });
  }

  /** Waits for a stage; time passes in small steps meanwhile. */
  private <T> T pass(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    until(future::isDone);
    return await(future);
  }

  private void passTo(Instant moment) {
    while (time.now().isBefore(moment)) {
      Duration left = Duration.between(time.now(), moment);
      step(left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1));
    }
  }

  /** Lets time pass once the loops have done what fell due before. */
  private void step(Duration duration) {
    town.settle();
    time.advance(duration);
  }
}
