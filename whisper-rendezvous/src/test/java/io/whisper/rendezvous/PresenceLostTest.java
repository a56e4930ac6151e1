package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.rendezvous.fake.MaliciousIntroductions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recipients that go, or change, after their presence was looked up and before it is used. */
class PresenceLostTest {
  private static final SendOptions OPTIONS =
      SendOptions.defaults()
          .withProfile(Profile.builder().hops(1, 2).build())
          .withTtl(Duration.ofMinutes(30));

  private final Town town = Town.of(8);
  private final Identity alice = Identity.ephemeral();
  private final StateStore state = StateStore.inMemory();
  private final Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());
  private final List<DeliveryState> states = Collections.synchronizedList(new ArrayList<>());

  /** How much the recipient had when the sender was told that it is delivered. */
  private final List<Integer> handedByThen = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void whoIsGoneWithItsPresenceFindsTheMessageInItsMailbox() {
    Whisper here = town.whisper(state);
    comes(here);
    await(bob.send(alice.address(), text("while she is here"), OPTIONS).delivered());
    // From now on the sender knows a presence of somebody who is not there.
    goes(here);
    town.stores().forEach(store -> store.hidePresences(true));

    Delivery delivery = send("after she went");
    assertThat(await(delivery.stored())).isEqualTo(3);
    assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
    assertThat(states)
        .contains(DeliveryState.STORED)
        .doesNotContain(DeliveryState.DELIVERED, DeliveryState.EXPIRED, DeliveryState.FAILED);
    assertThat(handed).containsExactly("while she is here");

    town.stores().forEach(store -> store.hidePresences(false));
    comes(town.whisper(state));
    await(delivery.delivered());
    assertThat(handed).containsExactly("while she is here", "after she went");
    told(2);
  }

  @Test
  void whoIsGoneAndWillHaveNoMailboxIsNeverSaidToHaveTheMessage() {
    Whisper here = town.whisper();
    Endpoint passing = here.endpoint(alice);
    passing.onMessage(message -> handed.add(text(message.payload())));
    await(passing.published());
    await(bob.send(alice.address(), text("while she is here"), OPTIONS).delivered());
    goes(here);
    town.stores().forEach(store -> store.hidePresences(true));

    Delivery delivery = send("after she went", OPTIONS.withTtl(Duration.ofSeconds(6)));
    assertThat(Town.failure(delivery.delivered())).isInstanceOf(DeliveryException.class);
    assertThat(delivery.state()).isIn(DeliveryState.FAILED, DeliveryState.EXPIRED);
    assertThat(delivery.stores()).isZero();
    assertThat(states).doesNotContain(DeliveryState.DELIVERED, DeliveryState.STORED);
    assertThat(handed).containsExactly("while she is here");
  }

  @Test
  void whoWaitsAtOtherRelaysMeanwhileIsReachedByALaterIntroduction() {
    Whisper before = town.whisper();
    Endpoint former = before.endpoint(alice);
    former.onMessage(message -> handed.add(text(message.payload())));
    await(former.published());
    await(bob.send(alice.address(), text("first"), OPTIONS).delivered());
    goes(before);
    // The same recipient with other keys at other introduction points, and without a mailbox.
    Endpoint anew = town.whisper().endpoint(alice);
    anew.onMessage(message -> handed.add(text(message.payload())));
    await(anew.published());

    Delivery delivery = send("second");
    await(delivery.delivered());
    assertThat(handed).containsExactly("first", "second");
    assertThat(states).doesNotContain(DeliveryState.STORED);
    told(2);
  }

  @Test
  void whoLosesAllIntroductionPointsInThatMomentHasTheMessageOnceAndIsSaidToHaveIt() {
    comes(town.whisper(state));
    // All registrations end the moment the first introduction comes to any of the points.
    for (MaliciousIntroductions point : town.introductions()) {
      point.change(
          data -> {
            town.introductions().forEach(each -> each.change(kept -> kept));
            town.introductions().forEach(MaliciousIntroductions::lose);
            point.loseNow();
            return data;
          });
    }
    Delivery delivery = send("in that moment");
    await(delivery.delivered());
    assertThat(lost()).isGreaterThanOrEqualTo(3);
    assertThat(handed).containsExactly("in that moment");
    told(1);
  }

  private Delivery send(String text) {
    return send(text, OPTIONS);
  }

  private Delivery send(String text, SendOptions options) {
    Delivery delivery = bob.send(alice.address(), text(text), options);
    delivery.onState(
        reached -> {
          if (reached == DeliveryState.DELIVERED) {
            handedByThen.add(handed.size());
          }
          states.add(reached);
        });
    return delivery;
  }

  /** It is killed, and the relays at which it waited have noticed. */
  private void goes(Whisper whisper) {
    int before = lost();
    town.kill(whisper);
    Awaitility.await().until(() -> lost() >= before + 3);
  }

  private int lost() {
    return town.introductions().stream().mapToInt(MaliciousIntroductions::lost).sum();
  }

  /** The sender was told once, and by then the recipient had so much. */
  private void told(int had) {
    Awaitility.await().until(() -> states.contains(DeliveryState.DELIVERED));
    assertThat(handedByThen).containsExactly(had);
    assertThat(states.get(states.size() - 1)).isEqualTo(DeliveryState.DELIVERED);
    assertThat(states).doesNotContain(DeliveryState.EXPIRED, DeliveryState.FAILED);
  }

  private void comes(Whisper whisper) {
    Endpoint endpoint = whisper.endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    await(endpoint.published());
    await(endpoint.mailbox());
  }
}
