package io.whisper.onion.testkit;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections between ports of this process and those that dialled them, with what one end has
 * written and the other has not read yet. Netty makes it, where the system property {@link
 * #EXTENSIONS_SYSTEM_PROPERTY} says so, and tells it of every socket.
 */
public final class Connections extends ChannelInitializerExtension {
  private static final Set<Channel> PORTS = ConcurrentHashMap.newKeySet();
  private static final Set<End> ENDS = ConcurrentHashMap.newKeySet();
  private static volatile boolean told;

  /**
   * Whether nothing is on its way between sockets of these loops, which do nothing at the moment:
   * nobody dials, both ends know of each other, and each has read all that the other wrote.
   *
   * @throws IllegalStateException when Netty tells of no sockets
   */
  static boolean still(Collection<EventLoop> loops) {
    if (!told) {
      throw new IllegalStateException(
          "the connections are not known: the system property "
              + EXTENSIONS_SYSTEM_PROPERTY
              + " must be serviceload");
    }
    return ENDS.stream()
        .filter(end -> loops.contains(end.channel.eventLoop()))
        .allMatch(End::still);
  }

  @Override
  public void postInitializeServerListenerChannel(ServerChannel channel) {
    told = true;
    PORTS.add(channel);
    channel.closeFuture().addListener(done -> PORTS.remove(channel));
  }

  @Override
  public void postInitializeClientChannel(Channel channel) {
    watch(new End(channel, true));
  }

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    End accepted = new End(channel, false);
    watch(accepted);
    // Before or behind the moment in which the other end hears that it is connected.
    dialler(channel).ifPresent(other -> pair(other, accepted));
  }

  private static void watch(End end) {
    ENDS.add(end);
    end.channel.closeFuture().addListener(done -> ENDS.remove(end));
    end.channel.pipeline().addFirst(end);
  }

  private static Optional<End> dialler(Channel accepted) {
    return ENDS.stream().filter(end -> end.dialled && end.reaches(accepted)).findAny();
  }

  private static Optional<End> accepted(Channel dialler) {
    return ENDS.stream().filter(end -> !end.dialled && end.reaches(dialler)).findAny();
  }

  private static void pair(End one, End other) {
    one.peer = other;
    other.peer = one;
  }

  /** One end of a connection. Changed on its loop, read while that stands still. */
  private static final class End extends ChannelDuplexHandler {
    private final Channel channel;
    private final boolean dialled;
    private volatile @Nullable End peer;
    private volatile boolean toPort;
    private long written;
    private long read;

    End(Channel channel, boolean dialled) {
      this.channel = channel;
      this.dialled = dialled;
    }

    boolean reaches(Channel other) {
      return channel.localAddress() != null
          && channel.localAddress().equals(other.remoteAddress())
          && other.localAddress().equals(channel.remoteAddress());
    }

    boolean still() {
      End other = peer;
      if (dialled && !channel.isActive()) {
        return false;
      }
      if (other == null) {
        // Whoever dials something else than a port, such as a tap, is not followed.
        return !toPort;
      }
      return other.channel.isOpen() && written == other.read && read == other.written;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (dialled) {
        toPort =
            PORTS.stream().anyMatch(port -> channel.remoteAddress().equals(port.localAddress()));
        accepted(channel).ifPresent(other -> pair(this, other));
      }
      context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      read += ((ByteBuf) message).readableBytes();
      context.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // It is told by the promise.
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      written += ((ByteBuf) message).readableBytes();
      context.write(message, promise);
    }
  }
}
