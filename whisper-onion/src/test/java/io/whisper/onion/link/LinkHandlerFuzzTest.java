package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.NetInfo;
import io.whisper.onion.cell.Versions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** Fuzz target of what comes over a link behind its TLS; the build runs it over random bytes. */
class LinkHandlerFuzzTest {

  /**
   * Whatever comes, nothing is thrown, and either there is a link still or it has ended and said so
   * once. The first byte says how far the peer kept to the protocol and how the rest is cut.
   */
  @FuzzTest(maxDuration = "20s")
  void bytes(byte[] bytes) throws Exception {
    if (bytes.length == 0) {
      return;
    }
    try (Peer peer = new Peer((bytes[0] & 1) != 0)) {
      if ((bytes[0] & 2) != 0) {
        peer.send(Versions.of(1).cell().array());
      }
      if ((bytes[0] & 4) != 0) {
        peer.send(NetInfo.ENDPOINT.cell().array());
      }
      int piece = 1 + ((bytes[0] & 0xf8) << 3);
      for (int at = 1; at < bytes.length; at += piece) {
        peer.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
      }
      peer.check();
    }
  }

  @Test
  void randomBytesEndTheLinkOrAreCellsAndNothingIsThrown() {
    Property.holds(60, random -> bytes(random.bytes(1 + random.nextInt(4 * Cell.SIZE))));
  }

  /** Cells that are well-formed get further than random bytes. */
  @Test
  void cellsOfAllCommandsEndTheLinkOrAreDeliveredAndNothingIsThrown() {
    Property.holds(
        60,
        random -> {
          byte[] bytes = new byte[1 + 6 * Cell.SIZE];
          bytes[0] = (byte) random.nextInt(256);
          for (int at = 1; at < bytes.length; at += Cell.SIZE) {
            bytes[at + 3] = (byte) random.nextInt(2);
            bytes[at + 4] = (byte) random.nextInt(16);
            bytes[at + 5] = (byte) random.nextInt(4);
          }
          bytes(bytes);
        });
  }

  /** One side of a link, to which the test is the other. */
  private static final class Peer implements LinkOpening, LinkListener, AutoCloseable {
    private final LinkHandler handler;
    private final Connection connection;
    private final List<String> heard = new ArrayList<>();

    Peer(boolean dialer) throws NoSuchAlgorithmException {
      handler = new LinkHandler(dialer, dialer, new VirtualTime(), this);
      connection = new Connection();
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(false);
      // Behind the handler, where nothing reaches it: its engine is asked, and that is all.
      connection.pipeline().addLast(handler, new SslHandler(engine));
      connection.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
    }

    void send(byte[] bytes) {
      ByteBuf buffer = Unpooled.copiedBuffer(bytes);
      if (connection.isOpen()) {
        handler.channelRead(connection.pipeline().context(handler), buffer);
        connection.runPendingTasks();
        assertThat(buffer.refCnt()).isZero();
      } else {
        buffer.release();
      }
    }

    void check() {
      connection.checkException();
      long ends = heard.stream().filter(event -> !event.equals("cell")).skip(1).count();
      assertThat(ends).isLessThanOrEqualTo(2);
      if (heard.contains("failed")) {
        assertThat(heard).containsExactly("failed");
        assertThat(connection.isOpen()).isFalse();
      }
      if (heard.contains("cell")) {
        assertThat(heard.get(0)).isEqualTo("ready");
      }
    }

    @Override
    public void ready(Link link) {
      heard.add("ready");
      link.attach(this);
    }

    @Override
    public void failed(LinkFailure why) {
      heard.add("failed");
    }

    @Override
    public void ended(Link link) {
      heard.add("ended");
    }

    @Override
    public void onCell(Link link, byte[] cell) {
      heard.add("cell");
    }

    @Override
    public void onClosed(Link link) {
      heard.add("closed");
    }

    @Override
    public void close() {
      connection.finishAndReleaseAll();
    }
  }

  /** A connection to an address. */
  private static final class Connection extends EmbeddedChannel {
    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }
  }
}
