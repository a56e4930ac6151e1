package io.whisper.onion.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.NetInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One side of a link behind its TLS: cuts what comes into cells, exchanges the first cells, and
 * hands the cells of circuits on (docs/protocol.md, "Links").
 *
 * <p>Both sides send VERSIONS and NETINFO when their TLS handshake is done and wait for the peer's.
 * All cells pass through one array.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the pipeline what went wrong.
final class LinkHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(LinkHandler.class);

  /** How far a connection has come. */
  private enum Stage {
    /** In the TLS handshake. */
    HANDSHAKE,
    /** Waiting for the peer's first cells. */
    FIRST_CELLS,
    /** Ready. */
    OPEN,
    /** Over. */
    ENDED
  }

  private final boolean dialer;
  private final boolean anonymous;
  private final TimeSource time;
  private final LinkOpening opening;
  private final FirstCells first = new FirstCells();
  private final Cell cell = Cell.wrap(new byte[Cell.SIZE]);
  private int filled;
  private Stage stage = Stage.HANDSHAKE;
  private @Nullable Link link;
  private @Nullable ChannelHandlerContext added;

  /**
   * A side of a link to be.
   *
   * @param anonymous whether this side says neither its time nor whom it sees
   */
  LinkHandler(boolean dialer, boolean anonymous, TimeSource time, LinkOpening opening) {
    this.dialer = dialer;
    this.anonymous = anonymous;
    this.time = time;
    this.opening = opening;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = context;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        greet(context);
      } else {
        fail(context, LinkFailure.ofTls(completion.cause()));
      }
    } else if (event instanceof SslCloseCompletionEvent) {
      context.close();
    } else {
      super.userEventTriggered(context, event);
    }
  }

  private void greet(ChannelHandlerContext context) {
    if (stage != Stage.HANDSHAKE) {
      return;
    }
    SSLEngine engine = context.pipeline().get(SslHandler.class).engine();
    InetSocketAddress peer = (InetSocketAddress) context.channel().remoteAddress();
    Link made;
    try {
      made =
          new Link(
              context,
              dialer,
              TlsContext.hybrid(engine),
              peer.getAddress(),
              peerCertificate(engine));
    } catch (CertificateException unreadable) {
      fail(context, LinkFailure.TLS);
      return;
    }
    link = made;
    stage = Stage.FIRST_CELLS;
    made.send(FirstCells.VERSIONS.cell().array());
    NetInfo info =
        anonymous ? NetInfo.ENDPOINT : new NetInfo(time.now().getEpochSecond(), peer.getAddress());
    made.send(info.cell().array());
  }

  private static @Nullable Bytes32 peerCertificate(SSLEngine engine) throws CertificateException {
    try {
      Certificate[] chain = engine.getSession().getPeerCertificates();
      return LinkCertificate.hash((X509Certificate) chain[0]);
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      ByteBuf bytes = (ByteBuf) message;
      while (bytes.isReadable() && stage != Stage.ENDED) {
        int taken = Math.min(bytes.readableBytes(), Cell.SIZE - filled);
        bytes.readBytes(cell.array(), filled, taken);
        filled += taken;
        if (filled == Cell.SIZE) {
          filled = 0;
          onCell(context);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onCell(ChannelHandlerContext context) {
    Link current = Objects.requireNonNull(link);
    if (current.closed()) {
      return;
    }
    current.countReceived();
    CellCommand command = cell.command();
    if (!cell.wellFormed()) {
      malformed(context, current);
      return;
    }
    switch (stage) {
      case FIRST_CELLS -> onFirst(context, current, command);
      case OPEN -> onOpen(context, current, command);
      case HANDSHAKE, ENDED -> malformed(context, current);
    }
  }

  private void onFirst(ChannelHandlerContext context, Link current, @Nullable CellCommand command) {
    switch (first.take(cell, command)) {
      case AWAITED -> {}
      case COMPLETE -> {
        current.ready(first.version(), first.info().orElseThrow());
        stage = Stage.OPEN;
        opening.ready(current);
      }
      case UNKNOWN -> current.countUnknown();
      case MALFORMED -> malformed(context, current);
      case NO_COMMON_VERSION -> fail(context, LinkFailure.NO_COMMON_VERSION);
    }
  }

  private void onOpen(ChannelHandlerContext context, Link current, @Nullable CellCommand command) {
    if (command == null) {
      current.countUnknown();
    } else if (command == CellCommand.PADDING) {
      current.countPadding();
    } else if (command.ofLink()) {
      malformed(context, current);
    } else {
      current.deliver(cell.array());
    }
  }

  private void malformed(ChannelHandlerContext context, Link current) {
    current.countMalformed();
    if (stage == Stage.OPEN) {
      current.close();
    } else {
      fail(context, LinkFailure.MALFORMED);
    }
  }

  /** Ends a connection of which no link came, once what we said so far is on its way. */
  private void fail(ChannelHandlerContext context, LinkFailure why) {
    if (stage == Stage.OPEN || stage == Stage.ENDED) {
      return;
    }
    stage = Stage.ENDED;
    // First the reason: closing makes other things fail.
    opening.failed(why);
    close(context);
  }

  /** Closes the connection behind what was sent so far. */
  private void close(ChannelHandlerContext context) {
    Link current = link;
    if (current != null) {
      current.close();
    } else {
      context.close();
    }
  }

  /** Ends the connection unless a link came of it. */
  void timeout() {
    ChannelHandlerContext context = added;
    if (context != null) {
      fail(context, LinkFailure.TIMEOUT);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Link current = link;
    if (current != null && context.channel().isWritable()) {
      current.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    boolean wasOpen = stage == Stage.OPEN;
    fail(context, LinkFailure.CLOSED);
    stage = Stage.ENDED;
    Link current = link;
    if (current != null) {
      current.ended();
      if (wasOpen) {
        opening.ended(current);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.debug("A link ends because of what its peer or the network did", cause);
    } else {
      LOG.warn("A link ends because of an error of ours", cause);
    }
    close(context);
  }
}
