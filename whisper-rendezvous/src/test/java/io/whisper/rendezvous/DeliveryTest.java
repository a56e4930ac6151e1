package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private final Delivery delivery = new Delivery(Runnable::run, Identity.ephemeral().address());
  private final List<DeliveryState> heard = new ArrayList<>();

  @Test
  void whatCertainlyDidNotArriveInItsTimeHasFailedForWhatStoodInTheWay() {
    Delivery delivery = new Delivery(Runnable::run, null);
    delivery.attempted();
    delivery.hindered(new DeliveryFailure(FailureReason.INTRODUCTION_REFUSED, "away"), false);
    assertThat(delivery.hindrance().orElseThrow().detail()).isEqualTo("away");
    delivery.timeIsOver();
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery.failure().orElseThrow().toString())
        .isEqualTo("INTRODUCTION_REFUSED (away, until the time to live passed)");
    assertThat(delivery.hindrance()).isEmpty();
  }

  @Test
  void whatMayHaveArrivedInItsTimeHasExpired() {
    DeliveryFailure away = new DeliveryFailure(FailureReason.INTRODUCTION_REFUSED, "away");
    Delivery untold = new Delivery(Runnable::run, null);
    untold.attempted();
    untold.hindered(new DeliveryFailure(FailureReason.NO_ANSWER, "silence"), true);
    untold.attempted();
    untold.hindered(away, false);
    Delivery underWay = new Delivery(Runnable::run, null);
    underWay.hindered(away, false);
    underWay.attempted();
    Delivery introduced = new Delivery(Runnable::run, null);
    introduced.introducedOver(2);
    introduced.hindered(away, false);
    for (Delivery delivery : List.of(untold, underWay, introduced)) {
      delivery.timeIsOver();
      assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
      assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.NO_ANSWER);
    }
  }

  @Test
  void aDeliveryBeginsQueuedAndSaysSo() {
    delivery.onState(heard::add);
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
    assertThat(done(delivery.reached(DeliveryState.QUEUED))).isTrue();
    assertThat(done(delivery.introduced())).isFalse();
    assertThat(done(delivery.delivered())).isFalse();
    assertThat(heard).containsExactly(DeliveryState.QUEUED);
  }

  @Test
  void statesAreReportedInOrderAndOnce() {
    delivery.onState(heard::add);
    delivery.introducedOver(2);
    delivery.introducedOver(3);
    assertThat(delivery.hops()).hasValue(2);
    delivery.deliveredOver(2);
    delivery.deliveredOver(1);
    delivery.fail(FailureReason.NO_ANSWER, "too late to fail");
    delivery.expire();
    assertThat(heard)
        .containsExactly(DeliveryState.QUEUED, DeliveryState.INTRODUCED, DeliveryState.DELIVERED);
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(delivery.failure()).isEmpty();
  }

  @Test
  void whatIsDeliveredIsAlsoIntroduced() {
    delivery.deliveredOver(0);
    assertThat(done(delivery.introduced())).isTrue();
    assertThat(failure(delivery.reached(DeliveryState.EXPIRED)).state())
        .isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void whatFailedIsNeverDelivered() {
    delivery.introducedOver(1);
    delivery.fail(FailureReason.NO_ANSWER, "nobody answered");
    delivery.deliveredOver(1);
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(done(delivery.introduced())).isTrue();
    DeliveryException why = failure(delivery.delivered());
    assertThat(why.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(why.reason()).isEqualTo(FailureReason.NO_ANSWER);
    assertThat(why).hasMessage("nobody answered");
    assertThat(delivery.failure())
        .contains(new DeliveryFailure(FailureReason.NO_ANSWER, "nobody answered"));
    assertThat(failure(delivery.reply()).reason()).isEqualTo(FailureReason.NO_ANSWER);
  }

  @Test
  void whatExpiredIsNotDelivered() {
    delivery.expire();
    delivery.deliveredOver(1);
    assertThat(delivery.state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(failure(delivery.delivered()).state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(done(delivery.reached(DeliveryState.EXPIRED))).isTrue();
  }

  @Test
  void theFirstReplyCompletesItAndTheSecondIsLeftToOthers() {
    Message reply = message("yes");
    delivery.deliveredOver(1);
    assertThat(delivery.repliedWith(reply)).isTrue();
    assertThat(delivery.repliedWith(message("no"))).isFalse();
    assertThat(delivery.reply().toCompletableFuture().join()).isSameAs(reply);
  }

  @Test
  void noReplyComesAfterTheEnd() {
    delivery.deliveredOver(1);
    delivery.expire();
    assertThat(delivery.repliedWith(message("late"))).isFalse();
    assertThat(failure(delivery.reply()).state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void aReplyProvesDelivery() {
    delivery.introducedOver(3);
    delivery.provenByReply();
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(delivery.hops()).hasValue(3);
  }

  @Test
  void aListenerThatComesLateHearsWhatWas() {
    delivery.introducedOver(1);
    delivery.deliveredOver(1);
    delivery.onState(heard::add);
    assertThat(heard)
        .containsExactly(DeliveryState.QUEUED, DeliveryState.INTRODUCED, DeliveryState.DELIVERED);
  }

  @Test
  void stagesCompleteOnTheExecutor() {
    List<Runnable> tasks = new ArrayList<>();
    Delivery waiting = new Delivery(tasks::add, null);
    waiting.deliveredOver(1);
    assertThat(waiting.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(done(waiting.delivered())).isFalse();
    tasks.forEach(Runnable::run);
    assertThat(done(waiting.delivered())).isTrue();
    assertThat(waiting.recipient()).isEmpty();
  }

  @Test
  void whoeverWaitsIsNotForgottenWhenTheExecutorEnded() {
    Executor ended =
        task -> {
          throw new RejectedExecutionException();
        };
    Delivery waiting = new Delivery(ended, null);
    waiting.fail(FailureReason.CLOSED, "closed");
    assertThat(failure(waiting.delivered()).reason()).isEqualTo(FailureReason.CLOSED);
  }

  @Test
  void hooksRunOnceAlsoWhenTheyComeLate() {
    List<String> ran = new ArrayList<>();
    delivery.onFinal(() -> ran.add("final"));
    delivery.onReplySettled(() -> ran.add("reply"));
    delivery.onReplySettled(() -> ran.add("reply too"));
    delivery.deliveredOver(1);
    assertThat(ran).containsExactly("final");
    delivery.noReply();
    delivery.noReply();
    assertThat(ran).containsExactly("final", "reply", "reply too");
    delivery.onFinal(() -> ran.add("late"));
    delivery.onReplySettled(() -> ran.add("later"));
    assertThat(ran).endsWith("late", "later").hasSize(5);
  }

  private static Message message(String text) {
    Instant now = Instant.EPOCH;
    return new Message(
        text.getBytes(StandardCharsets.UTF_8),
        null,
        now,
        now,
        payload -> new Delivery(Runnable::run, null));
  }

  private static boolean done(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isDone();
  }

  private static DeliveryException failure(CompletionStage<?> stage) {
    var future = stage.toCompletableFuture();
    assertThat(future).isCompletedExceptionally();
    Throwable[] cause = new Throwable[1];
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .satisfies(thrown -> cause[0] = thrown.getCause());
    return (DeliveryException) cause[0];
  }
}
