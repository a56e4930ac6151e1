package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.rendezvous.fake.NoPeers;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.store.StoreLimits;
import io.whisper.rendezvous.store.StoreService;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network of relays on loopback that are stores, and those who write to them and read: for tests
 * and benchmarks that want everything real between a writer and a listener.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The answer within the answer is what is waited for.
public final class StoreTown implements AutoCloseable {
  private static final long QUOTA = 64L << 20;

  private final SecureRandom random = new SecureRandom();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(0);
  private final TestNetwork network;

  /** A network of so many stores. */
  public StoreTown(int relays) {
    TimeSource time = TimeSource.system(scheduler);
    network =
        TestNetwork.builder(relays)
            .services(
                index ->
                    List.of(
                        new StoreService(
                            StoreLimits.defaults(),
                            EnvelopeStore.inMemory(QUOTA, time),
                            new NoPeers())))
            .start();
  }

  TestNetwork network() {
    return network;
  }

  /** Somebody with a loop, guards and circuits of their own. */
  public Person person() {
    return new Person(network.endpoint(StateStore.inMemory(), CircuitSettings.defaults()));
  }

  /** An envelope of a payload of up to 256 bytes that lives for an hour, without work. */
  public Envelope envelope(EnvelopeKind kind, Bytes32 tag, @Nullable Bytes32 withdrawal) {
    int ttl = (int) Duration.ofHours(1).toSeconds();
    long expires = Instant.now().getEpochSecond() + ttl;
    byte[] sealed = new byte[kind.sealedSize(256)];
    random.nextBytes(sealed);
    return new Envelope(new EnvelopeTerms(kind, tag, expires, ttl, withdrawal), 0, sealed);
  }

  @Override
  public void close() {
    network.close();
    scheduler.shutdownNow();
  }

  /** One who writes or reads. */
  public final class Person {
    private final TestEndpoint endpoint;
    private final Replicas replicas;
    private final TagWriter writer;

    private Person(TestEndpoint endpoint) {
      this.endpoint = endpoint;
      Overlay overlay =
          new Overlay(
              endpoint.reactor(),
              () -> Optional.of(network.consensus()),
              request -> endpoint.circuits().open(request));
      this.replicas = Replicas.on(overlay, new HopRange(2, 3));
      this.writer = new TagWriter(replicas, new ProofSearch(endpoint.reactor()));
    }

    /** Puts an envelope with the work of a network that says nothing of it. */
    public CompletableFuture<Written> put(Envelope envelope, IntConsumer stored) {
      WriteTerms terms =
          new WriteTerms(ProofOfWork.DEFAULT_EFFORT, 100 * ProofOfWork.DEFAULT_EFFORT, soon());
      return onLoop(() -> writer.put(envelope, terms, stored).written());
    }

    /** Withdraws a post. */
    public CompletableFuture<Erased> withdraw(Bytes32 tag, Bytes32 id, Bytes32 key) {
      return onLoop(() -> writer.withdraw(tag, id, key, soon(), stores -> {}));
    }

    /** A reader with the default bounds. */
    public TagReader reader(TagKey key) {
      return TestNetwork.await(
          endpoint.reactor().call(() -> new TagReader(replicas, key, ReaderLimits.defaults())));
    }

    /** Follows. */
    public void follow(TagReader reader, TagListener listener) {
      TestNetwork.await(
          endpoint
              .reactor()
              .call(
                  () -> {
                    reader.follow(listener);
                    return true;
                  }));
    }

    /** Asks something on the loop. */
    public <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> question) {
      return endpoint.reactor().call(question).thenCompose(answer -> answer);
    }

    /** The replicas of a tag. */
    List<Bytes32> replicas(Bytes32 tag) {
      return TestNetwork.await(
          endpoint
              .reactor()
              .call(() -> replicas.of(tag).stream().map(entry -> entry.identity()).toList()));
    }

    Instant soon() {
      return endpoint.reactor().time().now().plus(Duration.ofMinutes(10));
    }
  }
}
