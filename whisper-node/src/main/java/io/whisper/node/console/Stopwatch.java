package io.whisper.node.console;

/** The time that has passed since it was started, as steps report it. */
public final class Stopwatch {
  private final long start = System.nanoTime();

  /** Milliseconds since the start. */
  public long millis() {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
