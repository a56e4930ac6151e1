package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateException;
import io.whisper.rendezvous.fake.WatchedStateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recipients whose process is killed as they are about to call the listener: it is called at most
 * once for a message, and for one that was not yet noted as handed it is called later.
 */
class KilledRecipientTest {
  private static final String NOTED = "append handed";
  private static final SendOptions OPTIONS =
      SendOptions.defaults()
          .withProfile(Profile.builder().hops(1, 1).build())
          .withTtl(Duration.ofMinutes(30));

  private final Town town = Town.of(8);
  private final Identity alice = Identity.ephemeral();
  private final WatchedStateStore state = new WatchedStateStore();
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  /** How the message comes to the recipient that is killed. */
  enum Way {
    MAILBOX,
    INTRODUCTION
  }

  @AfterEach
  void stop() {
    town.close();
  }

  @ParameterizedTest
  @EnumSource
  void afterTheMessageWasNotedItIsHandedNeverAndItsSenderHearsThatItArrived(Way way) {
    Delivery delivery = killedWhen(way, state::after);

    listens(town.whisper(state));
    await(delivery.delivered());
    assertThat(handed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void beforeTheMessageWasNotedItIsHandedWhenTheRecipientIsBack(Way way) {
    Delivery delivery = killedWhen(way, state::before);

    listens(town.whisper(state));
    await(delivery.delivered());
    assertThat(handed).containsExactly("to be handed");
  }

  /** Sends to a recipient that is killed in that moment. */
  private Delivery killedWhen(Way way, Consumer<Consumer<String>> moment) {
    CompletableFuture<Void> there = new CompletableFuture<>();
    CompletableFuture<Void> killed = new CompletableFuture<>();
    Consumer<String> stop =
        change -> {
          if (change.equals(NOTED)) {
            there.complete(null);
            killed.join();
            throw new StateException("the process that asked was killed");
          }
        };
    Whisper first = town.whisper(state);
    Endpoint endpoint = listens(first);
    await(endpoint.published());
    await(endpoint.mailbox());
    if (way == Way.MAILBOX) {
      first.close();
    } else {
      moment.accept(stop);
    }
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("to be handed"), OPTIONS);
    Whisper brief = first;
    if (way == Way.MAILBOX) {
      await(delivery.stored());
      moment.accept(stop);
      brief = town.whisper(state);
      listens(brief);
    }
    await(there);
    town.kill(brief);
    moment.accept(change -> {});
    killed.complete(null);
    assertThat(handed).isEmpty();
    assertThat(delivery.state().isFinal()).isFalse();
    return delivery;
  }

  private Endpoint listens(Whisper whisper) {
    Endpoint endpoint = whisper.endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    return endpoint;
  }
}
