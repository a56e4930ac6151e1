package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.testkit.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The board of {@link FakeStores#TAG} with those who read it. */
final class ReadTag {
  /** Longer than it takes to open circuits and to read what there is. */
  static final Duration WHILE = Duration.ofSeconds(10);

  private final FakeStores stores = new FakeStores(new SeededRandom(12), 9);
  private final List<FakeStore> replicas = stores.ofTag();
  private final Readership readers = new Readership();

  FakeStores stores() {
    return stores;
  }

  /** The stores that have it, nearest first. */
  List<FakeStore> replicas() {
    return replicas;
  }

  /** Who hears what {@link #fetch} and {@link #follow} give. */
  Readership readers() {
    return readers;
  }

  TagReader reader(ReaderLimits limits) {
    return new TagReader(stores.replicas(), TagKey.board(FakeStores.TAG), limits);
  }

  /** Reads what there is. */
  CompletableFuture<Fetched> fetch(TagReader by) {
    CompletableFuture<Fetched> fetched = by.fetch(readers);
    stores.time().advance(WHILE);
    return fetched;
  }

  /** Reads what there is and what comes. */
  void follow(TagReader by) {
    by.follow(readers);
    stores.time().advance(WHILE);
  }

  /** New posts, held by all replicas. */
  List<Envelope> everywhere(int count, Duration life) {
    List<Envelope> posts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Envelope post = stores.post(life);
      posts.add(post);
      replicas.forEach(store -> store.hold(post));
    }
    return posts;
  }

  /** How many circuits to a store are open. */
  static int open(FakeStore store) {
    return (int) store.circuits().stream().filter(circuit -> !circuit.closed()).count();
  }

  static List<Bytes32> ids(List<Envelope> posts) {
    return posts.stream().map(Envelope::id).toList();
  }
}
