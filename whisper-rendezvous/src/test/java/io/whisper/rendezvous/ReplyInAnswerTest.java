package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes, at its author, of a reply that travels inside the answer to its message. */
class ReplyInAnswerTest {
  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final CompletableFuture<Delivery> replied = new CompletableFuture<>();
  private final Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
  private Endpoint bob;

  @BeforeEach
  void start() {
    alice.onMessage(message -> replied.complete(message.reply(text("yes"))));
    passing.pass(alice.published());
    bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
  }

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void itIsOnItsWayForAMinuteAndThenNobodyKnowsThatItArrived() {
    assertThat(text(await(bob.send(alice.address(), text("?")).reply()).payload()))
        .isEqualTo("yes");
    Delivery reply = await(replied);
    assertThat(reply.state()).isEqualTo(DeliveryState.QUEUED);
    assertThat(reply.failure()).isEmpty();

    passing.pass(Duration.ofSeconds(61));
    assertThat(reply.state()).isEqualTo(DeliveryState.EXPIRED);
    assertThat(reply.failure().orElseThrow().reason()).isEqualTo(FailureReason.UNACKNOWLEDGED);
    assertThat(failure(reply.delivered()).reason()).isEqualTo(FailureReason.UNACKNOWLEDGED);
    assertThat(failure(reply.delivered())).hasMessageContaining("nobody acknowledges");
    assertThat(failure(reply.reply()).reason()).isEqualTo(FailureReason.UNACKNOWLEDGED);
  }

  @Test
  void itIsWaitedForNoLongerThanTheMessageWasWorthSomething() {
    SendOptions brief = SendOptions.defaults().withTtl(Duration.ofSeconds(20));
    await(bob.send(alice.address(), text("?"), brief).reply());
    passing.pass(Duration.ofSeconds(20));
    assertThat(await(replied).state()).isEqualTo(DeliveryState.EXPIRED);
  }

  @Test
  void nobodyWaitsForItWhenItsEndpointIsClosed() {
    await(bob.send(alice.address(), text("?")).reply());
    Delivery reply = await(replied);
    alice.close();
    assertThat(failure(reply.delivered()).reason()).isEqualTo(FailureReason.UNACKNOWLEDGED);
    assertThat(reply.state()).isEqualTo(DeliveryState.EXPIRED);
  }
}
