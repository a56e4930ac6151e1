package io.whisper.node.demo;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.devnet.LocalNetwork;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.DeliveryState;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Message;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The part of the demo with a recipient that is away: one message expires, another one waits. */
final class Absence {
  private static final int PAYLOAD = 256;
  private static final Duration BRIEF = Duration.ofSeconds(5);

  private final Console console;
  private final LocalNetwork network;
  private final WhisperOptions options;

  Absence(Console console, LocalNetwork network, WhisperOptions options) {
    this.console = console;
    this.network = network;
    this.options = options;
  }

  /** Has {@code sender} send to a recipient that was there, left, and comes back. */
  void show(Endpoint sender) {
    try (Identity identity = Identity.ephemeral();
        StateStore state = StateStore.inMemory()) {
      WhisperOptions carols = options.withState(state);
      visit(identity, carols);
      Stopwatch watch = new Stopwatch();
      byte[] payload = Payloads.numbered(0, PAYLOAD);
      Delivery waits = sender.send(identity.address(), payload, SendOptions.defaults());
      // It waits while the other one expires; how long it took to its stores is known at once.
      CompletionStage<Long> stored = waits.stored().thenApply(stores -> watch.millis());
      expired(sender, identity.address());
      offline(identity, carols, waits, payload, stored);
    }
  }

  private void visit(Identity identity, WhisperOptions carols) {
    try (Whisper whisper = Whisper.join(network.network(), carols);
        Endpoint carol = whisper.endpoint(identity)) {
      carol.onMessage(message -> {});
      Demo.await("presence of the other recipient", carol.published());
      Demo.await("card of the other recipient", carol.mailbox());
    }
  }

  private void expired(Endpoint sender, Address recipient) {
    Stopwatch watch = new Stopwatch();
    SendOptions brief = SendOptions.defaults().withTtl(BRIEF);
    Delivery delivery = sender.send(recipient, Payloads.numbered(1, PAYLOAD), brief);
    CompletableFuture<DeliveryState> end = new CompletableFuture<>();
    delivery.onState(
        state -> {
          if (state.isFinal()) {
            end.complete(state);
          }
        });
    DeliveryState last = Demo.await("end of a message that expires", end);
    if (last != DeliveryState.EXPIRED) {
      throw new CommandException("a message that nobody took in time is " + last);
    }
    console.step(
        Step.done(
                "expired",
                watch.millis(),
                "a message to a recipient that is away, with "
                    + BRIEF.toSeconds()
                    + " s to live, expired at "
                    + delivery.stores()
                    + " stores")
            .with("stores", delivery.stores()));
  }

  private void offline(
      Identity identity,
      WhisperOptions carols,
      Delivery waits,
      byte[] payload,
      CompletionStage<Long> stored) {
    long storedAfter = Demo.await("store for a message that waits", stored);
    int stores = waits.stores();
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    Stopwatch watch = new Stopwatch();
    long answered;
    try (Whisper whisper = Whisper.join(network.network(), carols);
        Endpoint carol = whisper.endpoint(identity)) {
      carol.onMessage(
          message -> {
            arrived.complete(message.payload());
            message.reply(Payloads.reversed(message.payload()));
          });
      Message reply = Demo.await("answer of a recipient that came back", waits.reply());
      answered = watch.millis();
      if (waits.state() != DeliveryState.DELIVERED
          || !Arrays.equals(arrived.join(), payload)
          || !Arrays.equals(reply.payload(), Payloads.reversed(payload))) {
        throw new CommandException("a message that waited did not arrive as it was sent");
      }
    }
    console.step(
        Step.done(
                "offline",
                storedAfter + answered,
                "a message waited at "
                    + stores
                    + " stores after "
                    + storedAfter
                    + " ms until its recipient came, and brought an answer back "
                    + answered
                    + " ms later")
            .with("stores", stores)
            .with("stored", storedAfter)
            .with("answered", answered)
            .with("bytes", PAYLOAD));
  }
}
