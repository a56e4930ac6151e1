package io.whisper.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.testkit.EchoService;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.Fetched;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.ReaderLimits;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.StoreException;
import io.whisper.rendezvous.replica.TagKey;
import io.whisper.rendezvous.replica.TagReader;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Writing;
import io.whisper.rendezvous.replica.Written;
import io.whisper.rendezvous.store.StoreLimits;
import io.whisper.rendezvous.store.StorePeers;
import io.whisper.rendezvous.store.StoreService;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store on a disk, serving a network, to which happens what may happen to a store: what it cannot
 * take is refused in words for its sender, and nothing else at the relay is disturbed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The answer within the answer is waited for.
class HurtStoreTest {
  private static final int HOUR = 3600;
  private static final long QUOTA = 64L << 20;
  private static final Bytes32 TAG = Bytes32.fromHex("42".repeat(32));
  private static final Bytes32 OTHER_TAG = Bytes32.fromHex("77".repeat(32));

  @TempDir private Path directory;

  private final SecureRandom random = new SecureRandom();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(0);
  private final SkewedTime clock = new SkewedTime(TimeSource.system(scheduler));
  private final AtomicLong spaceOnDisk = new AtomicLong(Long.MAX_VALUE);
  private EnvelopeStore disk;
  private TestNetwork network;
  private Person person;
  private Line endsThere;
  private Line passesThrough;

  /** The first relay is the only store and the only guard, so that all circuits lead over it. */
  @BeforeEach
  void start() {
    disk = RocksEnvelopeStore.open(new StorePlace(directory, spaceOnDisk::get), QUOTA, clock);
    StoreService service = new StoreService(StoreLimits.defaults(), disk, new Alone());
    network =
        TestNetwork.builder(4)
            .services(index -> index == 0 ? List.of(new SkewedService(service, clock)) : List.of())
            .listing(HurtStoreTest::listed)
            .start();
    person = new Person(network.endpoint());
    endsThere = person.line(0, 0);
    passesThrough = person.line(1, 1);
    assertThat(person.stored(worked(TAG))).isTrue();
  }

  private static RelayEntry listed(int index, RelayEntry entry) {
    Set<RelayFlag> flags =
        index == 0 ? EnumSet.allOf(RelayFlag.class) : Set.of(RelayFlag.INTRODUCTION);
    return new RelayEntry(entry.target(), Set.of(), flags, 1, entry.ringPlace());
  }

  @AfterEach
  void stop() {
    network.close();
    disk.close();
    scheduler.shutdownNow();
  }

  @Test
  void whatIsOutOfItsTimeIsRefusedInWords() {
    long now = now();
    assertThat(person.refusal(envelope(TAG, now + HOUR + 125, HOUR)))
        .contains("comes from the future")
        .contains("the clocks differ");
    // A writer whose clock is right puts nothing that has expired.
    Line line = person.line(0, 0);
    byte[] expired = worked(envelope(TAG, now - 1, HOUR)).encode();
    PutPart.messages(DocumentKind.ENVELOPE, expired)
        .forEach(each -> line.send(StoreCommand.PUT, each));
    assertThat(PutAnswer.decode(line.answer()).orElseThrow().status())
        .isEqualTo(PutAnswer.Status.EXPIRED);
    int tooLong = EnvelopeTerms.MAX_TTL_SECONDS + 1;
    assertThat(person.refusal(envelope(TAG, now + HOUR, tooLong)))
        .contains("lives longer than 14 days");
    assertUndisturbed();
  }

  @Test
  void aStoreWhoseClockIsWrongSaysThatTheClocksDiffer() {
    clock.skew(Duration.ofSeconds(-110));
    assertThat(person.stored(worked(TAG))).isTrue();
    clock.skew(Duration.ofSeconds(-125));
    assertThat(person.refusal(worked(TAG))).contains("the clocks differ");
    clock.skew(Duration.ofHours(2));
    assertThat(person.refusal(worked(TAG)))
        .isEqualTo("stores say that its time is up: the clocks differ");
    clock.skew(Duration.ZERO);
    assertUndisturbed();
  }

  @Test
  void tooLittleWorkIsRefusedWithWhatIsAskedFor() {
    Envelope lazy = envelope(TAG, now() + HOUR, HOUR);
    while (lazy.rank() >= ProofOfWork.DEFAULT_EFFORT) {
      lazy = envelope(TAG, now() + HOUR, HOUR);
    }
    assertThat(person.refusal(lazy, 0))
        .isEqualTo(
            "stores ask for a proof of work of 200000 now, which is more than is done for it");
    assertUndisturbed();
  }

