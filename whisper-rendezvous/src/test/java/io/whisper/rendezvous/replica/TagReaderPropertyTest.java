package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever stores, circuits, the ring and the listener do, a reader gives everything that lives
 * long enough, once, and nothing else.
 */
class TagReaderPropertyTest {
  private static final Duration LONG = Duration.ofHours(12);

  @Test
  void everythingIsGivenOnceUnderLossesPushesAndChangesOfTheRing() {
    Property.holds(60, random -> new Trial(random, false).run());
  }

  @Test
  void oneOfTheReplicasMayLie() {
    Property.holds(60, random -> new Trial(random, true).run());
  }

  private static final class Trial implements TagListener {
    private static final int MOST_UNFINISHED = 6;

    private final SeededRandom random;
    private final FakeStores stores;
    private final List<FakeStore> ring;
    private final @Nullable FakeStore liar;
    private final TagReader reader;
    private final Map<Bytes32, Envelope> posts = new HashMap<>();
    private final Set<Bytes32> withdrawn = new HashSet<>();
    private final Set<Bytes32> given = new HashSet<>();
    private final Set<Bytes32> gone = new HashSet<>();
    private final Set<Bytes32> missed = new HashSet<>();
    private final Queue<CompletableFuture<Void>> unfinished = new ArrayDeque<>();
    private boolean slow;

    Trial(SeededRandom random, boolean lies) {
      this.random = random;
      this.stores = new FakeStores(random, 7);
      this.ring = new ArrayList<>(stores.all());
      this.liar = lies ? stores.ofTag().get(random.nextInt(3)) : null;
      ReaderLimits limits = new ReaderLimits(MOST_UNFINISHED, 1 << 20, 100_000, 800);
      this.reader = new TagReader(stores.replicas(), TagKey.board(FakeStores.TAG), limits);
    }

    void run() {
      if (liar != null) {
        liar.misconduct(this::lie);
      }
      boolean following = random.nextBoolean();
      if (following) {
        reader.follow(this);
      }
      for (int i = 0; i < 80; i++) {
        happen();
        if (!following && random.nextInt(5) == 0) {
          fetch(Duration.ofMinutes(1));
        }
        for (int steps = random.nextInt(5); steps > 0; steps--) {
          stores.time().advance(Duration.ofMillis(random.nextInt(4000)));
          check();
        }
      }
      settle();
      if (!following) {
        fetch(Duration.ofMinutes(5));
      }
      Set<Bytes32> expected = new HashSet<>(posts.keySet());
      expected.removeIf(id -> life(id).compareTo(LONG) < 0 || withdrawn.contains(id));
      assertThat(given).containsAll(expected);
      Set<Bytes32> taken = new HashSet<>(withdrawn);
      taken.removeIf(id -> life(id).compareTo(LONG) < 0 || !given.contains(id));
      assertThat(gone).containsAll(taken);
      reader.close();
      stores.time().advance(Duration.ofMinutes(30));
      assertThat(stores.all()).allSatisfy(store -> assertThat(store.circuits()).isEmpty());
    }

    private void happen() {
      FakeStore any = stores.ofTag().get(random.nextInt(stores.ofTag().size()));
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> post();
        case 4 -> any.dropCircuits();
        case 5 -> any.stop();
        case 6 -> stores.all().forEach(FakeStore::restart);
        case 7 -> List.copyOf(any.held().values()).forEach(any::push);
        case 8 -> withdraw();
        case 9 -> slow = random.nextBoolean();
        case 10 -> changeRing();
        default -> comeBackEmpty(any);
      }
      while (!unfinished.isEmpty() && random.nextInt(3) > 0) {
        unfinished.remove().complete(null);
      }
    }

    private void post() {
      for (int i = random.nextInt(12); i >= 0; i--) {
        boolean lasts = random.nextInt(3) > 0;
        Envelope post =
            stores.post(lasts ? Duration.ofDays(1) : Duration.ofSeconds(1 + random.nextInt(60)));
        posts.put(post.id(), post);
        FakeStore missed = random.nextInt(4) == 0 ? stores.ofTag().get(random.nextInt(3)) : null;
        for (FakeStore store : stores.ofTag()) {
          if (store != missed) {
            store.hold(post);
          }
        }
      }
    }

    private void withdraw() {
      List<Bytes32> standing = new ArrayList<>(posts.keySet());
      standing.sort(null);
      if (!standing.isEmpty()) {
        Bytes32 id = standing.get(random.nextInt(standing.size()));
        withdrawn.add(id);
        for (FakeStore store : stores.all()) {
          Envelope held = store.held().get(id);
          if (held != null) {
            store.withdraw(stores.mark(held));
          }
        }
      }
    }

    private void changeRing() {
      FakeStore other = stores.all().get(random.nextInt(stores.all().size()));
      if (ring.contains(other) && ring.size() > 4) {
        ring.remove(other);
      } else if (!ring.contains(other)) {
        ring.add(other);
      }
      stores.ring(ring);
      handOver();
    }

    private void comeBackEmpty(FakeStore store) {
      store.stop();
      store.empty();
      store.restart();
    }

    /** What stores do among themselves. */
    private void handOver() {
      for (Envelope post : posts.values()) {
        if (withdrawn.contains(post.id()) && alive(post)) {
          stores.ofTag().forEach(store -> store.withdraw(stores.mark(post)));
        }
        if (!withdrawn.contains(post.id()) && alive(post)) {
          stores.ofTag().forEach(store -> store.hold(post));
        }
      }
    }

