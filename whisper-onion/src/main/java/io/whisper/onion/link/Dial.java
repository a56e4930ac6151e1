package io.whisper.onion.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.Reactor;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** One call of {@link LinkDialer#dial}: the addresses are tried in turn. Confined to the loop. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the pipeline what went wrong.
final class Dial {

  /** How long one address may take to become a link. */
  static final Duration PER_ADDRESS = Duration.ofSeconds(5);

  /** For a link that came when nobody waited for it any more. */
  private static final LinkListener UNWANTED =
      new LinkListener() {
        @Override
        public void onCell(Link link, byte[] cell) {}

        @Override
        public void onClosed(Link link) {}
      };

  private final Reactor reactor;
  private final boolean anonymous;
  private final PinnedCertificate trust;
  private final List<InetSocketAddress> addresses;
  private final Bytes32 certificateHash;
  private final LinkListener listener;
  private final CompletableFuture<Link> result;
  private final List<LinkFailure> failures = new ArrayList<>();
  private @Nullable SslContext context;
  private @Nullable Attempt current;

  Dial(
      Reactor reactor,
      boolean anonymous,
      PinnedCertificate trust,
      List<InetSocketAddress> addresses,
      Bytes32 certificateHash,
      LinkListener listener,
      CompletableFuture<Link> result) {
    this.reactor = reactor;
    this.anonymous = anonymous;
    this.trust = trust;
    this.addresses = addresses;
    this.certificateHash = certificateHash;
    this.listener = listener;
    this.result = result;
  }

  void start(SslContext tls) {
    context = tls;
    // The dialer may be closed while this runs; each connection keeps the context for itself.
    ReferenceCountUtil.retain(tls);
    Cancellable closing = reactor.onClose(() -> result.cancel(false));
    result.whenComplete(
        (link, failure) ->
            // Whoever cancels does it on any thread.
            reactor.execute(
                () -> {
                  closing.cancel();
                  if (current != null) {
                    current.abandon();
                  }
                  context = null;
                  ReferenceCountUtil.release(tls);
                }));
    tryNext();
  }

  private void tryNext() {
    if (result.isDone()) {
      return;
    }
    if (failures.size() == addresses.size()) {
      result.completeExceptionally(LinkException.tried(failures));
      return;
    }
    Attempt next = new Attempt();
    current = next;
    next.start(addresses.get(failures.size()));
  }

  /** One address. */
  private final class Attempt extends ChannelInitializer<SocketChannel> implements LinkOpening {
    private final LinkHandler handler = new LinkHandler(true, anonymous, reactor.time(), this);
    private @Nullable Cancellable timer;
    private @Nullable Cancellable closing;
    private @Nullable Channel channel;
    private boolean over;

    void start(InetSocketAddress address) {
      if (address.isUnresolved()) {
        failed(LinkFailure.UNREACHABLE);
        return;
      }
      ChannelFuture connecting = Sockets.connecting(reactor).handler(this).connect(address);
      channel = connecting.channel();
      timer = reactor.time().after(PER_ADDRESS, handler::timeout);
      connecting.addListener(
          done -> {
            if (!done.isSuccess()) {
              failed(unconnected(done.cause()));
            }
          });
    }

    /** What the system says is all there is: its exceptions do not tell a refusal apart. */
    private static LinkFailure unconnected(Throwable cause) {
      boolean refused =
          cause instanceof ConnectException
              && String.valueOf(cause.getMessage()).contains("refused");
      return refused ? LinkFailure.REFUSED : LinkFailure.UNREACHABLE;
    }

    @Override
    protected void initChannel(SocketChannel connection) {
      SslContext tls = context;
      if (tls == null) {
        connection.close();
        return;
      }
      SslHandler secured = TlsContext.handler(tls, connection.alloc(), reactor.handshakeWorkers());
      SSLEngine engine = secured.engine();
      trust.pin(engine, certificateHash);
      connection.closeFuture().addListener(done -> trust.unpin(engine));
      connection.pipeline().addLast(secured, handler);
    }

    @Override
    public void ready(Link link) {
      over = true;
      cancelTimer();
      link.attach(listener);
      closing = reactor.onClose(link::close);
      if (!result.complete(link)) {
        link.attach(UNWANTED);
        link.close();
      }
    }

    @Override
    public void ended(Link link) {
      if (closing != null) {
        closing.cancel();
      }
    }

    @Override
    public void failed(LinkFailure why) {
      if (over) {
        return;
      }
      over = true;
      cancelTimer();
      failures.add(why);
      tryNext();
    }

    /** Ends the connection unless a link came of it. */
    void abandon() {
      if (!over) {
        over = true;
        cancelTimer();
        if (channel != null) {
          channel.close();
        }
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
