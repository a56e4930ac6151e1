package io.whisper.it.traffic;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.DeliveryState;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Message;
import io.whisper.rendezvous.Post;
import io.whisper.rendezvous.Publication;
import io.whisper.rendezvous.PublicationState;
import io.whisper.rendezvous.PublishOptions;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.SubscribeOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process of one hidden endpoint, which reads a board and prints an {@link Event} a line: for
 * what it is given, and, when it has a peer, for the numbered messages that it sends and publishes
 * without a pause.
 *
 * <p>Arguments are {@code name=value}: {@code network}, {@code state} and {@code identity} are
 * paths, {@code topic} a name; with {@code peer}, the address of another, {@code short}, {@code
 * long} and {@code board} are milliseconds from one message to the next (0 for none) and {@code
 * ttl} is in seconds.
 */
public final class Correspondent implements AutoCloseable {
  private static final Duration BOARD_TTL = Duration.ofMinutes(30);
  private static final long NUMBERS_PER_RUN = 1_000_000;

  private final Map<String, String> settings;
  private final Map<Stream, AtomicLong> next = new HashMap<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final StateStore state;
  private final Identity identity;
  private final Whisper whisper;
  private final Endpoint endpoint;
  private final Topic topic;

  private Correspondent(Map<String, String> settings) throws IOException {
    this.settings = settings;
    Path directory = path("state");
    long run = run(directory.resolveSibling("runs"));
    for (Stream each : Stream.values()) {
      next.put(each, new AtomicLong(run * NUMBERS_PER_RUN));
    }
    this.state = StateStore.directory(directory);
    this.identity = Identity.load(path("identity"));
    this.whisper =
        Whisper.join(Network.read(path("network")), WhisperOptions.defaults().withState(state));
    this.endpoint = whisper.endpoint(identity);
    this.topic = Topic.ofName(setting("topic"));
    System.out.println("run " + run);
  }

  /** Runs until it is asked to stop. */
  public static void main(String[] args) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String each : args) {
      String[] parts = each.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  awaitQuietly(closed);
                }));
    try (Correspondent correspondent = new Correspondent(settings)) {
      correspondent.begin();
      awaitQuietly(asked);
    } finally {
      closed.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Which run of this correspondent it is, from 0; numbers of one are not those of another. */
  private static long run(Path file) throws IOException {
    long run = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) + 1 : 0;
    Files.writeString(file, Long.toString(run));
    return run;
  }

  private String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name + " among " + settings.keySet());
    }
    return value;
  }

  private Path path(String name) {
    return Path.of(setting(name));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Told when it happens, or never.
  private void begin() {
    whisper.onState(now -> System.out.println("phase " + now.phase()));
    endpoint.onMessage(this::got);
    endpoint.onSession(session -> session.onMessage(this::got));
    endpoint.published().thenRun(() -> System.out.println("reachable"));
    endpoint.mailbox().thenRun(() -> System.out.println("mailbox"));
    endpoint
        .subscribe(topic, SubscribeOptions.defaults().withSince(BOARD_TTL), this::got)
        .caughtUp()
        .thenRun(() -> System.out.println("subscribed"));
    if (settings.containsKey("peer")) {
      Address peer = Address.parse(setting("peer"));
      repeat(Stream.SHORT, () -> send(Stream.SHORT, peer));
      repeat(Stream.LONG, () -> send(Stream.LONG, peer));
      repeat(Stream.BOARD, this::publish);
    }
  }

  private void repeat(Stream stream, Runnable task) {
    long millis = Long.parseLong(setting(stream.word()));
    if (millis > 0) {
      var unused = clock.scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void got(Message message) {
    byte[] payload = message.payload();
    Stream stream = Payload.stream(payload);
    print("got", stream, Payload.number(stream, payload), "");
  }

  private void got(Post post) {
    print("got", Stream.BOARD, Payload.number(Stream.BOARD, post.payload()), "");
  }

  private void send(Stream stream, Address peer) {
    long number = number(stream);
    Delivery delivery =
        endpoint.send(
            peer,
            Payload.of(stream, number),
            SendOptions.defaults().withTtl(Duration.ofSeconds(Long.parseLong(setting("ttl")))));
    delivery.onState(
        now -> {
          if (now != DeliveryState.QUEUED) {
            print(
                now.name(),
                stream,
                number,
                delivery.failure().map(why -> why.reason().name()).orElse(""));
          }
        });
  }

  private void publish() {
    long number = number(Stream.BOARD);
    Publication publication =
        endpoint.publish(
            topic, Payload.of(Stream.BOARD, number), PublishOptions.defaults().withTtl(BOARD_TTL));
    publication.onStatus(
        now -> {
          if (now.state() != PublicationState.QUEUED) {
            print(now.state().name(), Stream.BOARD, number, now.stores() + " " + now.reason());
          }
        });
  }

  private long number(Stream stream) {
    AtomicLong numbers = next.get(stream);
    if (numbers == null) {
      throw new IllegalStateException("no numbers for " + stream);
    }
    long number = numbers.getAndIncrement();
    print("sent", stream, number, "");
    return number;
  }

  private static void print(String what, Stream stream, long number, String detail) {
    System.out.println(new Event(System.currentTimeMillis(), what, stream, number, detail).line());
  }

  @Override
  public void close() {
    clock.shutdownNow();
    endpoint.close();
    whisper.close();
    topic.close();
    identity.close();
    state.close();
    System.out.println("closed");
  }
}
