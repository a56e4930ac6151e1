package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an endpoint does when its disk takes nothing more, or has damaged what it took. */
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Town town = Town.of(8);
  private final FaultyDisk disk = new FaultyDisk();
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void nothingIsHandedThatCouldBeReplayedAndTheStateSaysWhy() {
    Whisper full = town.whisper(disk);
    Endpoint alice = listening(full);
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), text("before"), over(1)).delivered());

    disk.full(true);
    SendOptions brief = over(1).withTtl(Duration.ofSeconds(3));
    Delivery refused = bob.send(alice.address(), text("while it is full"), brief);
    failure(refused.delivered());
    assertThat(refused.state()).isNotEqualTo(DeliveryState.DELIVERED);
    assertThat(handed).containsExactly("before");
    Awaitility.await().until(() -> full.state().phase() == WhisperState.Phase.DEGRADED);
    assertThat(full.state().reason())
        .isEqualTo("state is not kept: cannot write opened-*: No space left on device");

    disk.full(false);
    await(bob.send(alice.address(), text("after"), over(1)).delivered());
    assertThat(handed).containsExactly("before", "after");
  }

  @Test
  void aMessageThatCannotBeNotedAsHandedIsRefusedAtOnceAndTakenLater() {
    // What was opened is noted under each introduction key, what was handed in a log of its own.
    Whisper full = town.whisper(disk);
    Endpoint alice = listening(full);
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    disk.full("handed");
    Delivery refused = bob.send(alice.address(), text("while it is full"), over(1));
    assertThat(failure(refused.delivered()).reason()).isEqualTo(FailureReason.REFUSED);
    assertThat(handed).isEmpty();
    disk.full(false);
    await(bob.send(alice.address(), text("after"), over(1)).delivered());
    assertThat(handed).containsExactly("after");
  }

  @Test
  void anEndpointWithoutKeysSaysAtItsStartThatTheyCannotBeKept() {
    Whisper full = town.whisper(disk);
    await(full.ready());
    disk.full(true);
    Endpoint alice = full.endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload())));
    assertThat(alice.published().toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(StateException.class)
        .withMessageContaining("cannot write keys: No space left on device");
  }

  @Test
  void aDamagedMemoryOfWhatWasHandedIsRepaired() {
    StateStore state = disk;
    Identity identity = Identity.ephemeral();
    Whisper first = town.whisper(state);
    Endpoint alice = listening(first, identity);
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), text("before"), over(1)).delivered());
    first.close();
    disk.damage("handed");
    Endpoint again = listening(town.whisper(state), identity);
    await(bob.send(again.address(), text("after"), over(1)).delivered());
    assertThat(handed).containsExactly("before", "after");
    assertThat(disk.isDamaged("handed")).isFalse();
  }

  private Endpoint listening(Whisper whisper) {
    return listening(whisper, Identity.ephemeral());
  }

  private Endpoint listening(Whisper whisper, Identity identity) {
    Endpoint endpoint = whisper.endpoint(identity);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    await(endpoint.published());
    return endpoint;
  }

  private static SendOptions over(int hops) {
    return SendOptions.defaults()
        .withProfile(Profile.builder().hops(hops, hops).build())
        .withTtl(Duration.ofMinutes(10));
  }
}
