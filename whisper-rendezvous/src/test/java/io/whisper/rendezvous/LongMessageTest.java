package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that are too long for an introduction, while the sessions that carry them break. */
class LongMessageTest {
  /** Of a message and its header. */
  private static final int CELLS = 10;

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(9, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Queue<String> handed = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private final SendOptions options =
      SendOptions.defaults().withProfile(Profile.FAST).withTtl(Duration.ofHours(1));
  private volatile boolean busy;

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aMessageWhoseSessionEndsArrivesOnceAllTheSame() {
    Endpoint alice = alice();
    Endpoint bob = bob();
    pass(bob.send(alice.address(), message("before"), options).delivered());
    int meeting = meeting();

    busy = true;
    long before = spliced();
    Delivery first = bob.send(alice.address(), message("first"), options);
    Delivery second = bob.send(alice.address(), message("second"), options);
    passing.until(() -> spliced() >= before + 2 * CELLS);
    town.network().stop(meeting);
    // They come once more, over another session, and Alice has not come to the first ones.
    passing.until(() -> spliced() >= before + 4 * CELLS);
    release();

    pass(first.delivered());
    pass(second.delivered());
    assertThat(handed).containsExactlyInAnyOrder("before", "first", "second");
  }

  @Test
  void aMessageThatIsNotAcknowledgedForLongGoesOverAnotherSession() {
    Endpoint alice = alice();
    Endpoint bob = bob();
    pass(bob.send(alice.address(), message("before"), options).delivered());

    busy = true;
    long before = spliced();
    Delivery slow = bob.send(alice.address(), message("slow"), options);
    passing.until(() -> spliced() >= before + 2 * CELLS);
    assertThat(slow.state().isFinal()).isFalse();
    release();

    pass(slow.delivered());
    assertThat(handed).containsExactlyInAnyOrder("before", "slow");
  }

  @Test
  void aReplyToAMessageOfASessionComesBack() {
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onMessage(message -> message.reply(text("got " + message.payload().length)));
    pass(alice.published());
    Delivery delivery = bob().send(alice.address(), message("question"), options);
    assertThat(text(pass(delivery.reply()).payload())).isEqualTo("got 3000");
  }

  private Endpoint alice() {
    Endpoint alice = town.whisper(StateStore.inMemory(), this::run).endpoint(Identity.ephemeral());
    alice.onMessage(message -> handed.add(text(message.payload()).strip()));
    pass(alice.published());
    return alice;
  }

  private Endpoint bob() {
    return pass(town.whisper().ready()).endpoint(Identity.ephemeral());
  }

  /** Does what Alice's application has to do, unless that is busy. */
  private void run(Runnable task) {
    if (busy) {
      held.add(task);
    } else {
      task.run();
    }
  }

  private void release() {
    busy = false;
    for (Runnable task = held.poll(); task != null; task = held.poll()) {
      task.run();
    }
  }

  /** How many end-to-end cells all relays passed on. */
  private long spliced() {
    long sum = 0;
    for (int i = 0; i < town.network().size(); i++) {
      sum += town.network().relay(i).counters().splicedCells();
    }
    return sum;
  }

  /** The relay over which end-to-end cells went. */
  private int meeting() {
    for (int i = 0; i < town.network().size(); i++) {
      if (town.network().relay(i).counters().splicedCells() > 0) {
        return i;
      }
    }
    throw new AssertionError("no relay spliced anything");
  }

  private static byte[] message(String words) {
    byte[] payload = Arrays.copyOf(text(words), 3_000);
    Arrays.fill(payload, words.length(), payload.length, (byte) ' ');
    return payload;
  }

  private <T> T pass(CompletionStage<T> stage) {
    return passing.pass(stage);
  }
}