    private void settle() {
      stores.all().forEach(FakeStore::restart);
      handOver();
      slow = false;
      for (int i = 0; i < 60; i++) {
        while (!unfinished.isEmpty()) {
          unfinished.remove().complete(null);
        }
        stores.time().advance(Duration.ofMinutes(1));
        check();
      }
    }

    private void fetch(Duration patience) {
      CompletableFuture<Fetched> fetched = reader.fetch(this);
      for (int i = 0; i < 60 && !fetched.isDone(); i++) {
        stores.time().advance(patience.dividedBy(60));
        unfinished.forEach(each -> each.complete(null));
        unfinished.clear();
        check();
      }
      for (int i = 0; i < 600 && !fetched.isDone(); i++) {
        unfinished.forEach(each -> each.complete(null));
        unfinished.clear();
        stores.time().advance(Duration.ofSeconds(1));
      }
      assertThat(fetched).isDone();
    }

    private void check() {
      for (FakeStore store : stores.all()) {
        assertThat(store.circuits().stream().filter(each -> !each.closed()).count())
            .isLessThanOrEqualTo(1);
      }
    }

    @Override
    public CompletableFuture<?> onEnvelope(Envelope envelope) {
      assertThat(posts).containsKey(envelope.id());
      assertThat(alive(envelope)).isTrue();
      assertThat(given.add(envelope.id())).as("given once").isTrue();
      CompletableFuture<Void> done = new CompletableFuture<>();
      if (slow) {
        unfinished.add(done);
        assertThat(unfinished.size()).isLessThanOrEqualTo(MOST_UNFINISHED);
      } else {
        done.complete(null);
      }
      return done;
    }

    @Override
    public void onGone(Bytes32 id) {
      assertThat(given).contains(id);
      assertThat(withdrawn).contains(id);
      assertThat(gone.add(id)).as("told once").isTrue();
    }

    @Override
    public CompletableFuture<?> onMissed(WithdrawnMark mark) {
      assertThat(given).doesNotContain(mark.id());
      assertThat(withdrawn).contains(mark.id());
      assertThat(missed.add(mark.id())).as("told once").isTrue();
      return CompletableFuture.completedFuture(null);
    }

    private boolean alive(Envelope envelope) {
      return envelope.terms().expires() > stores.time().now().getEpochSecond();
    }

    private Duration life(Bytes32 id) {
      Envelope post = posts.get(id);
      return Duration.ofSeconds(post == null ? 0 : post.terms().ttlSeconds());
    }

    /** Now and then something else than what was asked for. */
    private boolean lie(FakeStoreCircuit circuit, int command, byte[] data) {
      if (random.nextInt(4) > 0) {
        return false;
      }
      Envelope foreign = stores.post(Bytes32.fromHex("11".repeat(32)), LONG, 256);
      Envelope expired = stores.post(Duration.ofSeconds(1));
      switch (random.nextInt(10)) {
        case 8 -> forge(circuit);
        case 0 -> FakeStore.give(circuit, StoreCommand.TAKEN, foreign.encode());
        case 1 -> FakeStore.give(circuit, StoreCommand.PUSHED, foreign.encode());
        case 2 -> FakeStore.give(circuit, StoreCommand.PUSHED, random.bytes(400));
        case 3 -> circuit.answer(command + 1, random.bytes(random.nextInt(100)));
        case 4 -> circuit.answer(StoreCommand.LISTED, phantoms().encode());
        case 5 -> {
          if (command == StoreCommand.TAKE) {
            Ids.decode(data)
                .orElseThrow()
                .ids()
                .forEach(id -> circuit.answer(StoreCommand.TAKEN, Given.gone(id).encode()));
          }
        }
        case 6 -> posts.keySet().forEach(id -> gone(circuit, id));
        case 7 ->
            stores
                .time()
                .after(
                    Duration.ofSeconds(2),
                    () -> {
                      posts.put(expired.id(), expired);
                      FakeStore.give(circuit, StoreCommand.PUSHED, expired.encode());
                    });
        default -> {
          // No answer.
        }
      }
      return true;
    }

    /** A mark with a key that is not the one. */
    private void forge(FakeStoreCircuit circuit) {
      List<Envelope> standing = new ArrayList<>(posts.values());
      standing.sort(Comparator.comparing(Envelope::id));
      if (!standing.isEmpty()) {
        Envelope post = standing.get(random.nextInt(standing.size()));
        WithdrawnMark forged = WithdrawnMark.of(post, Bytes32.of(random.bytes(32)));
        circuit.answer(StoreCommand.PUSHED, Given.withdrawn(forged).encode());
      }
    }

    private static void gone(FakeStoreCircuit circuit, Bytes32 id) {
      circuit.answer(StoreCommand.PUSHED, Given.gone(id).encode());
    }

    private Listed phantoms() {
      List<Listed.Entry> entries = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        long expires = stores.time().now().getEpochSecond() + random.nextInt(100_000);
        entries.add(new Listed.Entry(Bytes32.of(random.bytes(32)), expires));
      }
      entries.sort((one, two) -> one.id().compareTo(two.id()));
      return new Listed(entries, random.nextBoolean());
    }
  }
}
