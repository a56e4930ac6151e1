package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final long SEED = 0x0e5510;
  private static Town town;

  @BeforeAll
  static void start() {
    town = Town.of(8);
  }

  @AfterAll
  static void stop() {
    town.close();
  }

  @Test
  void aHundredMessagesAreEchoedInOrder() throws Exception {
    Endpoint alice = echoingSessions();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Session session = await(bob.connect(alice.address(), Profile.BALANCED));
    assertThat(session.peer()).contains(alice.address());
    assertThat(session.hops()).isBetween(2, 3);
    BlockingQueue<Message> echoes = new LinkedBlockingQueue<>();
    session.onMessage(echoes::add);
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      deliveries.add(session.send(text("message " + i)));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(text(next(echoes).payload())).isEqualTo("message " + i);
    }
    for (Delivery delivery : deliveries) {
      await(delivery.delivered());
      assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
      assertThat(delivery.hops()).hasValue(session.hops());
    }
    session.close();
    assertThat(await(session.closed())).isEqualTo(SessionEnd.CLOSED);
    bob.close();
    alice.close();
  }

  @Test
  void messagesOf64KiBPassInBothDirections() throws Exception {
    Endpoint alice = echoingSessions();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Session session = await(bob.connect(alice.address(), Profile.FAST));
    BlockingQueue<Message> echoes = new LinkedBlockingQueue<>();
    session.onMessage(echoes::add);
    Random random = new Random(SEED);
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] payload = new byte[i == 0 ? 65_536 : random.nextInt(65_537)];
      random.nextBytes(payload);
      payloads.add(payload);
      session.send(payload);
    }
    for (byte[] payload : payloads) {
      assertThat(next(echoes).payload()).as("seed %d", SEED).isEqualTo(payload);
    }
    assertThatThrownBy(() -> session.send(new byte[65_537]))
        .isInstanceOf(IllegalArgumentException.class);
    bob.close();
    alice.close();
  }

  @Test
  void aReplyInASessionFindsItsMessage() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onSession(
        session ->
            session.onMessage(message -> message.reply(text("re: " + text(message.payload())))));
    await(alice.published());
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Session session = await(bob.connect(alice.address(), Profile.DIRECT));
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      deliveries.add(session.send(text("question " + i)));
    }
    for (int i = 9; i >= 0; i--) {
      assertThat(text(await(deliveries.get(i).reply()).payload())).isEqualTo("re: question " + i);
    }
    bob.close();
    alice.close();
  }

  @Test
  void whoConnectsIsUnknownUnlessItProvesWhoItIs() throws Exception {
    BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onSession(sessions::add);
    await(alice.published());
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    await(bob.connect(alice.address(), Profile.FAST));
    assertThat(next(sessions).peer()).isEmpty();
    await(bob.connect(alice.address(), SendOptions.defaults().withIdentified(true)));
    assertThat(next(sessions).peer()).contains(bob.address());
    bob.close();
    alice.close();
  }

  @Test
  void theOtherSideHearsOfTheEnd() throws Exception {
    BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onSession(sessions::add);
    await(alice.published());
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Session session = await(bob.connect(alice.address(), Profile.FAST));
    Session atAlice = next(sessions);
    CompletableFuture<String> last = new CompletableFuture<>();
    atAlice.onMessage(message -> last.complete(text(message.payload())));
    Delivery delivery = session.send(text("last words"));
    session.close();
    assertThat(await(last)).isEqualTo("last words");
    await(delivery.delivered());
    assertThat(await(atAlice.closed())).isEqualTo(SessionEnd.CLOSED_BY_PEER);
    assertThat(await(session.closed())).isEqualTo(SessionEnd.CLOSED);
    assertThat(failure(session.send(text("too late")).delivered()).reason())
        .isEqualTo(FailureReason.SESSION_ENDED);
    bob.close();
    alice.close();
  }

  @Test
  void theSessionsThatAnEndpointConnectedEndWithIt() throws Exception {
    BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onSession(sessions::add);
    await(alice.published());
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Session session = await(bob.connect(alice.address(), Profile.FAST));
    Session atAlice = next(sessions);
    bob.close();
    assertThat(await(session.closed())).isEqualTo(SessionEnd.CLOSED);
    assertThat(await(atAlice.closed())).isEqualTo(SessionEnd.CLOSED_BY_PEER);
    alice.close();
  }

  @Test
  void whoDoesNotListenForSessionsRefusesThem() {
    Endpoint alice = town.echo();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    assertThat(failure(bob.connect(alice.address(), Profile.DIRECT)).reason())
        .isEqualTo(FailureReason.REFUSED);
    bob.close();
    alice.close();
  }

  @Test
  void whoIsNotThereCannotBeConnectedTo() {
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    assertThat(failure(bob.connect(Identity.ephemeral().address(), Profile.DIRECT)).reason())
        .isEqualTo(FailureReason.NO_PRESENCE);
    bob.close();
  }

  private static Endpoint echoingSessions() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onSession(session -> session.onMessage(message -> session.send(message.payload())));
    await(alice.published());
    return alice;
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T value = queue.poll(60, TimeUnit.SECONDS);
    assertThat(value).isNotNull();
    return value;
  }
}