  @Test
  void whatIsTooLargeOrNothingThatAStoreKnowsIsRefused() {
    byte[] largest = new byte[Part.MAX_TOTAL];
    Line line = person.line(0, 0);
    PutPart.messages(DocumentKind.ENVELOPE, largest)
        .forEach(each -> line.send(StoreCommand.PUT, each));
    assertThat(PutAnswer.decode(line.answer()).orElseThrow().status())
        .isEqualTo(PutAnswer.Status.MALFORMED);

    Line larger = person.line(0, 0);
    byte[] part =
        ByteWriter.growing()
            .u8(DocumentKind.ENVELOPE.code())
            .u32(Part.MAX_TOTAL + 1)
            .u32(0)
            .bytes(new byte[Part.SIZE])
            .toByteArray();
    larger.send(StoreCommand.PUT, part);
    assertThat(TestNetwork.await(larger.end)).isEqualTo(DestroyReason.PROTOCOL);
    assertUndisturbed();
  }

  @Test
  void aFullDiskTakesNothingUntilThereIsRoomAndGivesOutWhatItHas() {
    spaceOnDisk.set(0);
    CompletableFuture<Written> refused = new CompletableFuture<>();
    Writing waiting = person.put(worked(TAG), ProofOfWork.DEFAULT_EFFORT, refused);
    assertThat(TestNetwork.await(refused).reason()).isEqualTo("stores cannot write");
    assertThat(person.fetch(TAG).given()).isEqualTo(1);
    assertThat(waiting.written()).isNotDone();
    assertThat(endsThere.echoes()).isTrue();
    assertThat(passesThrough.echoes()).isTrue();

    spaceOnDisk.set(Long.MAX_VALUE);
    assertThat(TestNetwork.await(waiting.written()).stored()).isEqualTo(1);
    assertUndisturbed();
  }

  @Test
  void aDamagedFileOfTheRunningStoreCostsWhatIsInIt() throws Exception {
    stopServing();
    fill();
    start();
    damageLargestFile();
    assertThatThrownBy(() -> person.fetch(TAG)).isInstanceOf(StoreException.class);
    assertThat(person.fetch(OTHER_TAG).given()).isEqualTo(1);
    assertThat(person.stored(worked(TAG))).isTrue();
    assertUndisturbed();
  }

  private void stopServing() {
    network.close();
    disk.close();
  }

  /** Fills the files, and not only their log, with posts, the first of which come first. */
  private void fill() {
    for (int round = 0; round < 2; round++) {
      try (EnvelopeStore store = RocksEnvelopeStore.open(directory, QUOTA, clock)) {
        for (int i = 0; i < 60 && round == 0; i++) {
          EnvelopeTerms terms = EnvelopeTerms.board(TAG, now(), HOUR, null);
          byte[] sealed = new byte[EnvelopeKind.BOARD.sealedSize(16_384)];
          random.nextBytes(sealed);
          Envelope large = worked(new Envelope(terms, 0, sealed));
          assertThat(store.put(large.stored()).neededRank()).isZero();
        }
        if (round == 0) {
          store.put(worked(OTHER_TAG).stored());
        }
        assertThat(store.list(Shelf.BOARD, TAG, Bytes32.ZERO, 100)).hasSizeGreaterThan(60);
      }
    }
  }

