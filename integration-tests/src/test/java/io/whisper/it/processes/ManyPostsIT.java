package io.whisper.it.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.directory.Network;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Profile;
import io.whisper.rendezvous.Publication;
import io.whisper.rendezvous.PublishOptions;
import io.whisper.rendezvous.SubscribeOptions;
import io.whisper.rendezvous.Subscription;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand posts on one board and twenty who read it. Five of these are processes that are killed
 * on the way and come back; to spare memory the others share this process, each with a place on the
 * network, guards and circuits of its own.
 */
final class ManyPostsIT {
  private static final int RELAYS = 8;
  private static final int POSTS = 1_000;
  private static final int READERS_HERE = 15;
  private static final int KILLED_READERS = 5;

  /** Posts that are not at their three stores yet; an author that offers everything waits too. */
  private static final int UNDER_WAY = 64;

  private static final String TOPIC = "grain";
  private static final String LAST = "the last one";
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Profile ONE_HOP = Profile.builder().hops(1, 1).build();

  @TempDir private static Path directory;
  private static ProcessNetwork network;
  private static ReactorPool pool;

  private final List<Whisper> places = new ArrayList<>();
  private final List<KilledReader> killed = new ArrayList<>();

  @BeforeAll
  static void startNetwork() throws Exception {
    network = ProcessNetwork.start(directory, RELAYS);
    pool = ReactorPool.create();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> network.status("relay-1").path("relays").asInt() == RELAYS);
  }

  @AfterAll
  static void stopNetwork() {
    if (network != null) {
      network.close();
    }
    if (pool != null) {
      pool.close();
    }
  }

  @Test
  void everyReaderGetsEveryPostOnceAlsoWhenItIsKilledAndComesBack() {
    Property.holds(1, this::everyReaderGetsEveryPostOnce);
  }

  private void everyReaderGetsEveryPostOnce(SeededRandom random) throws Exception {
    try (Topic topic = Topic.ofName(TOPIC)) {
      for (int i = 0; i < KILLED_READERS; i++) {
        killed.add(new KilledReader(i, random));
      }
      List<List<String>> here = new ArrayList<>();
      List<Subscription> subscriptions = new ArrayList<>();
      for (int i = 0; i < READERS_HERE; i++) {
        List<String> texts = new CopyOnWriteArrayList<>();
        here.add(texts);
        subscriptions.add(
            endpoint()
                .subscribe(
                    topic,
                    SubscribeOptions.defaults().withProfile(ONE_HOP),
                    post -> texts.add(new String(post.payload(), StandardCharsets.UTF_8))));
      }
      for (Subscription subscription : subscriptions) {
        join(subscription.caughtUp());
      }
      for (KilledReader reader : killed) {
        reader.awaitSubscribed();
      }

      Endpoint author = endpoint();
      List<String> texts = IntStream.range(0, POSTS).mapToObj(i -> "post " + i).toList();
      publishAll(author, topic, texts);
      await().atMost(PATIENCE).until(() -> here.stream().allMatch(all -> all.size() >= POSTS));
      for (KilledReader reader : killed) {
        reader.awaitAll(texts);
      }
      // Behind the last of them nothing may come again.
      join(publish(author, topic, LAST).stored(3));
      await().atMost(PATIENCE).until(() -> here.stream().allMatch(all -> all.contains(LAST)));
      for (KilledReader reader : killed) {
        reader.awaitAll(List.of(LAST));
      }

      List<String> expected = new ArrayList<>(texts);
      expected.add(LAST);
      assertThat(here)
          .allSatisfy(all -> assertThat(all).containsExactlyInAnyOrderElementsOf(expected));
      for (KilledReader reader : killed) {
        assertThat(reader.before()).doesNotHaveDuplicates().isSubsetOf(texts);
        assertThat(reader.after()).containsExactlyInAnyOrderElementsOf(expected);
      }
    } finally {
      killed.forEach(KilledReader::close);
      places.forEach(Whisper::close);
    }
  }

  /** As fast as stores take them; readers are killed and started again in between. */
  private void publishAll(Endpoint author, Topic topic, List<String> texts) throws Exception {
    Semaphore room = new Semaphore(UNDER_WAY);
    List<CompletableFuture<Publication>> stored = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      for (KilledReader reader : killed) {
        reader.published(i);
      }
      assertThat(room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("post %d finds room among %d under way", i, UNDER_WAY)
          .isTrue();
      CompletableFuture<Publication> all =
          publish(author, topic, texts.get(i)).stored(3).toCompletableFuture();
      stored.add(all.whenComplete((publication, failure) -> room.release()));
    }
    for (CompletableFuture<Publication> each : stored) {
      join(each);
    }
  }

  private static Publication publish(Endpoint author, Topic topic, String text) {
    return author.publish(
        topic,
        text.getBytes(StandardCharsets.UTF_8),
        PublishOptions.defaults().withProfile(ONE_HOP));
  }

  /** Somebody with a place on the network that nobody else uses. */
  private Endpoint endpoint() {
    Whisper place =
        Whisper.join(
            Network.read(directory.resolve("network.toml")),
            WhisperOptions.defaults().withPool(pool));
    places.add(place);
    return place.endpoint(Identity.ephemeral());
  }

  private static <T> T join(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** A reader in a process of its own, which is killed as it prints, and comes back. */
  private static final class KilledReader implements AutoCloseable {
    private static final String POST = "{\"step\":\"post\"";

    private final String state;

    /** Before which post it is killed, having printed some, and before which it is started. */
    private final int end;

    private final int comeback;
    private final WhisperProcess first;
    private @Nullable WhisperProcess second;

    KilledReader(int number, SeededRandom random) {
      this.state = "reader-" + number;
      this.end = 100 + random.nextInt(POSTS / 2);
      this.comeback = end + 1 + random.nextInt(POSTS / 4);
      this.first = subscribe();
    }

    private WhisperProcess subscribe(String... more) {
      List<String> command =
          new ArrayList<>(
              List.of("subscribe", "--json", "--network", "network.toml", "--state", state));
      command.addAll(List.of("--topic", TOPIC, "--hops", "1"));
      command.addAll(List.of(more));
      return network.command(command.toArray(String[]::new));
    }

    void awaitSubscribed() throws InterruptedException {
      first.await("{\"step\":\"subscribed\"");
    }

    /** So many posts were published. */
    void published(int posts) throws InterruptedException {
      if (posts == end) {
        first.await(POST);
        first.kill();
      } else if (posts == comeback) {
        second = subscribe("--since", "1h");
      }
    }

    void awaitAll(List<String> texts) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> after().containsAll(texts));
    }

    /** What it printed until it was killed. */
    List<String> before() {
      return texts(first);
    }

    /** What it printed when it had come back. */
    List<String> after() {
      return texts(Objects.requireNonNull(second, "it never came back"));
    }

    /** The last line of a process that was killed may be cut. */
    private static List<String> texts(WhisperProcess process) {
      return process.steps().stream()
          .filter(step -> step.path("step").asText().equals("post"))
          .map(step -> step.path("text").asText())
          .toList();
    }

    @Override
    public void close() {
      first.close();
      if (second != null) {
        second.close();
      }
    }
  }
}
