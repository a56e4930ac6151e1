package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.fake.WatchedStateStore;
import io.whisper.rendezvous.introduction.Introducer;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.lookup.PresenceLookup;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.reception.Reception;
import io.whisper.rendezvous.reception.ReceptionSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a late reply may never be: taken, as its author is told, and at no application.
 *
 * <p>Bob asks and waits for a reply. Alice is a recipient whose replies the test makes itself, so
 * that one and the same reply can come more than once, as it does when its answer was lost.
 */
@SuppressWarnings("FutureReturnValueIgnored") // None is: call() answers the one that is composed.
class LateReplyTest {
  private static final Duration TTL = Duration.ofSeconds(40);
  private static final HopRange ONE = HopRange.exactly(1);
  private static final String NOTE = "append handed";

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final WatchedStateStore bobsState = new WatchedStateStore();
  private final Identity alice = Identity.ephemeral();
  private final Overlay atAlice = town.overlay();
  private final CompletableFuture<MessageId> asked = new CompletableFuture<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch listenerGoesOn = new CountDownLatch(1);
  private final Endpoint bob = town.whisper(bobsState).endpoint(Identity.ephemeral());
  private FoundPresence foundBob;

  @BeforeEach
  void start() {
    Reception reception =
        new Reception(
            atAlice,
            alice,
            StateStore.inMemory(),
            new ReceptionSettings(3, 1),
            incoming -> {
              incoming.answering().taken();
              asked.complete(incoming.content().id());
            });
    CompletableFuture<Void> reachable = atLoop(reception::start);
    bob.onMessage(this::listen);
    passing.pass(reachable);
    passing.pass(bob.published());
    foundBob = passing.pass(atLoop(() -> new PresenceLookup(atAlice).find(bob.address(), ONE)));
  }

  @AfterEach
  void stop() {
    listenerGoesOn.countDown();
    town.close();
  }

  @Test
  void isNotTakenAndLostWhenTheTimeOfItsMessageEndsAndTheListenerIsBusy() {
    Delivery question = ask();
    assertThat(passing.pass(attempt(message(Kind.MESSAGE, text("keep busy"))))).isTrue();
    Gate gate = new Gate();
    bobsState.before(gate);
    FirstContact reply = lateReply("better late");
    CompletableFuture<Boolean> first = attempt(reply);
    gate.awaitSomebody();
    time.advance(TTL);
    town.network().turnLoops();
    gate.open();
    passing.pass(first);

    // Its author heard nothing and tries again, and by then the listener has time.
    listenerGoesOn.countDown();
    boolean second = passing.pass(attempt(reply));
    assertThat(first.join() || second).isEqualTo(arrivals(question, "better late") == 1);
    assertThat(arrivals(question, "better late")).isLessThanOrEqualTo(1);
  }

  @Test
  void isAtTheApplicationWhenItIsTakenAlthoughTheTimeOfItsMessageEnds() {
    Delivery question = ask();
    Gate gate = new Gate();
    bobsState.before(gate);
    CompletableFuture<Boolean> reply = attempt(lateReply("in the nick of time"));
    gate.awaitSomebody();
    time.advance(TTL);
    town.network().turnLoops();
    gate.open();
    assertThat(passing.pass(reply)).isTrue();
    assertThat(arrivals(question, "in the nick of time")).isEqualTo(1);
  }

  @Test
  void isTakenOnceWhenItComesOverTwoPointsAtATime() {
    Delivery question = ask();
    Gate gate = new Gate();
    bobsState.before(gate);
    FirstContact reply = lateReply("twice");
    CompletableFuture<Boolean> first = attempt(reply);
    gate.awaitSomebody();
    CompletableFuture<Boolean> second = attempt(reply);
    gate.open();
    passing.pass(first);
    passing.pass(second);
    assertThat(arrivals(question, "twice")).isEqualTo(1);
  }

  @Test
  void isNotTakenWhenItCannotBeNotedAndIsTakenWhenItComesAgain() {
    Delivery question = ask();
    AtomicInteger failures = new AtomicInteger(1);
    bobsState.before(
        change -> {
          if (change.equals(NOTE) && failures.getAndDecrement() > 0) {
            throw new StateException("the disk is full, says the test");
          }
        });
    FirstContact reply = lateReply("again");
    assertThat(passing.pass(attempt(reply))).isFalse();
    assertThat(arrivals(question, "again")).isZero();
    assertThat(passing.pass(attempt(reply))).isTrue();
    assertThat(arrivals(question, "again")).isEqualTo(1);
  }

  @Test
  void isAtTheApplicationAndAnsweredAlthoughTheEndpointClosesMeanwhile() {
    Delivery question = ask();
    Gate gate = new Gate();
    bobsState.before(gate);
    CompletableFuture<Boolean> reply = attempt(lateReply("goodbye"));
    gate.awaitSomebody();
    bob.close();
    town.network().turnLoops();
    gate.open();
    assertThat(passing.pass(reply)).isTrue();
    assertThat(arrivals(question, "goodbye")).isEqualTo(1);
  }

  private Delivery ask() {
    SendOptions options =
        SendOptions.defaults()
            .withProfile(Profile.builder().hops(ONE).build())
            .withIdentified(true)
            .withTtl(TTL);
    Delivery question = bob.send(alice.address(), text("question"), options);
    passing.pass(question.delivered());
    return question;
  }

  private void listen(Message message) {
    heard.add(text(message.payload()));
    if (text(message.payload()).equals("keep busy")) {
      try {
        town.application().await(listenerGoesOn);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private FirstContact lateReply(String reply) {
    return message(Kind.LATE_REPLY, new LateReply(asked.join(), text(reply)).encode());
  }

  private FirstContact message(Kind kind, byte[] payload) {
    return new FirstContact(kind, MessageId.generate(atAlice.random()), 3600, payload);
  }

  /** Introduces something to Bob; answers whether he said that it is taken. */
  private CompletableFuture<Boolean> attempt(FirstContact content) {
    return atLoop(
            () -> Introducer.introduce(atAlice, foundBob, content, alice, ONE, accepted -> {}))
        .handle((taken, failure) -> taken != null);
  }

  /** How often Bob's application was given this reply. */
  private int arrivals(Delivery question, String reply) {
    CompletableFuture<Message> awaited = question.reply().toCompletableFuture();
    town.settle();
    boolean asReply =
        awaited.isDone()
            && !awaited.isCompletedExceptionally()
            && text(awaited.join().payload()).equals(reply);
    return (asReply ? 1 : 0) + (int) heard.stream().filter(reply::equals).count();
  }

  private <T> CompletableFuture<T> atLoop(Supplier<CompletableFuture<T>> begin) {
    return atAlice.reactor().call(begin).thenCompose(started -> started);
  }

  /** Keeps whoever notes what was handed until it is opened. */
  private static final class Gate implements Consumer<String> {
    private final CompletableFuture<Void> somebody = new CompletableFuture<>();
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void accept(String change) {
      if (change.equals(NOTE)) {
        somebody.complete(null);
        try {
          open.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    void awaitSomebody() {
      Awaitility.await().until(somebody::isDone);
    }

    void open() {
      open.countDown();
    }
  }
}
