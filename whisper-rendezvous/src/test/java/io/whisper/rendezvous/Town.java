package io.whisper.rendezvous;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.testkit.EndpointTaps;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.rendezvous.fake.CountedExecutor;
import io.whisper.rendezvous.fake.CountedStore;
import io.whisper.rendezvous.fake.LosingStore;
import io.whisper.rendezvous.fake.MaliciousIntroductions;
import io.whisper.rendezvous.fake.NoPeers;
import io.whisper.rendezvous.introduction.IntroductionLimits;
import io.whisper.rendezvous.introduction.IntroductionService;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.point.RendezvousLimits;
import io.whisper.rendezvous.point.RendezvousService;
import io.whisper.rendezvous.store.ServedStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A network of relays with all services on loopback, and instances of {@link Whisper} on it. */
public final class Town implements AutoCloseable {
  /** The bytes that each store keeps of envelopes. */
  private static final long QUOTA = 64L << 20;

  private final List<MaliciousIntroductions> introductions = new ArrayList<>();
  private final List<LosingStore> stores = new ArrayList<>();
  private final List<CountedStore> envelopes = new ArrayList<>();
  private final List<Whisper> open = new ArrayList<>();
  private final Map<Whisper, Queue<Circuit>> circuits = new ConcurrentHashMap<>();
  private final Map<Whisper, TestEndpoint> places = new ConcurrentHashMap<>();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(0);
  private final TimeSource time;
  private final TestNetwork network;
  private final CountedExecutor application = new CountedExecutor("application");
  private final CountedExecutor disks = new CountedExecutor("disks");

  private Town(TestNetwork.Builder network, @Nullable TimeSource time) {
    this.time = time == null ? TimeSource.system(scheduler) : time;
    this.network = network.services(index -> services()).start();
  }

  /** A town with this many relays. */
  public static Town of(int relays) {
    return new Town(TestNetwork.builder(relays), null);
  }

  /** The same in which time passes only when the test says so. */
  static Town of(int relays, VirtualTime time) {
    return new Town(TestNetwork.builder(relays).time(time), time);
  }

  /** The same with a tap on the way to every relay. */
  static Town tapped(int relays) {
    return new Town(TestNetwork.builder(relays).tapped(), null);
  }

  /** A tapped town in which time passes only when the test says so. */
  public static Town tapped(int relays, VirtualTime time) {
    return new Town(TestNetwork.builder(relays).tapped().time(time), time);
  }

  private List<RelayService> services() {
    MaliciousIntroductions points =
        new MaliciousIntroductions(new IntroductionService(IntroductionLimits.defaults()));
    introductions.add(points);
    CountedStore held = new CountedStore(EnvelopeStore.inMemory(QUOTA, time));
    envelopes.add(held);
    LosingStore store = new LosingStore(ServedStore.on(disks, held, new NoPeers()));
    stores.add(store);
    return List.of(points, new RendezvousService(RendezvousLimits.defaults()), store);
  }

  public TestNetwork network() {
    return network;
  }

  /** The stores of all relays. */
  List<LosingStore> stores() {
    return stores;
  }

  /** The introduction services of all relays. */
  List<MaliciousIntroductions> introductions() {
    return introductions;
  }

  /** What the stores of all relays hold, also what those held that were replaced. */
  List<CountedStore> envelopes() {
    return envelopes;
  }

  /** An instance that keeps nothing. */
  public Whisper whisper() {
    return whisper(StateStore.inMemory(), application, false, ConsensusNews.NONE, untapped());
  }

  /** An instance with this state. */
  Whisper whisper(StateStore state) {
    return whisper(state, application);
  }

  /** An instance with this state that calls listeners on this application. */
  Whisper whisper(StateStore state, Executor listeners) {
    return whisper(state, listeners, true, ConsensusNews.NONE, untapped());
  }

  /** An instance with this state whose own links go through these taps. */
  public Whisper whisper(StateStore state, EndpointTaps taps) {
    ConsensusSource source = () -> Optional.of(taps.consensus());
    return whisper(state, application, true, ConsensusNews.NONE, source);
  }

