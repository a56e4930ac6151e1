package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.fake.MaliciousIntroductions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerTimeTest {

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void theAnswerLeavesAfterTwoSecondsAlthoughTheListenerGoesOn() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Message> begun = new CompletableFuture<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(
        message -> {
          begun.complete(message);
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    pass(alice.published());
    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("take your time"), over(1));
    Message message = await(begun);
    await(delivery.introduced());
    time.advance(Duration.ofMillis(1999));
    assertThat(delivery.state()).isEqualTo(DeliveryState.INTRODUCED);
    time.advance(Duration.ofMillis(1));
    await(delivery.delivered());

    Delivery late = message.reply(text("too late"));
    assertThat(failure(late.delivered()).reason()).isEqualTo(FailureReason.SENDER_UNKNOWN);
    goOn.countDown();
  }

  @Test
  void theAnswerLeavesAtOnceWhenTheListenerEndsWithAnError() {
    CompletableFuture<Void> failed = new CompletableFuture<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(
        message -> {
          failed.complete(null);
          throw new AssertionError("of the listener, on purpose");
        });
    pass(alice.published());
    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("mind the step"), over(0));
    await(failed);
    await(delivery.delivered());
  }

  @Test
  void aMessageThatTheApplicationDoesNotComeToIsRefusedAndNotHandedLater() {
    List<Runnable> tasks = Collections.synchronizedList(new ArrayList<>());
    Whisper busy = town.whisper(StateStore.inMemory(), tasks::add);
    Endpoint alice = busy.endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload())));
    CompletionStage<Endpoint> published = alice.published();
    awaiting()
        .until(
            () -> {
              // Whatever else the application is to do, it does; but not for messages.
              step(Duration.ofMillis(20));
              new ArrayList<>(tasks).forEach(Runnable::run);
              tasks.clear();
              return published.toCompletableFuture().isDone();
            });
    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("hello?"), over(1));
    await(delivery.introduced());
    awaiting()
        .until(
            () -> {
              step(Duration.ofMillis(500));
              return delivery.state().isFinal();
            });
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.REFUSED);
    new ArrayList<>(tasks).forEach(Runnable::run);
    assertThat(handed).isEmpty();
  }

  @Test
  void aChangedIntroductionIsNotHandedAndNotCalledDelivered() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload())));
    pass(alice.published());
    for (MaliciousIntroductions point : town.introductions()) {
      point.change(
          data -> {
            byte[] changed = data.clone();
            changed[2000] ^= 1;
            return changed;
          });
    }
    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    SendOptions patient = over(0).withTtl(Duration.ofHours(1));
    Delivery delivery = bob.send(alice.address(), text("changed"), patient);
    await(delivery.introduced());
    awaiting()
        .until(
            () -> {
              step(Duration.ofSeconds(1));
              return delivery.state().isFinal();
            });
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.NO_ANSWER);
    assertThat(handed).isEmpty();
  }

  @Test
  void aMessageWhoseTimeIsOverExpiresWithoutProof() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload())));
    pass(alice.published());
    for (MaliciousIntroductions point : town.introductions()) {
      point.change(
          data -> {
            byte[] changed = data.clone();
            changed[2000] ^= 1;
            return changed;
          });
    }
    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    SendOptions brief = over(0).withTtl(Duration.ofSeconds(1));
    Delivery delivery = bob.send(alice.address(), text("brief"), brief);
    awaiting()
        .until(
            () -> {
              step(Duration.ofMillis(20));
              return delivery.state().isFinal();
            });
    assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(failure(delivery.delivered())).hasMessageContaining("time to live");
  }

  @Test
  void introductionPointsStayWhenNobodyWritesForTwiceTheTimeThatIdleCircuitsHave() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> message.reply(text("still here")));
    pass(alice.published());
    // Second by second: relays count the time of circuits in ticks.
    for (int second = 0; second < 1_200; second++) {
      time.advance(Duration.ofSeconds(1));
      town.settle();
    }
    assertThat(town.introductions()).allSatisfy(point -> assertThat(point.lost()).isZero());
  }

  /** Looks often, since it is with each look that time passes. */
  private static ConditionFactory awaiting() {
    return Awaitility.await().pollInterval(Duration.ofMillis(10));
  }

  /** Waits for a stage; time passes in small steps meanwhile. */
  private <T> T pass(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    awaiting()
        .until(
            () -> {
              step(Duration.ofMillis(20));
              return future.isDone();
            });
    return await(future);
  }

  /** Lets time pass once the loops have done what fell due before. */
  private void step(Duration duration) {
    town.settle();
    time.advance(duration);
  }

  private static SendOptions over(int hops) {
    return SendOptions.defaults()
        .withProfile(Profile.builder().hops(hops, hops).build())
        .withTtl(Duration.ofMinutes(10));
  }
}
