package io.whisper.onion.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.whisper.onion.reactor.Reactor;
import java.util.Map;

/** The sockets of links: of the kind that the loop can run, with the options that links want. */
final class Sockets {

  private static final int BACKLOG = 1024;

  /**
   * Bytes given to TLS or the socket and not yet taken by the kernel, above which cells wait in the
   * queues of their circuits: enough for a turn of the loop, little enough to be fair.
   */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

  /**
   * Bytes that the kernel may hold unsent, where it can be told: without a bound it takes
   * megabytes, and round robin would come after them.
   */
  private static final long UNSENT = 128 * 1024;

  /**
   * When a link without traffic is asked whether its other end is there still, how many seconds
   * apart, and how often in vain before it is over. Who falls off the network says nothing: without
   * this the circuits through it would stand for hours, and nobody would make others.
   */
  static final int PROBE_AFTER_SECONDS = 4;

  static final int PROBE_EVERY_SECONDS = 2;
  static final int PROBES = 3;

  /** How long the kernel waits for the other end to acknowledge what was sent, milliseconds. */
  static final int ACKNOWLEDGED_MILLIS = 10_000;

  private Sockets() {}

  /** The options by which a kind of socket notices that its other end is gone; some have none. */
  private static Map<ChannelOption<Integer>, Integer> probing(Class<?> kind) {
    if (EpollSocketChannel.class == kind || EpollServerSocketChannel.class == kind) {
      return Map.of(
          EpollChannelOption.TCP_KEEPIDLE, PROBE_AFTER_SECONDS,
          EpollChannelOption.TCP_KEEPINTVL, PROBE_EVERY_SECONDS,
          EpollChannelOption.TCP_KEEPCNT, PROBES,
          EpollChannelOption.TCP_USER_TIMEOUT, ACKNOWLEDGED_MILLIS);
    }
    if (IoUringSocketChannel.class == kind || IoUringServerSocketChannel.class == kind) {
      return Map.of(
          IoUringChannelOption.TCP_KEEPIDLE, PROBE_AFTER_SECONDS,
          IoUringChannelOption.TCP_KEEPINTVL, PROBE_EVERY_SECONDS,
          IoUringChannelOption.TCP_KEEPCNT, PROBES,
          IoUringChannelOption.TCP_USER_TIMEOUT, ACKNOWLEDGED_MILLIS);
    }
    return Map.of();
  }

  /** A connection to be dialled. */
  static Bootstrap connecting(Reactor reactor) {
    Class<? extends SocketChannel> kind = kindOf(reactor.eventLoop());
    Bootstrap bootstrap = new Bootstrap();
    if (kind == EpollSocketChannel.class) {
      bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT);
    }
    probing(kind).forEach(bootstrap::option);
    return bootstrap
        .group(reactor.eventLoop())
        .channel(kind)
        .disableResolver()
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        // Attempts end by the role's own time.
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
  }

  /** A port to be opened. */
  static ServerBootstrap listening(Reactor reactor) {
    Class<? extends ServerChannel> kind = serverKindOf(reactor.eventLoop());
    ServerBootstrap bootstrap = new ServerBootstrap();
    if (kind == EpollServerSocketChannel.class) {
      bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT);
    }
    probing(kind).forEach(bootstrap::childOption);
    return bootstrap
        .group(reactor.eventLoop(), reactor.eventLoop())
        .channel(kind)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
  }

  private static Class<? extends SocketChannel> kindOf(EventLoop loop) {
    if (loop instanceof IoEventLoop io) {
      if (io.isIoType(EpollIoHandler.class)) {
        return EpollSocketChannel.class;
      }
      if (io.isIoType(IoUringIoHandler.class)) {
        return IoUringSocketChannel.class;
      }
    }
    return NioSocketChannel.class;
  }

  private static Class<? extends ServerChannel> serverKindOf(EventLoop loop) {
    if (loop instanceof IoEventLoop io) {
      if (io.isIoType(EpollIoHandler.class)) {
        return EpollServerSocketChannel.class;
      }
      if (io.isIoType(IoUringIoHandler.class)) {
        return IoUringServerSocketChannel.class;
      }
    }
    return NioServerSocketChannel.class;
  }
}
