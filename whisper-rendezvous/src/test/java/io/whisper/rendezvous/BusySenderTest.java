package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.rendezvous.fake.BusyWorkers;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sender whose workers have too much to do when its recipient answers, and one that ends. */
class BusySenderTest {
  private static final SendOptions OPTIONS =
      SendOptions.defaults().withProfile(Profile.builder().hops(1, 1).build());

  private final Town town = Town.of(8);
  private final Identity alice = Identity.ephemeral();

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void theReplyBesideAnAnswerIsOpenedWhenThereIsTime() {
    Overlay overlay = town.overlay();
    CompletableFuture<BusyWorkers> busy = new CompletableFuture<>();
    Endpoint here = town.whisper().endpoint(alice);
    here.onMessage(
        message -> {
          // The workers are those of all.
          busy.complete(BusyWorkers.of(overlay.reactor()));
          message.reply(text("yes"));
        });
    await(here.published());
    Endpoint bob =
        new Endpoint(
            overlay,
            Identity.ephemeral(),
            EndpointOptions.defaults(),
            Runnable::run,
            StateStore.inMemory(),
            CompletableFuture.completedFuture(null),
            () -> {});
    Delivery delivery = bob.send(alice.address(), text("are you there?"), OPTIONS);
    try (BusyWorkers workers = await(busy)) {
      for (int i = 0; i < 2000; i++) {
        town.network().turnLoops();
      }
      assertThat(workers).isNotNull();
    }
    assertThat(text(await(delivery.reply()).payload())).isEqualTo("yes");
    bob.close();
  }

  @Test
  void whatASessionDidNotGetAcrossFailsWithItsInstance() {
    Endpoint here = town.whisper().endpoint(alice);
    // Nobody listens to the session, so nothing of it is acknowledged.
    here.onSession(session -> {});
    await(here.published());
    Whisper place = town.whisper();
    Session session = await(place.endpoint(Identity.ephemeral()).connect(alice.address(), OPTIONS));
    Delivery delivery = session.send(text("are you there?"));
    place.close();
    assertThat(failure(delivery.delivered()).reason()).isEqualTo(FailureReason.SESSION_ENDED);
    assertThat(failure(session.send(text("still?")).delivered()).reason())
        .isEqualTo(FailureReason.SESSION_ENDED);
  }
}
