package io.whisper.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

class GroupSyncTest {
  private final AtomicInteger syncs = new AtomicInteger();

  @Test
  void nothingIsSyncedTwice() throws Exception {
    GroupSync group = new GroupSync(syncs::incrementAndGet);
    group.await(group.last());
    assertThat(syncs).hasValue(0);
    group.wrote();
    group.await(group.last());
    group.await(group.last());
    assertThat(syncs).hasValue(1);
  }

  @Test
  void whatIsWrittenDuringASyncWaitsForTheNextOneTogether() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    GroupSync group =
        new GroupSync(
            () -> {
              if (syncs.incrementAndGet() == 1) {
                await(first);
              }
            });
    group.wrote();
    CompletableFuture<Void> one = waiting(group, 1);
    Awaitility.await().until(() -> syncs.get() == 1);
    List<CompletableFuture<Void>> later = new ArrayList<>();
    for (int i = 2; i <= 9; i++) {
      group.wrote();
      later.add(waiting(group, i));
    }
    assertThat(later).noneMatch(CompletableFuture::isDone);
    first.countDown();
    one.get(30, TimeUnit.SECONDS);
    for (CompletableFuture<Void> each : later) {
      each.get(30, TimeUnit.SECONDS);
    }
    assertThat(syncs).hasValue(2);
  }

  @Test
  void failedSyncFailsEverythingThatItWasForAndAllLater() {
    GroupSync group =
        new GroupSync(
            () -> {
              throw new RocksDBException("no disk");
            });
    group.wrote();
    assertThatThrownBy(() -> group.await(1)).hasMessage("no disk");
    group.wrote();
    assertThatThrownBy(() -> group.await(2)).hasMessage("no disk");
  }

  private static CompletableFuture<Void> waiting(GroupSync group, long number) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            group.await(number);
          } catch (RocksDBException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