  private void damageLargestFile() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("files"))) {
      Path largest =
          files
              .filter(file -> file.toString().endsWith(".sst"))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      try (RandomAccessFile file = new RandomAccessFile(largest.toFile(), "rw")) {
        file.seek(5_000);
        file.write(new byte[64]);
      }
    }
  }

  /** Circuits that were there before are there, other tags are served, and so is this one. */
  private void assertUndisturbed() {
    assertThat(endsThere.echoes()).isTrue();
    assertThat(passesThrough.echoes()).isTrue();
    assertThat(endsThere.end).isNotDone();
    assertThat(passesThrough.end).isNotDone();
    Bytes32 tag = Bytes32.fromHex("99".repeat(32));
    assertThat(person.stored(worked(tag))).isTrue();
    assertThat(person.fetch(tag).given()).isEqualTo(1);
  }

  private long now() {
    return Instant.now().getEpochSecond();
  }

  private Envelope worked(Bytes32 tag) {
    return worked(envelope(tag, now() + HOUR, HOUR));
  }

  private Envelope worked(Envelope envelope) {
    return envelope.worked(ProofOfWork.DEFAULT_EFFORT, random, () -> false).orElseThrow();
  }

  private Envelope envelope(Bytes32 tag, long expires, int ttl) {
    byte[] sealed = new byte[EnvelopeKind.BOARD.sealedSize(256)];
    random.nextBytes(sealed);
    return new Envelope(
        new EnvelopeTerms(EnvelopeKind.BOARD, tag, expires, ttl, null), random.nextLong(), sealed);
  }

  /** Somebody who uses the store over circuits straight to it. */
  private final class Person {
    private final TestEndpoint endpoint;
    private final Replicas replicas;
    private final TagWriter writer;

    Person(TestEndpoint endpoint) {
      this.endpoint = endpoint;
      Overlay overlay =
          new Overlay(
              endpoint.reactor(),
              () -> Optional.of(network.consensus()),
              request -> endpoint.circuits().open(request));
      this.replicas = Replicas.on(overlay, new HopRange(0, 0));
      this.writer = new TagWriter(replicas, new ProofSearch(endpoint.reactor()));
    }

    Writing put(Envelope envelope, long effort, CompletableFuture<Written> refused) {
      WriteTerms terms = new WriteTerms(effort, effort, Instant.now().plusSeconds(HOUR));
      return TestNetwork.await(
          endpoint
              .reactor()
              .call(() -> writer.put(envelope, terms, stored -> {}, refused::complete)));
    }

    boolean stored(Envelope envelope) {
      Writing writing = put(envelope, ProofOfWork.DEFAULT_EFFORT, new CompletableFuture<>());
      return TestNetwork.await(writing.written()).stored() == 1;
    }

    String refusal(Envelope envelope) {
      return refusal(worked(envelope), ProofOfWork.DEFAULT_EFFORT);
    }

    /** What its sender is told of an envelope that is not taken. */
    String refusal(Envelope envelope, long effort) {
      CompletableFuture<Written> refused = new CompletableFuture<>();
      Writing writing = put(envelope, effort, refused);
      String words = TestNetwork.await(refused).reason();
      endpoint.reactor().run(writing::cancel);
      return words;
    }

    Fetched fetch(Bytes32 tag) {
      return TestNetwork.await(
          endpoint
              .reactor()
              .call(
                  () ->
                      new TagReader(replicas, TagKey.board(tag), ReaderLimits.defaults())
                          .fetch(envelope -> CompletableFuture.completedFuture(null)))
              .thenCompose(fetched -> fetched));
    }

    /** A circuit to the relay with that number. */
    Line line(int relay, int hops) {
      CircuitRequest request = new CircuitRequest(network.entry(relay), hops, false, "test");
      Circuit circuit =
          TestNetwork.await(
              endpoint
                  .reactor()
                  .call(() -> endpoint.circuits().open(request))
                  .thenCompose(opened -> opened));
      Line line = new Line(endpoint, circuit);
      TestNetwork.await(
          endpoint
              .reactor()
              .call(
                  () -> {
                    circuit.listen(line);
                    return true;
                  }));
      return line;
    }
  }

  /** A circuit that stays open. */
  private static final class Line implements CircuitListener {
    private final TestEndpoint endpoint;
    private final Circuit circuit;
    private final CompletableFuture<DestroyReason> end = new CompletableFuture<>();
    private volatile CompletableFuture<byte[]> answer = new CompletableFuture<>();

    Line(TestEndpoint endpoint, Circuit circuit) {
      this.endpoint = endpoint;
      this.circuit = circuit;
    }

    void send(int command, byte[] data) {
      endpoint.reactor().run(() -> circuit.send(command, data));
    }

    byte[] answer() {
      return TestNetwork.await(answer);
    }

    boolean echoes() {
      answer = new CompletableFuture<>();
      send(EchoService.ECHO, new byte[] {1, 2, 3});
      return answer().length == 3;
    }

    @Override
    public void onMessage(RelayMessage message) {
      answer.complete(message.data());
    }

    @Override
    public void onClosed(DestroyReason reason) {
      end.complete(reason);
    }
  }

  /** The peers of a store that reaches no other one. */
  private static final class Alone implements StorePeers {
    @Override
    public CompletableFuture<PeerCircuit> open(RelayEntry store) {
      return CompletableFuture.failedFuture(new IllegalStateException("no circuits"));
    }

    @Override
    public byte[] sign(byte[] message) {
      return message;
    }
  }
}
