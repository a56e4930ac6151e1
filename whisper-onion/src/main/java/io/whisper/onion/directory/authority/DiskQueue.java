package io.whisper.onion.directory.authority;

import io.whisper.core.state.StateException;
import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.reactor.RoleLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
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
  private boolean failing;

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

  /** The same for who does not wait for it: a failure is logged, the first of several. */
  @Override
  public void execute(Runnable task) {
    Outcome.of(
        write(task),
        (done, failure) -> {
          if (failure != null && !failing) {
            warn("the state of this authority is incomplete on disk", failure);
          }
          failing = failure != null;
        });
  }

  /**
   * Says what the disk kept from happening: in one line, with a trace only for an error of ours.
   */
  static void warn(String what, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof StateException) {
      LOG.warn("{}: {}", what, cause.getMessage());
    } else {
      LOG.warn(what, cause);
    }
  }
}
