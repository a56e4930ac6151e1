package io.whisper.rendezvous.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.reactor.ReactorPoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("FutureReturnValueIgnored") // The last of them completes behind the others.
class KeptFilesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final VirtualTime time = new VirtualTime();
  private final ReactorPool pool =
      ReactorPool.create(
          ReactorPoolOptions.defaults().withLoops(1).withWorkers(1).withQueuedWork(1));
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withPool(pool).withTime(time));
  private final CountDownLatch busy = new CountDownLatch(1);
  private final List<byte[]> encoded = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    busy.countDown();
    reactor.close();
    pool.close();
  }

  /** One byte that says which it is, and one that says which version of it. */
  private record Thing(int number, int version, List<byte[]> encodings) implements Kept {
    @Override
    public String name() {
      return String.valueOf(number);
    }

    @Override
    public byte[] encode() {
      byte[] bytes = {(byte) number, (byte) version};
      encodings.add(bytes);
      return bytes;
    }
  }

  private Optional<Thing> decode(byte[] bytes) {
    return bytes.length == 2
        ? Optional.of(new Thing(bytes[0], bytes[1], encoded))
        : Optional.empty();
  }

  @Test
  void whatIsOverByTheClockHereIsLoadedAndStaysUntilItIsForgotten() {
    StateStore state = StateStore.inMemory();
    KeptFiles<Thing> files = files(state);
    await(() -> files.keep(thing(1, 1)));
    time.advance(Duration.ofDays(365));
    assertThat(await(() -> files(state).load())).containsExactly(thing(1, 1));
    assertThat(await(() -> files(state).load())).containsExactly(thing(1, 1));
    await(() -> files.forget(thing(1, 1)));
    assertThat(await(() -> files(state).load())).isEmpty();
    assertThat(state.logs()).isEmpty();
  }

  @Test
  void whatCannotBeReadStaysAndKeepsNothingElseFromBeingRead() throws Exception {
    Path newer = directory.resolve("thing-2.log");
    Path damaged = directory.resolve("thing-3.log");
    try (StateStore state = StateStore.directory(directory)) {
      await(() -> files(state).keep(thing(1, 1)));
      state.replaceRecords("thing-2", List.of(new byte[100]));
      state.replaceRecords("thing-4", List.of());
      Files.write(damaged, new byte[100]);
      assertThat(await(() -> files(state).load())).containsExactly(thing(1, 1));
      assertThat(newer).exists();
      assertThat(damaged).exists();
      assertThat(state.logs()).hasSize(4);
    }
  }

  @Test
  void workersThatHaveTooMuchToDoAreAskedAgainAndTheLastVersionIsWritten() {
    StateStore state = StateStore.inMemory();
    KeptFiles<Thing> files = files(state);
    fillWorkers();
    CompletableFuture<Void> first = begin(() -> files.keep(thing(1, 1)));
    CompletableFuture<Void> second = begin(() -> files.keep(thing(1, 2)));
    CompletableFuture<Void> other = begin(() -> files.keep(thing(2, 1)));
    CompletableFuture<Void> forgotten = begin(() -> files.forget(thing(2, 1)));
    waitsForWorkers();
    assertThat(first).isNotDone();
    assertThat(state.logs()).isEmpty();

    busy.countDown();
    passUntilDone(forgotten);
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(other).isCompleted();
    assertThat(await(() -> files(state).load())).containsExactly(thing(1, 2));
    assertThat(encoded).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
  }

  @Test
  void whatWasLeftIsKnownHoweverMuchTheWorkersHaveToDo() {
    StateStore state = StateStore.inMemory();
    await(() -> files(state).keep(thing(1, 1)));
    fillWorkers();
    CompletableFuture<List<Thing>> loaded = begin(() -> files(state).load());
    waitsForWorkers();
    assertThat(loaded).isNotDone();
    busy.countDown();
    passUntilDone(loaded);
    assertThat(loaded).isCompletedWithValue(List.of(thing(1, 1)));
  }

  @Test
  void whatTheDiskDoesNotTakeIsSaidAndWipedAndWhatFollowsIsWritten() {
    FaultyDisk disk = new FaultyDisk();
    KeptFiles<Thing> files = files(disk);
    disk.full(true);
    assertThatThrownBy(() -> await(() -> files.keep(thing(1, 1))))
        .hasRootCauseInstanceOf(StateException.class);
    assertThat(encoded).hasSize(1).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    await(files::idle);
    disk.full(false);
    await(() -> files.keep(thing(1, 2)));
    assertThat(await(() -> files(disk).load())).containsExactly(thing(1, 2));
  }

  /** The one worker has something to do, and no place is left in its queue. */
  private void fillWorkers() {
    CountDownLatch begun = new CountDownLatch(1);
    Supplier<Boolean> work =
        () -> {
          begun.countDown();
          return await(busy);
        };
    // Whoever had the place before gives it back only behind the end of its work.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !reactor.compute(work).isCompletedExceptionally());
    await(begun);
  }

  /** What was refused is to be tried again after a while. */
  private void waitsForWorkers() {
    Awaitility.await().atMost(PATIENCE).until(() -> time.pending() > 0);
  }

  private void passUntilDone(CompletableFuture<?> done) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              time.advance(Duration.ofMillis(100));
              return done.isDone();
            });
  }

  private KeptFiles<Thing> files(StateStore state) {
    return new KeptFiles<>(reactor, state, "thing-", this::decode);
  }

  private Thing thing(int number, int version) {
    return new Thing(number, version, encoded);
  }

  private <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> question) {
    return reactor.call(question).thenCompose(answer -> answer);
  }

  private <T> T await(Supplier<CompletableFuture<T>> question) {
    return begin(question).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
