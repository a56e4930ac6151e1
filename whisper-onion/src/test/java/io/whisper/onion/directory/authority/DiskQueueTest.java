package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.directory.service.Town;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class DiskQueueTest {
  private final Town town = new Town(25);
  private final DiskQueue queue = new DiskQueue(town.context());
  private final List<Integer> written = new ArrayList<>();

  @Test
  void whatIsMoreThanMayWaitFailsAndTheOrderIsKept() {
    for (int i = 0; i < DiskQueue.MAX_WAITING; i++) {
      int number = i;
      queue.execute(() -> written.add(number));
    }
    CompletableFuture<Boolean> more = queue.write(() -> written.add(-1));
    assertThat(more).isCompletedExceptionally();
    town.time().advance(Duration.ofSeconds(1));
    assertThat(written).hasSize(DiskQueue.MAX_WAITING).isSorted().doesNotContain(-1);
    CompletableFuture<Boolean> later = queue.write(() -> written.add(1000));
    town.time().advance(Duration.ofSeconds(1));
    assertThat(later).isCompletedWithValue(true);
  }

  @Test
  void aWriteThatFailsMakesRoomAgain() {
    for (int i = 0; i < 2 * DiskQueue.MAX_WAITING; i++) {
      CompletableFuture<Boolean> failing =
          queue.write(
              () -> {
                throw new IllegalStateException("the disk is full");
              });
      town.time().advance(Duration.ofMillis(1));
      assertThat(failing).isCompletedExceptionally();
    }
    CompletableFuture<Boolean> later = queue.write(() -> written.add(1));
    town.time().advance(Duration.ofMillis(1));
    assertThat(later).isCompletedWithValue(true);
  }
}
