package io.whisper.onion.reactor;

/**
 * The size of a {@link ReactorPool}.
 *
 * @param loops event loops, 1 to 1,024; a role uses one of them
 * @param workers threads for public-key work, 1 to 1,024
 * @param queuedWork how many computations may wait or run before {@link Reactor#compute} refuses
 *     more, 1 to 1,000,000
 * @param transport how the loops wait for their sockets
 */
public record ReactorPoolOptions(int loops, int workers, int queuedWork, IoTransport transport) {

  private static final int MAX_THREADS = 1024;
  private static final int MAX_QUEUED = 1_000_000;

  /** Checks the ranges. */
  public ReactorPoolOptions {
    check("loops", loops, MAX_THREADS);
    check("workers", workers, MAX_THREADS);
    check("queuedWork", queuedWork, MAX_QUEUED);
  }

  /** One loop and one worker for each processor, 4,096 computations, the best transport. */
  public static ReactorPoolOptions defaults() {
    int processors = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    return new ReactorPoolOptions(processors, processors, 4096, IoTransport.AUTO);
  }

  /** The same with this number of event loops. */
  public ReactorPoolOptions withLoops(int value) {
    return new ReactorPoolOptions(value, workers, queuedWork, transport);
  }

  /** The same with this number of worker threads. */
  public ReactorPoolOptions withWorkers(int value) {
    return new ReactorPoolOptions(loops, value, queuedWork, transport);
  }

  /** The same with this bound for waiting and running computations. */
  public ReactorPoolOptions withQueuedWork(int value) {
    return new ReactorPoolOptions(loops, workers, value, transport);
  }

  /** The same with this transport. */
  public ReactorPoolOptions withTransport(IoTransport value) {
    return new ReactorPoolOptions(loops, workers, queuedWork, value);
  }

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 1 to " + max);
    }
  }
}
