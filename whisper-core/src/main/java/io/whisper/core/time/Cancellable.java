package io.whisper.core.time;

/** A task that has been asked for and may still be called off. */
@FunctionalInterface
public interface Cancellable {
  /** Calls the task off; without effect once it has begun or was called off before. */
  void cancel();
}
