package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages to recipients that are away; {@link OfflineTimeTest} has those whose time passes. */
class OfflineTest {
  private static final SendOptions OPTIONS =
      SendOptions.defaults()
          .withProfile(Profile.builder().hops(1, 2).build())
          .withTtl(Duration.ofMinutes(30));

  private final Town town = Town.of(8);
  private final Identity alice = Identity.ephemeral();
  private final StateStore alices = StateStore.inMemory();
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aMessageWaitsAtThreeStoresAndIsDeliveredAndAnsweredWhenItsRecipientComes() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    List<DeliveryState> states = Collections.synchronizedList(new ArrayList<>());

    Delivery delivery = bob.send(alice.address(), text("when you come"), OPTIONS);
    delivery.onState(states::add);
    assertThat(await(delivery.stored())).isEqualTo(3);
    assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
    assertThat(delivery.stores()).isEqualTo(3);

    comes("got it");
    assertThat(text(await(delivery.reply()).payload())).isEqualTo("got it");
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
    await(delivery.delivered());
    assertThat(handed).containsExactly("when you come");
    assertThat(states)
        .contains(DeliveryState.STORED)
        .containsOnly(DeliveryState.QUEUED, DeliveryState.STORED, DeliveryState.DELIVERED);
  }

  @Test
  void aMessageOf64KiBWaitsInOneEnvelope() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    String longest = "x".repeat(65_536);

    Delivery delivery =
        bob.send(alice.address(), text(longest), OPTIONS.withTtl(Duration.ofMinutes(5)));
    assertThat(await(delivery.stored())).isEqualTo(3);
    comes(null);
    await(delivery.delivered());
    assertThat(handed).containsExactly(longest);
  }

  @Test
  void twoOfThreeReplicasMayGoAndOneComeBackEmpty() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("still there"), OPTIONS);
    assertThat(await(delivery.stored())).isEqualTo(3);

    List<Integer> replicas = replicasOfTheMailbox();
    town.network().stop(replicas.get(0));
    town.network().stop(replicas.get(1));
    // It keeps its envelopes in memory, which ended with it.
    town.network().restart(replicas.get(1));

    listens(null);
    await(delivery.delivered());
    assertThat(handed).containsExactly("still there");
  }

  @Test
  void aSenderThatWasStartedAnewHearsOfItsDelivery() {
    awayAfterAVisit();
    Identity bobs = Identity.ephemeral();
    StateStore state = StateStore.inMemory();
    Whisper first = town.whisper(state);
    Delivery sent = first.endpoint(bobs).send(alice.address(), text("remember"), OPTIONS);
    assertThat(await(sent.stored())).isEqualTo(3);
    first.close();

    Endpoint again = town.whisper(state).endpoint(bobs);
    List<Delivery> pending = await(again.pending());
    assertThat(pending).hasSize(1);
    Delivery resumed = pending.get(0);
    assertThat(resumed.recipient()).contains(alice.address());
    assertThat(resumed.state()).isEqualTo(DeliveryState.STORED);
    assertThat(resumed.stores()).isEqualTo(3);

    comes("welcome");
    assertThat(text(await(resumed.reply()).payload())).isEqualTo("welcome");
    assertThat(resumed.state()).isEqualTo(DeliveryState.DELIVERED);
    Awaitility.await().until(() -> await(again.pending()).isEmpty());
    again.close();
    assertThat(state.child(stateName(bobs)).child("pending").logs()).isEmpty();
  }

  @Test
  void aSenderThatWasStartedAnewPutsWhatFewerThanThreeStoresHold() {
    awayAfterAVisit();
    int missing = replicasOfTheMailbox().get(0);
    town.network().stop(missing);
    Identity bobs = Identity.ephemeral();
    StateStore state = StateStore.inMemory();
    Whisper first = town.whisper(state);
    Delivery sent = first.endpoint(bobs).send(alice.address(), text("to the third"), OPTIONS);
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> sent.stores() == 2);
    town.kill(first);
    town.network().restart(missing);

    Endpoint again = town.whisper(state).endpoint(bobs);
    Delivery resumed = await(again.pending()).get(0);
    assertThat(resumed.stores()).isEqualTo(2);
    assertThat(await(resumed.stored())).isEqualTo(3);
    // The two others may go: the third has it.
    List<Integer> replicas = replicasOfTheMailbox();
    town.network().stop(replicas.get(1));
    town.network().stop(replicas.get(2));
    listens(null);
    await(resumed.delivered());
    assertThat(handed).containsExactly("to the third");
  }

  @Test
  void aRecipientThatEndsBeforeItDeletedIsNotHandedTheMessageTwice() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("once"), OPTIONS);
    assertThat(await(delivery.stored())).isEqualTo(3);

    // It ends in the moment in which its listener has the message: nothing is acknowledged.
    Whisper brief = town.whisper(alices);
    CompletableFuture<Void> has = new CompletableFuture<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    brief
        .endpoint(alice)
        .onMessage(
            message -> {
              handed.add(text(message.payload()));
              has.complete(null);
              ended.join();
            });
    await(has);
    town.kill(brief);
    ended.complete(null);
    assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);

    comes("not again");
    await(delivery.delivered());
    assertThat(handed).containsExactly("once");
  }

  @Test
  void whoIsListeningGetsWhatOthersLeaveInTheMailbox() {
    // All introductions are lost, and so the message goes to the mailbox that alice follows.
    comes("over the stores");
    town.introductions().forEach(point -> point.change(data -> new byte[data.length]));
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());

    Delivery delivery = bob.send(alice.address(), text("round about"), OPTIONS);
    assertThat(text(await(delivery.reply()).payload())).isEqualTo("over the stores");
    assertThat(handed).containsExactly("round about");
  }

  @Test
  void aLateReplyWaitsForItsReceiverToo() {
    awayAfterAVisit();
    Identity bobs = Identity.ephemeral();
    StateStore state = StateStore.inMemory();
    Whisper first = town.whisper(state);
    Endpoint bob = first.endpoint(bobs);
    bob.onMessage(message -> {});
    await(bob.mailbox());
    Delivery question = bob.send(alice.address(), text("question"), OPTIONS.withIdentified(true));
    assertThat(await(question.stored())).isEqualTo(3);
    first.close();

    CompletableFuture<Message> asked = new CompletableFuture<>();
    Endpoint here = town.whisper(alices).endpoint(alice);
    here.onMessage(asked::complete);
    // Longer than what fits beside an acknowledgement.
    Delivery answer = await(asked).reply(new byte[1024]);
    await(answer.stored());

    Endpoint again = town.whisper(state).endpoint(bobs);
    CompletableFuture<Message> arrived = new CompletableFuture<>();
    again.onMessage(arrived::complete);
    assertThat(await(arrived).payload()).hasSize(1024);
    await(answer.delivered());
  }

  @Test
  void withoutStateThereIsNoMailbox() {
    Endpoint carol = town.whisper().endpoint(Identity.ephemeral());
    carol.onMessage(message -> {});
    await(carol.published());
    failure(carol.mailbox());
  }

  /** Alice was here once, so that her cards stand, and left. */
  private void awayAfterAVisit() {
    Whisper visit = town.whisper(alices);
    Endpoint endpoint = visit.endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    await(endpoint.published());
    await(endpoint.mailbox());
    visit.close();
  }

  private void comes(@Nullable String reply) {
    Endpoint endpoint = listens(reply);
    await(endpoint.published());
    await(endpoint.mailbox());
  }

  private Endpoint listens(@Nullable String reply) {
    Endpoint endpoint = town.whisper(alices).endpoint(alice);
    endpoint.onMessage(
        message -> {
          handed.add(text(message.payload()));
          if (reply != null) {
            message.reply(text(reply));
          }
        });
    return endpoint;
  }

  private List<Integer> replicasOfTheMailbox() {
    TimePeriod period = town.network().consensus().period();
    List<RelayEntry> replicas =
        Ring.of(town.network().consensus().relays())
            .replicas(
                KeyBlinding.blindPublic(
                        alice.address(), BlindingPurpose.MAILBOX, period.number(), period.minutes())
                    .bytes());
    return replicas.stream().map(town.network()::indexOf).toList();
  }

  private static String stateName(Identity identity) {
    return Whisper.stateName(identity.address());
  }
}
