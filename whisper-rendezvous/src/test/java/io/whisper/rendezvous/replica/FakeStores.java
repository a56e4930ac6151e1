package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A network of nothing but {@link FakeStore}s, in the thread of the test. */
final class FakeStores {
  /** The tag of the board that tests read and write. */
  static final Bytes32 TAG = Bytes32.fromHex("80".repeat(32));

  private final VirtualLoop loop;
  private final List<FakeStore> all = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final Map<Bytes32, Bytes32> keys = new HashMap<>();
  private Optional<Consensus> consensus = Optional.empty();
  private NetworkParameters parameters =
      NetworkParameters.STANDARD.with(NetworkParameter.MINIMUM_WORK, 0);

  FakeStores(SeededRandom random, int count) {
    this.loop = new VirtualLoop(random);
    for (int i = 0; i < count; i++) {
      Bytes32 place = Bytes32.of(random.bytes(32));
      all.add(new FakeStore(loop, Relays.entry(place, place, Set.of(RelayFlag.STORE))));
    }
    ring(all);
  }

  VirtualLoop loop() {
    return loop;
  }

  VirtualTime time() {
    return loop.time();
  }

  SeededRandom random() {
    return loop.random();
  }

  List<FakeStore> all() {
    return all;
  }

  /** The lengths of all circuits that were asked for. */
  List<Integer> lengths() {
    return lengths;
  }

  /** Sets what the network asks for, and what it takes of what it asked less for. */
  void work(long minimum, long accepted) {
    parameters =
        NetworkParameters.STANDARD
            .with(NetworkParameter.MINIMUM_WORK, minimum)
            .with(NetworkParameter.ACCEPTED_WORK, accepted);
    ring(all);
  }

  /** Makes a consensus with these stores the live one. */
  void ring(List<FakeStore> stores) {
    consensus =
        Optional.of(
            ConsensusBuilder.ofAuthorities(1, loop.random())
                .parameters(parameters)
                .relays(stores.stream().map(FakeStore::entry).toList())
                .validAfter(VirtualTime.START)
                .build());
  }

  /** Nothing is known of the network any more. */
  void noConsensus() {
    consensus = Optional.empty();
  }

  /** The stores as an endpoint sees them. */
  Replicas replicas() {
    return new Replicas(
        loop, () -> consensus, new HopRange(1, 3), (store, hops, why) -> open(store, hops));
  }

  /** The replicas of {@link #TAG}, nearest first. */
  List<FakeStore> ofTag() {
    return replicas().of(TAG).stream().map(entry -> store(entry.identity())).toList();
  }

  FakeStore store(Bytes32 identity) {
    return all.stream().filter(each -> each.identity().equals(identity)).findFirst().orElseThrow();
  }

  private CompletableFuture<StoreCircuit> open(RelayEntry entry, int hops) {
    lengths.add(hops);
    FakeStore store = store(entry.identity());
    CompletableFuture<StoreCircuit> opened = new CompletableFuture<>();
    loop.time()
        .after(
            Duration.ofMillis(loop.random().nextInt(1, 200)),
            () -> {
              if (store.up()) {
                opened.complete(store.connect());
              } else {
                opened.completeExceptionally(new IllegalStateException("the store is down"));
              }
            });
    return opened;
  }

  /** A post on the board that lives for so long, without work; with a key to withdraw it. */
  Envelope post(Duration life) {
    return post(TAG, life, 256);
  }

  /** The same with work of that effort. */
  Envelope paid(Duration life, long effort) {
    return post(life).worked(effort, random(), () -> false).orElseThrow();
  }

  Envelope post(Bytes32 tag, Duration life, int payload) {
    int ttl = (int) life.toSeconds();
    long expires = time().now().getEpochSecond() + ttl;
    byte[] key = random().bytes(WithdrawalKey.SIZE);
    Bytes32 withdrawal = WithdrawalKey.commitment(key);
    Envelope post =
        new Envelope(
            new EnvelopeTerms(EnvelopeKind.BOARD, tag, expires, ttl, withdrawal),
            0,
            random().bytes(EnvelopeKind.BOARD.sealedSize(payload)));
    keys.put(post.id(), Bytes32.of(key));
    return post;
  }

  /** What withdraws a post that was made here. */
  Bytes32 key(Envelope post) {
    return Objects.requireNonNull(keys.get(post.id()));
  }

  /** What shows that a post that was made here was withdrawn. */
  WithdrawnMark mark(Envelope post) {
    return WithdrawnMark.of(post, key(post));
  }
}
