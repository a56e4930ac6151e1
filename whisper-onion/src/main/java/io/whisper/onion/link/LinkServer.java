package io.whisper.onion.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.LoopEnd;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.toml.SocketAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A port on which links are accepted (docs/protocol.md, "Links").
 *
 * <p>Whatever a connection sends costs that connection only. {@link #address}, {@link #counters}
 * and {@link #close} may be called from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the pipeline what went wrong.
public final class LinkServer implements AutoCloseable {

  private final Reactor reactor;
  private final LinkAcceptor acceptor;
  private final LinkLimits limits;
  private final SslContext tls;

  // Confined to the loop.
  private final LinkCensus census;
  private final Set<Channel> connections = new HashSet<>();
  private final LoopEnd end;

  private volatile @Nullable Channel port;

  private final LongAdder connected = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder ready = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder timedOut = new LongAdder();
  private final LongAdder malformed = new LongAdder();

  private LinkServer(Reactor reactor, SslContext tls, LinkAcceptor acceptor, LinkLimits limits) {
    this.reactor = reactor;
    this.tls = tls;
    this.acceptor = acceptor;
    this.limits = limits;
    this.end = new LoopEnd(reactor, this::release);
    this.census = new LinkCensus(limits);
  }

  /**
   * Opens the port. The future completes on the loop, or fails with a {@link LinkException} that
   * says why the port could not be opened.
   *
   * @param tls of {@link TlsContext#relay}: links are not accepted with the JDK's engine
   * @param own the certificate to present
   * @param address the address to listen at, port 0 for any
   */
  public static CompletableFuture<LinkServer> bind(
      Reactor reactor,
      TlsContext tls,
      LinkCertificate own,
      InetSocketAddress address,
      LinkAcceptor acceptor,
      LinkLimits limits) {
    Objects.requireNonNull(acceptor, "acceptor");
    LinkServer server = new LinkServer(reactor, tls.acceptor(own), acceptor, limits);
    CompletableFuture<LinkServer> result = new CompletableFuture<>();
    ChannelFuture binding =
        Sockets.listening(reactor).childHandler(server.new Accepted()).bind(address);
    binding.addListener(done -> server.bound(binding, address, result));
    return result;
  }

  private void bound(
      ChannelFuture binding, InetSocketAddress address, CompletableFuture<LinkServer> result) {
    if (!binding.isSuccess()) {
      ReferenceCountUtil.release(tls);
      result.completeExceptionally(
          new LinkException(
              "cannot listen at "
                  + SocketAddresses.format(address)
                  + ": "
                  + reason(binding.cause()),
              binding.cause()));
      return;
    }
    port = binding.channel();
    end.comeWithReactor();
    result.complete(this);
  }

  /** What the operating system said, without the call that native transports put before it. */
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }

  /** The address that the port was opened at, with the real port number. */
  public InetSocketAddress address() {
    return (InetSocketAddress) Objects.requireNonNull(port).localAddress();
  }

  /** What came to the port so far. */
  public LinkServerCounters counters() {
    return new LinkServerCounters(
        connected.sum(), refused.sum(), ready.sum(), failed.sum(), timedOut.sum(), malformed.sum());
  }

  /** Closes the port and all links that came through it. */
  @Override
  public void close() {
    end.close();
  }

  private void release() {
    Objects.requireNonNull(port).close();
    new ArrayList<>(connections).forEach(Channel::close);
    // Connections that still close hold the context until they are done.
    ReferenceCountUtil.release(tls);
  }

  /** Makes links of accepted connections. */
  private final class Accepted extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      connected.increment();
      InetSocketAddress peer = channel.remoteAddress();
      if (end.reached() || peer == null || !census.enter(peer.getAddress())) {
        refused.increment();
        channel.close();
        return;
      }
      connections.add(channel);
      Opening opening = new Opening();
      LinkHandler handler = new LinkHandler(false, false, reactor.time(), opening);
      opening.timer = reactor.time().after(limits.handshakeTimeout(), handler::timeout);
      InetAddress address = peer.getAddress();
      channel
          .closeFuture()
          .addListener(
              done -> {
                connections.remove(channel);
                census.leave(address);
                opening.cancelTimer();
              });
      channel
          .pipeline()
          .addLast(TlsContext.handler(tls, channel.alloc(), reactor.handshakeWorkers()), handler);
    }
  }

  /** One accepted connection on its way to a link, and the link's idle timer thereafter. */
  private final class Opening implements LinkOpening {
    private @Nullable Cancellable timer;

    @Override
    public void ready(Link link) {
      cancelTimer();
      ready.increment();
      watch(link);
      link.attach(acceptor.accept(link));
    }

    @Override
    public void failed(LinkFailure why) {
      switch (why) {
        case TIMEOUT -> timedOut.increment();
        case MALFORMED -> malformed.increment();
        default -> failed.increment();
      }
    }

    @Override
    public void ended(Link link) {
      malformed.add(link.counters().malformed());
    }

    private void watch(Link link) {
      if (!limits.idleTimeout().isZero() && !link.closed()) {
        timer =
            reactor
                .time()
                .after(
                    limits.idleTimeout(),
                    () -> {
                      if (link.takeActivity()) {
                        watch(link);
                      } else {
                        link.close();
                      }
                    });
      }
    }

    private void cancelTimer() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
  }
}
