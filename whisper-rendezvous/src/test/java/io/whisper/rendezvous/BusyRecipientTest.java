package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.fake.BusyWorkers;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.introduction.SessionTerms;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.point.Cookie;
import io.whisper.rendezvous.reception.Incoming;
import io.whisper.rendezvous.reception.Receipt;
import io.whisper.rendezvous.replica.ProofSearch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a recipient says, and whether it can be reached, while its workers have too much to do. */
class BusyRecipientTest {
  private final SeededRandom random = new SeededRandom(107);
  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  private final Bytes32 relay = Bytes32.of(random.bytes(32));
  private final Consensus consensus =
      ConsensusBuilder.ofAuthorities(1, new SeededRandom(1))
          .relay(Relays.entry(relay, Bytes32.of(random.bytes(32)), Set.of(RelayFlag.STORE)))
          .validAfter(time.now())
          .build();
  private final Overlay overlay =
      new Overlay(
          reactor,
          () -> Optional.of(consensus),
          request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));
  private final Identity alice = Identity.ephemeral(random);
  private final Identity bob = Identity.ephemeral(random);
  private final StateStore state = StateStore.inMemory();
  private final SerialExecutor order = new SerialExecutor(Runnable::run);
  private final IncomingReplies awaited =
      new IncomingReplies(
          overlay,
          (recipient, payload, options) -> {
            throw new AssertionError("nobody answers here");
          });
  private final List<String> said = new ArrayList<>();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void termsOfASessionAreNotRefusedSoThatTheyComeAgain() throws Exception {
    SessionAcceptor acceptor =
        new SessionAcceptor(
            overlay, alice, Runnable::run, order, new HandedBefore(state, time, false), 1);
    acceptor.onMessage(message -> {});
    SessionTerms terms = new SessionTerms(relay, Cookie.random(random), random.bytes(100));
    FirstContact content = contact(Kind.SESSION, terms.encode());
    try (BusyWorkers busy = BusyWorkers.of(reactor)) {
      call(
          () -> {
            acceptor.accept(new Incoming(content, null, X25519.generate(random), new Said()));
            return busy;
          });
    }
    assertThat(said).containsExactly("nothing");
  }

  @Test
  void aLateReplyIsNotRefusedSoThatItComesAgain() throws Exception {
    Handover handover =
        new Handover(
            overlay,
            order,
            awaited,
            new OutgoingReplies(overlay, Runnable::run, outbox(), 1),
            () -> {});
    MessageId question = MessageId.generate(random);
    Delivery delivery = new Delivery(Runnable::run, bob.address());
    LateReply reply = new LateReply(question, new byte[] {7});
    Arrived arrived =
        new Arrived(
            contact(Kind.LATE_REPLY, reply.encode()),
            bob.address(),
            time.now().plusSeconds(60),
            new Said(),
            () -> Admission.NEW);
    try (BusyWorkers busy = BusyWorkers.of(reactor)) {
      call(
          () -> {
            awaited.await(question, bob.address(), delivery);
            handover.lateReply(arrived);
            return busy;
          });
    }
    assertThat(said).containsExactly("nothing");
    assertThat(delivery.reply().toCompletableFuture()).isNotDone();

    Awaitility.await().until(() -> !reactor.compute(() -> true).isCompletedExceptionally());
    call(
        () -> {
          handover.lateReply(arrived);
          return handover;
        });
    assertThat(delivery.reply().toCompletableFuture().get(1, TimeUnit.MINUTES).payload())
        .containsExactly(7);
  }

  @Test
  void whoCannotBeginToListenAtOnceBeginsSoon() throws Exception {
    Endpoint endpoint =
        new Endpoint(
            overlay,
            alice,
            EndpointOptions.defaults(),
            Runnable::run,
            state,
            CompletableFuture.completedFuture(null),
            () -> {});
    try (BusyWorkers busy = BusyWorkers.of(reactor)) {
      endpoint.onMessage(message -> {});
      call(() -> busy);
      call(() -> busy);
      assertThat(endpoint.published().toCompletableFuture()).isNotDone();
    }
    // Its keys are made, and cards for its mailbox.
    Awaitility.await()
        .until(
            () -> {
              call(() -> true);
              time.advance(Duration.ofMillis(100));
              return state.read("keys").isPresent() && state.read("prekeys").isPresent();
            });
    assertThat(endpoint.published().toCompletableFuture()).isNotDone();
    endpoint.close();
  }

  @Test
  void whatIsRepliedAfterTheEndFails() throws Exception {
    OutgoingReplies replies = new OutgoingReplies(overlay, Runnable::run, outbox(), 1);
    Arrived arrived =
        new Arrived(
            contact(Kind.MESSAGE, new byte[1]),
            null,
            time.now().plusSeconds(60),
            new Said(),
            () -> Admission.NEW);
    call(
        () -> {
          replies.close();
          return replies;
        });
    Delivery delivery = replies.reply(arrived, new byte[1]);
    assertThat(Town.failure(delivery.delivered()).reason()).isEqualTo(FailureReason.CLOSED);
    assertThat(said).isEmpty();
  }

  private Outbox outbox() {
    return new Outbox(
        overlay,
        alice,
        Runnable::run,
        new CompletableFuture<>(),
        new Mailings(overlay, alice, state, new ProofSearch(reactor)));
  }

  private FirstContact contact(Kind kind, byte[] payload) {
    return new FirstContact(kind, MessageId.generate(random), 60, payload);
  }

  private <T> T call(Supplier<T> question) throws Exception {
    return reactor.call(question).get(1, TimeUnit.MINUTES);
  }

  /** Writes down what is answered. */
  private final class Said implements Receipt {
    @Override
    public void taken() {
      said.add("taken");
    }

    @Override
    public boolean replied(byte[] reply) {
      return said.add("replied");
    }

    @Override
    public void refused() {
      said.add("refused");
    }

    @Override
    public void malformed() {
      said.add("malformed");
    }

    @Override
    public void noRoom() {
      said.add("nothing");
    }
  }
}
