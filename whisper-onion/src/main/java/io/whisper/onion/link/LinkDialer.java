package io.whisper.onion.link;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.reactor.LoopEnd;
import io.whisper.onion.reactor.Reactor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who makes links to others (docs/protocol.md, "Links").
 *
 * <p>A relay dials with its certificate, so that both sides know each other; an endpoint dials with
 * none and says nothing of itself. All methods may be called from any thread.
 */
public final class LinkDialer implements AutoCloseable {

  private final Reactor reactor;
  private final TlsContext tls;
  private final @Nullable LinkCertificate own;
  private final PinnedCertificate trust = new PinnedCertificate();

  // Confined to the loop.
  private @Nullable SslContext context;
  private final LoopEnd end;

  /**
   * A dialer that presents this certificate, or none.
   *
   * @param own a relay's certificate, null for an endpoint
   */
  public LinkDialer(Reactor reactor, TlsContext tls, @Nullable LinkCertificate own) {
    this.reactor = Objects.requireNonNull(reactor, "reactor");
    this.tls = Objects.requireNonNull(tls, "tls");
    this.own = own;
    this.end = new LoopEnd(reactor, this::release);
  }

  /** Whether links of this dialer agree on their keys by X25519 and ML-KEM-768 together. */
  public boolean hybrid() {
    return tls.hybrid();
  }

  /**
   * Dials the addresses in turn, 5 seconds each, until a link is ready. The future completes on the
   * loop, with a {@link LinkException} when there is no link; cancelling it ends the attempt.
   *
   * @param addresses where the peer may listen; all resolved
   * @param certificateHash SHA-256 of the one certificate that the peer may present
   * @param listener hears what comes over the link, from before the future completes
   */
  public CompletableFuture<Link> dial(
      List<InetSocketAddress> addresses, Bytes32 certificateHash, LinkListener listener) {
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(certificateHash, "certificateHash");
    CompletableFuture<Link> result = new CompletableFuture<>();
    if (addresses.isEmpty()) {
      result.completeExceptionally(LinkException.noAddress());
      return result;
    }
    Dial dial =
        new Dial(
            reactor, own == null, trust, List.copyOf(addresses), certificateHash, listener, result);
    reactor.run(() -> start(dial, result));
    return result;
  }

  private void start(Dial dial, CompletableFuture<Link> result) {
    try {
      // The first dial finds out when the reactor is closing already.
      SslContext made = end.reached() ? null : context();
      if (made == null || end.reached()) {
        result.completeExceptionally(LinkException.tried(List.of(LinkFailure.CLOSED)));
      } else {
        dial.start(made);
      }
    } catch (LinkException e) {
      result.completeExceptionally(e);
    }
  }

  private SslContext context() {
    SslContext made = context;
    if (made == null) {
      made = tls.dialer(own, trust);
      context = made;
      end.comeWithReactor();
    }
    return made;
  }

  /** Makes no links any more; those there are stay. Closing the reactor does the same. */
  @Override
  public void close() {
    end.close();
  }

  private void release() {
    if (context != null) {
      ReferenceCountUtil.release(context);
      context = null;
    }
  }
}
