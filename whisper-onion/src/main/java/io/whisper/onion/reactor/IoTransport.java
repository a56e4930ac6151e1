package io.whisper.onion.reactor;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;

/** The way in which an event loop asks the operating system for its sockets. */
public enum IoTransport {
  /** {@link #EPOLL} where it loads, {@link #NIO} elsewhere. */
  AUTO,
  /** Linux's epoll. */
  EPOLL,
  /** Linux's io_uring: never chosen by itself, because many machines forbid it. */
  IO_URING,
  /** The JDK's own selectors, which work everywhere. */
  NIO;

  /** Whether this machine can run it. */
  public boolean available() {
    return switch (this) {
      case AUTO, NIO -> true;
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
    };
  }

  /** What AUTO stands for on this machine; every other value stands for itself. */
  IoTransport resolved() {
    if (this != AUTO) {
      return this;
    }
    return EPOLL.available() ? EPOLL : NIO;
  }

  /**
   * What makes the loops of this transport.
   *
   * @throws IllegalStateException when this machine cannot run it
   */
  IoHandlerFactory handlers() {
    if (!available()) {
      throw new IllegalStateException(
          "the transport " + this + " does not load on this machine; AUTO and NIO do");
    }
    return switch (resolved()) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO, AUTO -> NioIoHandler.newFactory();
    };
  }
}
