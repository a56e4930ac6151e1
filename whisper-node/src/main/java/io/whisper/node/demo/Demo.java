package io.whisper.node.demo;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Reason;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.devnet.LocalNetwork;
import io.whisper.node.devnet.TemporaryDirectory;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.relay.RelayCounters;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.EndpointOptions;
import io.whisper.rendezvous.Message;
import io.whisper.rendezvous.Post;
import io.whisper.rendezvous.PostListener;
import io.whisper.rendezvous.Profile;
import io.whisper.rendezvous.Publication;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.Session;
import io.whisper.rendezvous.Subscription;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A whole network in this process, a message over each number of hops, a session, a board, and
 * messages to a recipient that is away.
 *
 * <p>Nothing in it is staged: sockets, TLS, votes and state are those of a real network. The hops
 * that it prints are what the sender says, checked against the cells that the relays counted.
 */
public final class Demo {
  private static final int RELAYS = 8;
  private static final int PAYLOAD = 256;
  private static final int ECHOES = 100;
  private static final int STORES = 3;
  private static final long PATIENCE_SECONDS = 50;
  private static final int MOST_LOOKS = 100;
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS);

  private final Console console;
  private final Stopwatch total = new Stopwatch();

  /** The length of the recipient's circuit in its session, written on the recipient's executor. */
  private volatile int recipientHops = -1;

  /** A demo that prints to the console. */
  public Demo(Console console) {
    this.console = console;
  }

  /** Runs it to its end. */
  public void run() {
    try (TemporaryDirectory directory = TemporaryDirectory.create();
        LocalNetwork network = LocalNetwork.start(directory.path(), RELAYS);
        Identity bobsIdentity = Identity.ephemeral();
        Identity alicesIdentity = Identity.ephemeral()) {
      WhisperOptions options = WhisperOptions.defaults().withPool(network.pool());
      try (Whisper bobsSide = Whisper.join(network.network(), options);
          Whisper alicesSide = Whisper.join(network.network(), options);
          Endpoint bob = bobsSide.endpoint(bobsIdentity);
          Endpoint alice = alicesSide.endpoint(alicesIdentity)) {
        network(alicesSide);
        recipient(bob);
        for (int hops = 0; hops <= HopRange.MAX_HOPS; hops++) {
          message(network, alice, bob, hops);
        }
        session(alice, bob);
        board(alice, bob);
        new Absence(console, network, options).show(alice);
      }
    }
    console.step(Step.done("done", total.millis(), "done in " + total.millis() + " ms"));
  }

  private void network(Whisper whisper) {
    Stopwatch watch = new Stopwatch();
    console.progress(
        "starting "
            + LocalNetwork.AUTHORITIES
            + " authorities and "
            + RELAYS
            + " relays; they vote every few seconds");
    await("consensus", whisper.ready());
    console.step(
        Step.done(
                "network",
                watch.millis(),
                LocalNetwork.AUTHORITIES
                    + " authorities agreed on "
                    + RELAYS
                    + " relays after "
                    + watch.millis()
                    + " ms")
            .with("authorities", LocalNetwork.AUTHORITIES)
            .with("relays", RELAYS));
  }

  private void recipient(Endpoint bob) {
    Stopwatch watch = new Stopwatch();
    bob.onMessage(message -> message.reply(Payloads.reversed(message.payload())));
    bob.onSession(
        session -> {
          recipientHops = session.hops();
          session.onMessage(message -> session.send(message.payload()));
        });
    await("published presence", bob.published());
    console.step(
        Step.done(
            "presence",
            watch.millis(),
            "the hidden recipient can be reached after " + watch.millis() + " ms"));
  }

  private void message(LocalNetwork network, Endpoint alice, Endpoint bob, int hops) {
    byte[] payload = Payloads.numbered(hops, PAYLOAD);
    SendOptions options =
        SendOptions.defaults().withProfile(Profile.builder().hops(hops, hops).build());
    long before = quiet(network);
    Stopwatch watch = new Stopwatch();
    Delivery delivery = alice.send(bob.address(), payload, options);
    String way = hops == 1 ? "1 hop" : hops + " hops";
    await("delivery over " + way, delivery.delivered());
    Message reply = await("answer over " + way, delivery.reply());
    long millis = watch.millis();
    int counted = CountedHops.of(network.sum(RelayCounters::outwardCells) - before);
    boolean right =
        Arrays.equals(reply.payload(), Payloads.reversed(payload))
            && delivery.hops().orElse(-1) == hops
            && counted == hops;
    if (!right) {
      throw new CommandException(
          "a message over "
              + way
              + ": the sender says "
              + delivery.hops().orElse(-1)
              + ", the relays counted "
              + counted);
    }
    console.step(
        Step.done(
                "message",
                millis,
                PAYLOAD + " bytes over " + way + " and the sealed answer: " + millis + " ms")
            .with("hops", hops)
            .with("countedHops", counted)
            .with("bytes", PAYLOAD));
  }

  /**
   * Waits until no relay passes on anything more of what came before, such as a presence on its way
   * to its last store: it would be counted with the message. Answers what was counted until then.
   */
  private static long quiet(LocalNetwork network) {
    long last = -1;
    long now = network.sum(RelayCounters::outwardCells);
    for (int look = 0; look < MOST_LOOKS && now != last; look++) {
      last = now;
      await("end of a pause", CompletableFuture.runAsync(() -> {}, LATER));
      now = network.sum(RelayCounters::outwardCells);
    }
    return now;
  }

  private void session(Endpoint alice, Endpoint bob) {
    Stopwatch watch = new Stopwatch();
    try (Session session = await("session", alice.connect(bob.address(), Profile.BALANCED))) {
      long opened = watch.millis();
      Echoes echoes = new Echoes(session, ECHOES, PAYLOAD);
      echoes.start();
      await(ECHOES + " echoes", echoes.done());
      long millis = watch.millis();
      int hops = session.hops();
      checkHops(hops, recipientHops);
      console.step(
          Step.done(
                  "session",
                  millis,
                  "a session over "
                      + hops
                      + " hops to a meeting point, which the recipient met over "
                      + recipientHops
                      + ", in "
                      + opened
                      + " ms and "
                      + ECHOES
                      + " echoes over it: "
                      + millis
                      + " ms")
              .with("hops", hops)
              .with("recipientHops", recipientHops)
              .with("opened", opened)
              .with("messages", ECHOES)
              .with("bytes", PAYLOAD));
    }
  }

  /** A post that one publishes, the other reads, and that goes again. */
  private void board(Endpoint alice, Endpoint bob) {
    CompletableFuture<Post> posted = new CompletableFuture<>();
    CompletableFuture<Bytes32> gone = new CompletableFuture<>();
    PostListener reader =
        new PostListener() {
          @Override
          public void onPost(Post post) {
            posted.complete(post);
          }

          @Override
          public void onWithdrawn(Bytes32 id) {
            gone.complete(id);
          }
        };
    byte[] payload = Payloads.numbered(0, PAYLOAD);
    try (Topic topic = Topic.random(new SecureRandom());
        Subscription subscription = bob.subscribe(topic, reader)) {
      await("subscription", subscription.caughtUp());
      Stopwatch watch = new Stopwatch();
      Publication publication = alice.publish(topic, payload);
      Post post = await("post", posted);
      long read = watch.millis();
      int stores = await("post at three stores", publication.stored(STORES)).stores();
      Stopwatch withdrawal = new Stopwatch();
      await("withdrawal", publication.withdraw());
      boolean right =
          Arrays.equals(post.payload(), payload)
              && await("word of the withdrawal", gone).equals(post.id());
      if (!right) {
        throw new CommandException("the board gave another post than was published");
      }
      console.step(
          Step.done(
                  "board",
                  watch.millis(),
                  "a post on "
                      + stores
                      + " stores, at its reader after "
                      + read
                      + " ms, and withdrawn: "
                      + watch.millis()
                      + " ms")
              .with("stores", stores)
              .with("delivered", read)
              .with("withdrawn", withdrawal.millis())
              .with("bytes", PAYLOAD));
    }
  }

  private static void checkHops(int hops, int recipientHops) {
    HopRange wanted = Profile.BALANCED.hops();
    boolean right =
        hops >= wanted.least()
            && hops <= wanted.most()
            && recipientHops == EndpointOptions.defaults().receivingHops();
    if (!right) {
      throw new CommandException(
          "a session of " + wanted + " hops: it has " + hops + ", the recipient " + recipientHops);
    }
  }

  static <T> T await(String what, CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandException("no " + what + " within " + PATIENCE_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new CommandException("no " + what + ": " + Reason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while waiting for " + what, e);
    }
  }
}
