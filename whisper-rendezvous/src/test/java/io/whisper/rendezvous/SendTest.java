package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.identity.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendTest {
  private static Town town;
  private static Whisper sender;

  @BeforeAll
  static void start() {
    town = Town.of(8);
    sender = town.whisper();
  }

  @AfterAll
  static void stop() {
    town.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aMessageOf256BytesArrivesOverEachNumberOfHopsAndIsAnsweredAtOnce(int hops) {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    CompletableFuture<Message> arrived = new CompletableFuture<>();
    alice.onMessage(
        message -> {
          arrived.complete(message);
          message.reply(text("got it"));
        });
    await(alice.published());

    byte[] payload = new byte[256];
    Arrays.fill(payload, (byte) hops);
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), payload, over(hops));
    List<DeliveryState> states = new ArrayList<>();
    delivery.onState(states::add);

    Message reply = await(delivery.reply());
    assertThat(text(reply.payload())).isEqualTo("got it");
    assertThat(reply.sender()).contains(alice.address());
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(delivery.hops()).hasValue(hops);
    Message message = await(arrived);
    assertThat(message.payload()).isEqualTo(payload);
    assertThat(message.sender()).isEmpty();
    await(delivery.delivered());
    assertThat(states)
        .isSubsetOf(DeliveryState.QUEUED, DeliveryState.INTRODUCED, DeliveryState.DELIVERED);
    bob.close();
    alice.close();
  }

  @Test
  void whatTheListenerHasIsAnsweredAlsoWhenItClosesItsEndpoint() {
    Whisper side = town.whisper();
    Endpoint last = side.endpoint(Identity.ephemeral());
    last.onMessage(
        message -> {
          last.close();
          message.reply(text("goodbye"));
        });
    await(last.published());
    Endpoint sender = town.whisper().endpoint(Identity.ephemeral());

    Delivery delivery = sender.send(last.address(), text("one more"));

    assertThat(text(await(delivery.reply()).payload())).isEqualTo("goodbye");
  }

  @Test
  void anIdentifiedSenderIsKnownAndAnAnonymousOneIsNot() throws Exception {
    BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(arrived::add);
    await(alice.published());
    Endpoint bob = sender.endpoint(Identity.ephemeral());

    await(bob.send(alice.address(), text("anonymous"), over(1)).delivered());
    assertThat(next(arrived).sender()).isEmpty();
    await(bob.send(alice.address(), text("known"), over(1).withIdentified(true)).delivered());
    Message known = next(arrived);
    assertThat(text(known.payload())).isEqualTo("known");
    assertThat(known.sender()).contains(bob.address());
    assertThat(known.expiry()).isAfter(known.receivedAt());
    bob.close();
    alice.close();
  }

  @Test
  void aReplyAfterTheAnswerGoesToTheSendersAddress() throws Exception {
    BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(arrived::add);
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    BlockingQueue<Message> atBob = new LinkedBlockingQueue<>();
    bob.onMessage(atBob::add);
    await(alice.published());
    await(bob.published());

    Delivery asked = bob.send(alice.address(), text("question"), over(1).withIdentified(true));
    await(asked.delivered());
    Message question = next(arrived);
    Delivery late = question.reply(text("an answer that took its time"));
    await(late.delivered());
    Message reply = await(asked.reply());
    assertThat(text(reply.payload())).isEqualTo("an answer that took its time");
    assertThat(reply.sender()).contains(alice.address());

    // The next reply is a message like any other: the question has been answered.
    await(question.reply(text("one more thing")).delivered());
    assertThat(text(next(atBob).payload())).isEqualTo("one more thing");

    // And one can go on from there.
    await(reply.reply(text("thanks")).delivered());
    assertThat(text(next(arrived).payload())).isEqualTo("thanks");
    bob.close();
    alice.close();
  }

  @Test
  void aLateReplyToSomebodyUnknownFailsWithTheReason() throws Exception {
    BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(arrived::add);
    await(alice.published());
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), text("who am I?"), over(0)).delivered());
    Delivery reply = next(arrived).reply(text("I do not know"));
    assertThat(failure(reply.delivered()).reason()).isEqualTo(FailureReason.SENDER_UNKNOWN);
    assertThat(reply.state()).isEqualTo(DeliveryState.FAILED);
    bob.close();
    alice.close();
  }

  @Test
  void aRecipientThatWasNeverThereIsReported() {
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(Identity.ephemeral().address(), text("hello?"), over(2));
    assertThat(failure(delivery.delivered()).reason()).isEqualTo(FailureReason.NO_PRESENCE);
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery.failure()).isPresent();
    bob.close();
  }

  @Test
  void aRecipientThatWentAwayIsReported() {
    Endpoint alice = town.echo();
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), text("still there?"), over(1)).delivered());
    alice.close();
    SendOptions brief = over(1).withTtl(Duration.ofSeconds(3));
    Delivery delivery = bob.send(alice.address(), text("and now?"), brief);
    // It is tried as long as it may: the recipient could come back.
    assertThat(failure(delivery.delivered()).reason())
        .isEqualTo(FailureReason.INTRODUCTION_REFUSED);
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    bob.close();
  }

  @Test
  void aRecipientThatListensToSessionsOnlyRefusesMessages() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onSession(session -> {});
    await(alice.published());
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("a message"), over(0));
    assertThat(failure(delivery.delivered()).reason()).isEqualTo(FailureReason.REFUSED);
    bob.close();
    alice.close();
  }

  @Test
  void aListenerThatThrowsHadTheMessageAllTheSame() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(
        message -> {
          throw new IllegalStateException("expected by the test");
        });
    await(alice.published());
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), text("catch"), over(0)).delivered());
    bob.close();
    alice.close();
  }

  @Test
  void severalRecipientsAreSentTheSame() {
    Endpoint alice = town.echo();
    Endpoint carol = town.echo();
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    List<Delivery> deliveries =
        bob.send(List.of(alice.address(), carol.address()), text("both"), over(1));
    assertThat(deliveries).hasSize(2);
    assertThat(deliveries.get(0).recipient()).contains(alice.address());
    for (Delivery delivery : deliveries) {
      assertThat(text(await(delivery.reply()).payload())).isEqualTo("got both");
    }
    bob.close();
    alice.close();
    carol.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1025, 5000, 65_536})
  void longMessagesGoOverASessionByThemselves(int length) throws Exception {
    BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(
        message -> {
          arrived.add(message);
          message.reply(text("took " + message.payload().length));
        });
    await(alice.published());
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    byte[] payload = new byte[length];
    payload[length - 1] = 7;
    Delivery delivery = bob.send(alice.address(), payload, over(1));
    await(delivery.delivered());
    assertThat(next(arrived).payload()).isEqualTo(payload);
    assertThat(text(await(delivery.reply()).payload())).isEqualTo("took " + length);

    Delivery again = bob.send(alice.address(), payload, over(1));
    await(again.delivered());
    assertThat(next(arrived).payload()).isEqualTo(payload);
    bob.close();
    alice.close();
  }

  @Test
  void aPayloadOver64KiBIsRefusedBeforeAnythingIsSent() {
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    assertThatThrownBy(() -> bob.send(bob.address(), new byte[65_537]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65537")
        .hasMessageContaining("65536");
    bob.close();
  }

  @Test
  void aMessageToOneselfArrives() {
    Endpoint alice = town.echo();
    assertThat(text(await(alice.send(alice.address(), text("me"), over(2)).reply()).payload()))
        .isEqualTo("got me");
    alice.close();
  }

  @Test
  void whatIsOnItsWayWhenTheEndpointClosesFails() {
    Endpoint bob = sender.endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(Identity.ephemeral().address(), text("hello"), over(3));
    bob.close();
    assertThat(failure(delivery.delivered()).reason())
        .isIn(FailureReason.CLOSED, FailureReason.NO_PRESENCE);
  }

  @Test
  void anIdentityHasOneEndpoint() {
    Identity identity = Identity.ephemeral();
    Endpoint first = sender.endpoint(identity);
    assertThatThrownBy(() -> sender.endpoint(identity)).isInstanceOf(IllegalStateException.class);
    first.close();
    sender.endpoint(identity).close();
  }

  private static SendOptions over(int hops) {
    return SendOptions.defaults()
        .withProfile(Profile.builder().hops(hops, hops).build())
        .withTtl(Duration.ofMinutes(10));
  }

  private static Message next(BlockingQueue<Message> arrived) throws InterruptedException {
    Message message = arrived.poll(60, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }
}
