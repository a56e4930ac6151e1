package io.whisper.onion.directory.authority;

import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.reactor.RoleLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the disk, one after the other on the workers, in the order in which they were asked;
 * when a disk stands still, what comes on top of {@value #MAX_WAITING} fails. Confined to the loop.
 */
final class DiskQueue implements Executor {
  /** Writes that may wait: a round makes far less. */
  static final int MAX_WAITING = 256;

  private static final Logger LOG = LoggerFactory.getLogger(DiskQueue.class);

  private final RoleLoop context;
  private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);
  private int waiting;

  DiskQueue(RoleLoop context) {
    this.context = context;
  }

  /** Writes after all that was asked before; completes on the loop when it is done. */
  CompletableFuture<Boolean> write(Runnable task) {
    if (waiting == MAX_WAITING) {
      return CompletableFuture.failedFuture(
          new IllegalStateException(MAX_WAITING + " writes wait for the disk already"));
    }
    waiting++;
    last =
        last.handle((done, failure) -> true)
            .thenCompose(
                before ->
                    context.compute(
                        () -> {
                          task.run();
                          return true;
                        }))
            .whenComplete((done, failure) -> waiting--);
    return last;
  }

  /** The same for who does not wait for it: a failure is logged. */
  @Override
  public void execute(Runnable task) {
    Outcome.of(
        write(task),
        (done, failure) -> {
          if (failure != null) {
            LOG.warn("the state of this authority cannot be written", failure);
          }
        });
  }
}