  /** An instance that keeps nothing and is told this of the way to a consensus. */
  Whisper whisper(ConsensusNews news) {
    return whisper(StateStore.inMemory(), application, false, news, untapped());
  }

  private ConsensusSource untapped() {
    return () -> Optional.of(network.consensus());
  }

  private Whisper whisper(
      StateStore state,
      Executor listeners,
      boolean lasting,
      ConsensusNews news,
      ConsensusSource consensus) {
    TestEndpoint endpoint =
        network.endpoint(consensus, state.child("circuits"), CircuitSettings.defaults());
    Queue<Circuit> opened = new ConcurrentLinkedQueue<>();
    Whisper whisper =
        new Whisper(
            new Joined(
                overlay(endpoint, consensus, opened),
                news,
                endpoint.circuits(),
                new WatchedStore(state, endpoint.reactor().time(), lasting),
                listeners,
                true,
                endpoint::close));
    open.add(whisper);
    circuits.put(whisper, opened);
    places.put(whisper, endpoint);
    return whisper;
  }

  /** Ends an instance without a last word to anybody, as a process that is killed. */
  void kill(Whisper whisper) {
    open.remove(whisper);
    Objects.requireNonNull(places.get(whisper)).close();
  }

  /** Ends all circuits of an instance at their stores; answers how many those were. */
  int lose(Whisper whisper) {
    Set<ByteBuffer> bindings =
        Objects.requireNonNull(circuits.get(whisper)).stream()
            .map(circuit -> ByteBuffer.wrap(circuit.binding()))
            .collect(Collectors.toSet());
    return stores.stream().mapToInt(store -> await(store.lose(bindings))).sum();
  }

  /** The network as an endpoint that keeps nothing uses it. */
  Overlay overlay() {
    return overlay(network.endpoint(), untapped(), new ConcurrentLinkedQueue<>());
  }

  /** The same with links of its own that go through these taps. */
  public Overlay overlay(EndpointTaps taps) {
    ConsensusSource source = () -> Optional.of(taps.consensus());
    return overlay(
        network.endpoint(source, StateStore.inMemory(), CircuitSettings.defaults()),
        source,
        new ConcurrentLinkedQueue<>());
  }

  private Overlay overlay(TestEndpoint endpoint, ConsensusSource consensus, Queue<Circuit> opened) {
    return new Overlay(
        endpoint.reactor(),
        consensus,
        request ->
            endpoint
                .circuits()
                .open(request)
                .thenApply(
                    circuit -> {
                      opened.add(circuit);
                      return circuit;
                    }));
  }

  /** An endpoint of a new identity that answers every message with "got" and the message. */
  Endpoint echo() {
    Endpoint endpoint = whisper().endpoint(Identity.ephemeral());
    endpoint.onMessage(message -> message.reply(text("got " + text(message.payload()))));
    await(endpoint.published());
    return endpoint;
  }

  /**
   * Waits until nothing goes on any more: neither at the relays and the endpoints, nor on the links
   * between them, nor at the application. Only time can make anything happen then.
   */
  public void settle() {
    network.settle(() -> application.idle() && disks.idle());
  }

  /** The threads on which listeners are called, unless an instance has others. */
  CountedExecutor application() {
    return application;
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Waits, with a bound that only a hang reaches. */
  public static <T> T await(CompletionStage<T> stage) {
    return TestNetwork.await(stage.toCompletableFuture());
  }

  /** The failure of a stage that must fail. */
  static WhisperException failure(CompletionStage<?> stage) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    stage.whenComplete((done, why) -> failure.complete(why));
    Throwable why = await(failure);
    if (why instanceof CompletionException wrapped) {
      why = wrapped.getCause();
    }
    if (why instanceof WhisperException expected) {
      return expected;
    }
    throw new AssertionError("the stage did not fail as it must", why);
  }

  @Override
  public void close() {
    open.forEach(Whisper::close);
    network.close();
    application.close();
    disks.close();
    scheduler.shutdownNow();
  }
}
