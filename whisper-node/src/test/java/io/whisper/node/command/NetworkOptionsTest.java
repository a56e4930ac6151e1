package io.whisper.node.command;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.Console;
import io.whisper.node.role.AuthorityKeys;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.toml.SocketAddresses;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class NetworkOptionsTest {
  @TempDir private Path directory;
  private final NetworkOptions options = new NetworkOptions();
  private final CompletableFuture<String> told = new CompletableFuture<>();
  private final Console console =
      new Console(
          new PrintStream(OutputStream.nullOutputStream()), new PrintStream(new Told()), false);
  private Path state;
  private Network network;

  /** Completes with the first line. */
  private final class Told extends ByteArrayOutputStream {
    @Override
    public void flush() {
      told.complete(toString(StandardCharsets.UTF_8));
    }
  }

  @BeforeEach
  void parse() {
    state = directory.resolve("state");
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options))
        .parseArgs("--network", "none", "--state", state.toString());
    network =
        Network.of(
            List.of(
                AuthorityKeys.entry(
                    directory.resolve("authority"),
                    "a",
                    List.of(SocketAddresses.parse("127.0.0.1:1")),
                    new SecureRandom())),
            NetworkParameters.STANDARD);
  }

  @Test
  void stateInUseIsWaitedForAndSaidSo() throws Exception {
    CompletableFuture<StateStore> opened;
    try (StateStore held = StateStore.directory(state)) {
      opened =
          CompletableFuture.supplyAsync(
              () -> options.awaitState(network, "send", Duration.ofSeconds(60), console));
      assertThat(told.get(30, SECONDS)).contains("waiting for the state directory " + state);
      assertThat(opened).isNotDone();
      held.write("used", new byte[1]);
    }
    try (StateStore mine = opened.get(30, SECONDS)) {
      assertThat(mine.read("used")).isPresent();
    }
  }

  @Test
  void stateThatStaysInUseIsNamedWhenThePatienceIsOver() {
    try (StateStore held = StateStore.directory(state)) {
      held.write("used", new byte[1]);
      assertThatThrownBy(() -> options.awaitState(network, "send", Duration.ZERO, console))
          .isInstanceOf(StateException.class)
          .hasMessage("state directory " + state + " is in use by another node");
    }
  }
}
