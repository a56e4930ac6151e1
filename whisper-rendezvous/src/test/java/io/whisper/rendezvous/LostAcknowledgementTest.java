package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.fake.LosingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a message whose acknowledgement hardly left its recipient. */
class LostAcknowledgementTest {
  private static final SendOptions OPTIONS =
      SendOptions.defaults().withProfile(Profile.builder().hops(1, 1).build());

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Identity alice = Identity.ephemeral();
  private final StateStore alices = StateStore.inMemory();
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  /**
   * The message must stay in the mailbox until a second store has the acknowledgement: one store
   * may be the one that its sender does not ask, or that is gone.
   */
  @Test
  void aSenderHearsOfItsDeliveryAlsoWhenTheOnlyStoreThatKnewIsGone() {
    Whisper visit = town.whisper(alices);
    Endpoint first = listens(visit);
    passing.pass(first.published());
    passing.pass(first.mailbox());
    visit.close();
    Identity bob = Identity.ephemeral();
    StateStore bobs = StateStore.inMemory();
    Whisper sending = town.whisper(bobs);
    Delivery sent = sending.endpoint(bob).send(alice.address(), text("remember"), OPTIONS);
    assertThat(passing.pass(sent.stored())).isEqualTo(3);
    sending.close();

    AtomicInteger room = new AtomicInteger(1);
    town.stores().forEach(store -> store.admit(() -> room.getAndDecrement() > 0));
    Whisper brief = town.whisper(alices);
    listens(brief);
    passing.until(() -> town.stores().stream().anyMatch(store -> store.admitted() == 1));
    // By then it would be deleted, were one store enough; no other is tried again so soon.
    passing.pass(Duration.ofSeconds(20));
    town.kill(brief);
    town.network().stop(knowing());
    town.stores().forEach(store -> store.admit(() -> true));

    Endpoint again = town.whisper(bobs).endpoint(bob);
    List<Delivery> pending = passing.pass(again.pending());
    assertThat(pending).hasSize(1);
    listens(town.whisper(alices));
    passing.pass(pending.get(0).delivered());
    assertThat(handed).containsExactly("remember");
  }

  private int knowing() {
    List<LosingStore> stores = town.stores();
    for (int i = 0; i < stores.size(); i++) {
      if (stores.get(i).admitted() > 0) {
        return i;
      }
    }
    throw new AssertionError("no store has the acknowledgement");
  }

  private Endpoint listens(Whisper place) {
    Endpoint endpoint = place.endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    return endpoint;
  }
}
