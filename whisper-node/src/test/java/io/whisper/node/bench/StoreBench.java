package io.whisper.node.bench;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.core.limit.Rate;
import io.whisper.core.time.TimeSource;
import io.whisper.node.store.RocksEnvelopeStore;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.rendezvous.store.StoreLimits;
import io.whisper.rendezvous.store.StorePeers;
import io.whisper.rendezvous.store.StoreService;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one store does over the network: a relay on loopback whose shelves are on the disk, and
 * clients that put posts of 256 bytes and take them, each over links and circuits of its own. The
 * rate of a link and the price under load are out of the way.
 *
 * <p>Takes the number of posts and of clients; 20,000 and 4 otherwise, each with 4 circuits.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The end of a run is what is waited for.
public final class StoreBench {
  private static final int CIRCUITS = 4;
  private static final int PUTS_UNDERWAY = 32;
  private static final int IDS = 100;

  private final int count;
  private final int clients;
  private final SecureRandom random = new SecureRandom();

  private StoreBench(int count, int clients) {
    this.count = count;
    this.clients = clients;
  }

  /** Runs everything once and prints a line for each figure. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    int clients = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    Path directory = Files.createTempDirectory("store-bench");
    try (EnvelopeStore disk =
        RocksEnvelopeStore.open(directory, 1L << 36, TimeSource.system(scheduler))) {
      new StoreBench(count, clients).run(disk);
    } finally {
      scheduler.shutdownNow();
      delete(directory);
    }
  }

  private void run(EnvelopeStore disk) throws Exception {
    StoreLimits limits =
        new StoreLimits(
            1000, new Rate(1_000_000, 1_000_000), Duration.ofHours(3), 1000, 64L << 20, 1_000_000);
    try (TestNetwork network =
        TestNetwork.builder(1)
            .services(index -> List.of(new StoreService(limits, disk, new Alone())))
            .start()) {
      List<List<Envelope>> posts = new ArrayList<>();
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        TestEndpoint endpoint = network.endpoint();
        for (int j = 0; j < CIRCUITS; j++) {
          posts.add(posts(count / (clients * CIRCUITS)));
        }
        for (List<Envelope> each : posts.subList(i * CIRCUITS, (i + 1) * CIRCUITS)) {
          lines.add(new Putting(network, endpoint, each));
        }
      }
      int all = posts.stream().mapToInt(List::size).sum();
      print("bytes of a post", posts.get(0).get(0).size());
      print("puts a second, each on the disk", perSecond(all, measured(lines)));
      List<Line> takers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        TestEndpoint endpoint = network.endpoint();
        for (List<Envelope> each : posts.subList(i * CIRCUITS, (i + 1) * CIRCUITS)) {
          takers.add(new Taking(network, endpoint, each));
        }
      }
      print("gets a second, 100 asked for at a time", perSecond(all, measured(takers)));
    }
  }

  private static long measured(List<Line> lines) throws Exception {
    for (Line line : lines) {
      line.ready.get(60, TimeUnit.SECONDS);
    }
    long start = System.nanoTime();
    lines.forEach(Line::go);
    for (Line line : lines) {
      line.done.get(10, TimeUnit.MINUTES);
    }
    return System.nanoTime() - start;
  }

  /** Posts of one tag with the least work that a network asks for. */
  private List<Envelope> posts(int number) {
    byte[] tag = new byte[Bytes32.SIZE];
    random.nextBytes(tag);
    List<Envelope> posts = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      EnvelopeTerms terms =
          EnvelopeTerms.board(Bytes32.of(tag), Instant.now().getEpochSecond(), 3600, null);
      byte[] sealed = new byte[EnvelopeKind.BOARD.sealedSize(256)];
      random.nextBytes(sealed);
      posts.add(
          new Envelope(terms, 0, sealed)
              .worked(ProofOfWork.DEFAULT_EFFORT, random, () -> false)
              .orElseThrow());
    }
    return posts;
  }

  private static long perSecond(int number, long nanos) {
    return Math.round(number * 1e9 / nanos);
  }

  private static void print(String what, long value) {
    System.out.println(what + ": " + value);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A circuit straight to the store, and what is said on it. */
  private abstract static class Line implements CircuitListener {
    final CompletableFuture<Void> ready = new CompletableFuture<>();
    final CompletableFuture<Void> done = new CompletableFuture<>();
    final List<Envelope> posts;
    private final TestEndpoint endpoint;
    private @Nullable Circuit circuit;

    Line(TestNetwork network, TestEndpoint endpoint, List<Envelope> posts) {
      this.endpoint = endpoint;
      this.posts = posts;
      CircuitRequest request = new CircuitRequest(network.entry(0), 0, false, "bench");
      endpoint
          .reactor()
          .run(
              () ->
                  endpoint
                      .circuits()
                      .open(request)
                      .whenComplete(
                          (opened, failure) -> {
                            if (failure != null) {
                              ready.completeExceptionally(failure);
                            } else {
                              circuit = opened;
                              opened.listen(this);
                              opened();
                            }
                          }));
    }

    /** The circuit stands. */
    abstract void opened();

    /** Says the first that is measured. */
    abstract void begin();

    final void go() {
      endpoint.reactor().run(this::begin);
    }

    final void send(int command, byte[] data) {
      Objects.requireNonNull(circuit, "circuit").send(command, data);
    }

    @Override
    public void onClosed(DestroyReason reason) {
      IllegalStateException ended = new IllegalStateException("the circuit ended: " + reason);
      ready.completeExceptionally(ended);
      done.completeExceptionally(ended);
    }
  }

  private static final class Putting extends Line {
    private int next;
    private int answered;

    Putting(TestNetwork network, TestEndpoint endpoint, List<Envelope> posts) {
      super(network, endpoint, posts);
    }

    @Override
    void opened() {
      ready.complete(null);
    }

    @Override
    void begin() {
      while (next < posts.size() && next - answered < PUTS_UNDERWAY) {
        byte[] document = posts.get(next++).encode();
        PutPart.messages(DocumentKind.ENVELOPE, document)
            .forEach(message -> send(StoreCommand.PUT, message));
      }
    }

    @Override
    public void onMessage(RelayMessage message) {
      PutAnswer answer = PutAnswer.decode(message.data()).orElseThrow();
      if (answer.status() != PutAnswer.Status.STORED) {
        done.completeExceptionally(new IllegalStateException("the store answers " + answer));
      }
      answered++;
      begin();
      if (answered == posts.size()) {
        done.complete(null);
      }
    }
  }

  private static final class Taking extends Line {
    private int taken;

    Taking(TestNetwork network, TestEndpoint endpoint, List<Envelope> posts) {
      super(network, endpoint, posts);
    }

    @Override
    void opened() {
      send(StoreCommand.OPEN, OpenTag.board(posts.get(0).terms().tag()).encode());
    }

    /** Asks for the next while those before are on their way. */
    @Override
    void begin() {
      take(0);
      take(IDS);
    }

    private void take(int from) {
      if (from < posts.size()) {
        List<Envelope> batch = posts.subList(from, Math.min(from + IDS, posts.size()));
        send(StoreCommand.TAKE, new Ids(batch.stream().map(Envelope::id).toList()).encode());
      }
    }

    @Override
    public void onMessage(RelayMessage message) {
      if (message.command() == StoreCommand.OPENED) {
        ready.complete(null);
      } else {
        taken++;
        if (taken % IDS == 0) {
          take(taken + IDS);
        }
        if (taken == posts.size()) {
          done.complete(null);
        }
      }
    }
  }

  /** The peers of a store that is the only one. */
  private static final class Alone implements StorePeers {
    @Override
    public CompletableFuture<PeerCircuit> open(RelayEntry store) {
      return CompletableFuture.failedFuture(new IllegalStateException("there is no other"));
    }

    @Override
    public byte[] sign(byte[] message) {
      return message;
    }
  }
}
