package io.whisper.onion.reactor;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.whisper.core.time.TimeSource;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * The event loops and worker threads that the roles of one process share.
 *
 * <p>Each role takes one {@link Reactor} and with it one loop, in turn; with more roles than loops
 * several roles run on one. Thread-safe.
 */
public final class ReactorPool implements AutoCloseable {

  private static final long CLOSE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup loops;
  private final Workers workers;
  private final IoTransport transport;

  private ReactorPool(ReactorPoolOptions options) {
    this.transport = options.transport().resolved();
    this.loops =
        new MultiThreadIoEventLoopGroup(
            options.loops(), new DefaultThreadFactory("whisper-loop", true), transport.handlers());
    this.workers = new Workers(options.workers(), options.queuedWork());
  }

  /** A pool of the default size. */
  public static ReactorPool create() {
    return create(ReactorPoolOptions.defaults());
  }

  /**
   * A pool of this size.
   *
   * @throws IllegalStateException when this machine cannot run the transport
   */
  public static ReactorPool create(ReactorPoolOptions options) {
    return new ReactorPool(options);
  }

  /** A reactor on the next loop, with the machine's time and randomness. */
  public Reactor reactor() {
    return Reactor.create(ReactorOptions.defaults().withPool(this));
  }

  /** A reactor on the next loop, with this time and randomness. */
  public Reactor reactor(TimeSource time, SecureRandom random) {
    return Reactor.create(new ReactorOptions(time, random, this));
  }

  /** How the loops wait for their sockets: never {@link IoTransport#AUTO}. */
  public IoTransport transport() {
    return transport;
  }

  EventLoop next() {
    return loops.next();
  }

  Workers workers() {
    return workers;
  }

  /** Ends all threads. The roles' reactors must be closed before. */
  @Override
  public void close() {
    workers.close();
    boolean inside = false;
    for (var loop : loops) {
      inside |= loop.inEventLoop();
    }
    var ended = loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    if (!inside) {
      ended.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
