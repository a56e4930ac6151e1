package io.whisper.it.shaper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LinkShaperTest {
  private static final long SEED = 3;
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private ServerSocket target;
  private LinkShaper shaper;

  @BeforeEach
  void start() throws IOException {
    target = new ServerSocket();
    target.bind(ANY);
    Thread echo = new Thread(this::echo, "echo");
    echo.setDaemon(true);
    echo.start();
    shaper =
        LinkShaper.start(
            ANY, (InetSocketAddress) target.getLocalSocketAddress(), LinkConditions.PERFECT, SEED);
  }

  @AfterEach
  void stop() throws IOException {
    shaper.close();
    target.close();
  }

  /** Gives back what comes, connection by connection. */
  private void echo() {
    while (!target.isClosed()) {
      try (Socket socket = target.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException ended) {
        // The next one.
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), shaper.address().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String echoed(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return new String(socket.getInputStream().readNBytes(text.length()), UTF_8);
  }

  @Test
  void bytesPassInOrderThroughAShakyNarrowLinkAndSoDoesTheirEnd() throws Exception {
    shaper.shape(new LinkConditions(Duration.ofMillis(5), Duration.ofMillis(5), 4L << 20));
    byte[] sent = new byte[300_000];
    new Random(SEED).nextBytes(sent);
    try (Socket socket = connect()) {
      CompletableFuture<byte[]> received =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();

      assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(sent);
    }
    await().until(() -> shaper.connections() == 0);
  }

  @Test
  void aDelayHoldsBytesBackForSoLongAtLeast() throws Exception {
    try (Socket socket = connect()) {
      assertThat(echoed(socket, "quick")).isEqualTo("quick");
      shaper.shape(LinkConditions.PERFECT.withDelay(Duration.ofMillis(200)));
      long before = System.nanoTime();
      assertThat(echoed(socket, "slow")).isEqualTo("slow");
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2 * 200_000_000L);
    }
  }

  @Test
  void aCutLinkEndsItsConnectionsAndLetsNoneThroughUntilItIsMended() throws Exception {
    try (Socket socket = connect()) {
      assertThat(echoed(socket, "whole")).isEqualTo("whole");
      shaper.cut();
      assertThat(passes(socket)).isFalse();
    }
    try (Socket socket = connect()) {
      assertThat(passes(socket)).isFalse();
    }
    shaper.mend();
    try (Socket socket = connect()) {
      assertThat(echoed(socket, "mended")).isEqualTo("mended");
    }
  }

  private static boolean passes(Socket socket) {
    try {
      return echoed(socket, "x").equals("x");
    } catch (IOException reset) {
      return false;
    }
  }
}
