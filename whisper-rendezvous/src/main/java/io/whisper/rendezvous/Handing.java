package io.whisper.rendezvous;

import io.whisper.core.state.StateException;
import io.whisper.core.time.Cancellable;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.reception.Receipt;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way to the application's listener, and the answer that its sender gets: the
 * moment the listener replied or returned, after 2 seconds at the latest, and never that the
 * message is taken when it is not.
 */
final class Handing {
  private static final Logger LOG = LoggerFactory.getLogger(Handing.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration LITTLE = Duration.ofMillis(100);

  private enum Stage {
    /** The executor has not come to it. */
    WAITING,
    /** The executor is looking whether it was handed before. */
    CLAIMED,
    /** The listener has it, now or before. */
    HANDED,
    /** It is let go, and the sender told. */
    DROPPED
  }

  private final Overlay overlay;
  private final Receipt answering;
  private final Supplier<Admission> memory;
  private final Runnable listener;
  private final Runnable done;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
  private @Nullable Cancellable patience;

  /**
   * A message to be handed.
   *
   * @param memory notes that it is handed now, unless it was before; called on the executor
   * @param listener calls the listener; called on the executor, unless it had the message before
   * @param done called on the loop at the end
   */
  Handing(
      Overlay overlay,
      Receipt answering,
      Supplier<Admission> memory,
      Runnable listener,
      Runnable done) {
    this.overlay = overlay;
    this.answering = answering;
    this.memory = memory;
    this.listener = listener;
    this.done = done;
  }

  /** Begins; on the loop. */
  void begin(SerialExecutor order) {
    patience = overlay.time().after(PATIENCE, this::timeUp);
    order.execute(this::run);
  }

  private void run() {
    if (!stage.compareAndSet(Stage.WAITING, Stage.CLAIMED)) {
      return;
    }
    Admission admission = null;
    try {
      admission = memory.get();
    } catch (StateException unwritten) {
      LOG.debug("a message is refused", unwritten);
    } catch (RuntimeException failure) {
      LOG.warn("a message cannot be handed", failure);
    } finally {
      if (admission == null) {
        drop(answering::refused);
      }
    }
    if (admission == null) {
      return;
    }
    if (admission == Admission.FULL) {
      drop(answering::noRoom);
      return;
    }
    stage.set(Stage.HANDED);
    try {
      if (admission == Admission.NEW) {
        listener.run();
      }
    } catch (RuntimeException failure) {
      LOG.warn("the application's message listener failed", failure);
    } finally {
      // An Error goes on to whoever runs the executor; the message is handed all the same.
      overlay
          .reactor()
          .execute(
              () -> {
                answering.taken();
                end();
              });
    }
  }

  private void drop(Runnable answer) {
    stage.set(Stage.DROPPED);
    overlay
        .reactor()
        .execute(
            () -> {
              answer.run();
              end();
            });
  }

  private void timeUp() {
    if (stage.compareAndSet(Stage.WAITING, Stage.DROPPED)) {
      answering.refused();
      end();
    } else if (stage.get() == Stage.HANDED) {
      answering.taken();
    } else if (stage.get() == Stage.CLAIMED) {
      patience = overlay.time().after(LITTLE, this::timeUp);
    }
  }

  private void end() {
    if (patience != null) {
      patience.cancel();
    }
    done.run();
  }
}
