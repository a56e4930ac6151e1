package io.whisper.rendezvous;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerTimeTest {

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
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
            town.application().await(goOn);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    passing.pass(alice.published());
    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("take your time"), over(1));
    Message message = passing.pass(begun);
    assertThat(delivery.introduced()).isCompleted();
    passing.pass(Duration.ofMillis(1999));
    assertThat(delivery.state()).isEqualTo(DeliveryState.INTRODUCED);
    passing.pass(Duration.ofMillis(1));
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);

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
    passing.pass(alice.published());
    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("mind the step"), over(0));
    passing.pass(failed);
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void aMessageThatTheApplicationDoesNotComeToIsRefusedAndNotHandedLater() {
    List<Runnable> tasks = Collections.synchronizedList(new ArrayList<>());
    Whisper busy = town.whisper(StateStore.inMemory(), tasks::add);
    Endpoint alice = busy.endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload())));
    CompletionStage<Endpoint> published = alice.published();
    passing.until(
        () -> {
          // Whatever else the application is to do, it does; but not for messages.
          List.copyOf(tasks).forEach(Runnable::run);
          tasks.clear();
          return published.toCompletableFuture().isDone();
        });
    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("hello?"), over(1));
    passing.pass(delivery.introduced());
    passing.until(() -> delivery.state().isFinal());
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.REFUSED);
    new ArrayList<>(tasks).forEach(Runnable::run);
    assertThat(handed).isEmpty();
  }

  @Test
  void aChangedIntroductionIsNotHandedAndNotCalledDelivered() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload())));
    passing.pass(alice.published());
    for (MaliciousIntroductions point : town.introductions()) {
      point.change(
          data -> {
            byte[] changed = data.clone();
            changed[2000] ^= 1;
            return changed;
          });
    }
    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    SendOptions patient = over(0).withTtl(Duration.ofHours(1));
    Delivery delivery = bob.send(alice.address(), text("changed"), patient);
    passing.pass(delivery.introduced());
    passing.until(() -> delivery.state().isFinal());
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.NO_ANSWER);
    assertThat(handed).isEmpty();
  }

  @Test
  void aMessageWhoseTimeIsOverExpiresWithoutProof() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload())));
    passing.pass(alice.published());
    for (MaliciousIntroductions point : town.introductions()) {
      point.change(
          data -> {
            byte[] changed = data.clone();
            changed[2000] ^= 1;
            return changed;
          });
    }
    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    SendOptions brief = over(0).withTtl(Duration.ofSeconds(1));
    Delivery delivery = bob.send(alice.address(), text("brief"), brief);
    passing.until(() -> delivery.state().isFinal());
    assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(failure(delivery.delivered())).hasMessageContaining("time to live");
  }

  @Test
  void introductionPointsStayWhenNobodyWritesForTwiceTheTimeThatIdleCircuitsHave() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> message.reply(text("still here")));
    passing.pass(alice.published());
    passing.pass(Duration.ofMinutes(20));
    assertThat(town.introductions()).allSatisfy(point -> assertThat(point.lost()).isZero());
  }

  private static SendOptions over(int hops) {
    return SendOptions.defaults()
        .withProfile(Profile.builder().hops(hops, hops).build())
        .withTtl(Duration.ofMinutes(10));
  }
}
