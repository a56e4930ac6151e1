package io.whisper.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.node.control.ControlServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class StatusCommandTest {
  @TempDir private Path directory;
  private final StringWriter errors = new StringWriter();
  private volatile Map<String, Object> status = Map.of();
  private Path token;
  private ControlServer server;

  @BeforeEach
  void start() {
    token = directory.resolve("control.token");
    server =
        ControlServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            token,
            new SecureRandom(),
            () -> status);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int ask(String... options) {
    CommandLine line = WhisperCommand.commandLine();
    line.setErr(new PrintWriter(errors, true));
    line.setOut(new PrintWriter(new StringWriter()));
    String[] args = new String[options.length + 5];
    args[0] = "status";
    args[1] = "--rpc";
    args[2] = "http://127.0.0.1:" + server.address().getPort();
    args[3] = "--token";
    args[4] = token.toString();
    System.arraycopy(options, 0, args, 5, options.length);
    return line.execute(args);
  }

  @Test
  void healthyNodeIsHealthy() {
    status = Map.of("role", "relay", "healthy", true);

    assertThat(ask("--healthy")).isZero();
  }

  @Test
  void ailingNodeFailsTheCheckWithWhatAilsIt() {
    status = Map.of("role", "relay", "healthy", false, "ailment", "no consensus lists it");

    assertThat(ask("--healthy")).isEqualTo(1);
    assertThat(errors.toString())
        .isEqualTo("whisper status: the node is not healthy: no consensus lists it\n");
  }

  @Test
  void ailingNodeCanStillBeAskedForItsStatus() {
    status = Map.of("role", "relay", "healthy", false, "ailment", "no consensus lists it");

    assertThat(ask()).isZero();
  }
}
