package io.whisper.it.bench;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.devnet.LocalNetwork;
import io.whisper.node.devnet.TemporaryDirectory;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Message;
import io.whisper.rendezvous.Profile;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.Session;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;

/**
 * Prints what users of a network wait for: an endpoint's start, the first echo of a stranger, and
 * the round trip and rate of a session. Three authorities, eight relays and all endpoints share
 * this process and its two event loops.
 */
public final class NetworkBench {
  private static final int RELAYS = 8;
  private static final int PAYLOAD = 256;
  private static final int STARTS = 15;
  private static final int STRANGERS = 15;
  private static final int WARM_UP = 3_000;
  private static final int ROUND_TRIPS = 5_000;
  private static final int ONE_WAY = 30_000;
  private static final int UNDER_WAY = 100;

  private final LocalNetwork network;
  private final WhisperOptions options;

  private NetworkBench(LocalNetwork network) {
    this.network = network;
    this.options = WhisperOptions.defaults().withPool(network.pool());
  }

  /** Runs everything; takes about a minute and no arguments. */
  public static void main(String[] arguments) throws InterruptedException {
    try (TemporaryDirectory directory = TemporaryDirectory.create();
        LocalNetwork network = LocalNetwork.start(directory.path(), RELAYS)) {
      NetworkBench bench = new NetworkBench(network);
      bench.start();
      bench.firstEcho();
      bench.session();
    }
  }

  /** From an empty state to READY, against a network that runs. */
  private void start() {
    double[] millis = new double[STARTS];
    for (int i = 0; i <= STARTS; i++) {
      long begin = System.nanoTime();
      try (StateStore state = StateStore.inMemory();
          Whisper whisper = Whisper.join(network.network(), options.withState(state))) {
        await(whisper.ready());
        if (i > 0) { // The first waits for the network's first consensus.
          millis[i - 1] = millisSince(begin);
        }
      }
    }
    print("empty state to READY", "ms", millis);
  }

  /** A message to somebody whose presence is not known yet, until the answer is there. */
  private void firstEcho() {
    double[] millis = new double[STRANGERS];
    try (Whisper senders = Whisper.join(network.network(), options);
        Endpoint sender = senders.endpoint(Identity.ephemeral())) {
      await(senders.ready());
      for (int i = 0; i < STRANGERS; i++) {
        try (Whisper strangers = Whisper.join(network.network(), options);
            Endpoint stranger = strangers.endpoint(Identity.ephemeral())) {
          stranger.onMessage(message -> message.reply(message.payload()));
          await(stranger.published());
          SendOptions route =
              SendOptions.defaults().withProfile(Profile.builder().hops(3, 3).build());
          long begin = System.nanoTime();
          Delivery delivery = sender.send(stranger.address(), new byte[PAYLOAD], route);
          Message reply = await(delivery.reply());
          millis[i] = millisSince(begin);
          check(reply.payload().length == PAYLOAD);
        }
      }
    }
    print("first echo of an address not yet known", "ms", millis);
  }

  /** Messages over one session of 3 hops on either side of its rendezvous point. */
  private void session() throws InterruptedException {
    try (Whisper left = Whisper.join(network.network(), options);
        Whisper right = Whisper.join(network.network(), options);
        Endpoint alice = left.endpoint(Identity.ephemeral());
        Endpoint bob = right.endpoint(Identity.ephemeral())) {
      bob.onSession(
          session ->
              session.onMessage(
                  message -> {
                    if (message.payload()[0] == 0) {
                      session.send(message.payload());
                    }
                  }));
      await(bob.published());
      try (Session session =
          await(alice.connect(bob.address(), Profile.builder().hops(3, 3).build()))) {
        roundTrips(session);
        oneWay(session);
      }
    }
  }

  private static void roundTrips(Session session) throws InterruptedException {
    SynchronousQueue<Message> echoes = new SynchronousQueue<>();
    session.onMessage(
        message -> {
          try {
            echoes.put(message);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    double[] millis = new double[ROUND_TRIPS];
    for (int i = -WARM_UP; i < ROUND_TRIPS; i++) {
      long begin = System.nanoTime();
      session.send(new byte[PAYLOAD]);
      echoes.take();
      if (i >= 0) {
        millis[i] = millisSince(begin);
      }
    }
    print("round trip of 256 bytes through a session", "ms", millis);
  }

  private static void oneWay(Session session) throws InterruptedException {
    byte[] payload = new byte[PAYLOAD];
    payload[0] = 1;
    Semaphore room = new Semaphore(UNDER_WAY);
    long begin = System.nanoTime();
    for (int i = 0; i < ONE_WAY; i++) {
      room.acquire();
      session.send(payload).delivered().whenComplete((delivered, failure) -> room.release());
    }
    room.acquire(UNDER_WAY);
    double seconds = millisSince(begin) / 1e3;
    System.out.printf(
        Locale.ROOT, "%-44s %10.0f a second%n", "one-way messages of 256 bytes", ONE_WAY / seconds);
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the answer is not what was sent");
    }
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void print(String what, String unit, double[] values) {
    Arrays.sort(values);
    System.out.printf(
        Locale.ROOT,
        "%-44s %10.2f %s median, %.2f to %.2f, 99th of 100 %.2f%n",
        what,
        values[values.length / 2],
        unit,
        values[0],
        values[values.length - 1],
        values[values.length * 99 / 100]);
  }
}
