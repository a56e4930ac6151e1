package io.whisper.node.command;

import io.whisper.node.config.ControlConfig;
import io.whisper.node.control.ControlServer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The control surface of a role, where its configuration asks for one. */
final class Control implements AutoCloseable {
  private final @Nullable ControlServer server;

  private Control(@Nullable ControlServer server) {
    this.server = server;
  }

  /** Opens it, or does nothing when the configuration has no control address. */
  static Control open(Optional<ControlConfig> config, Supplier<Map<String, Object>> status) {
    return new Control(config.map(control -> serve(control, status)).orElse(null));
  }

  private static ControlServer serve(ControlConfig config, Supplier<Map<String, Object>> status) {
    Path token =
        config.tokenFile().orElseGet(() -> StateDirectory.controlToken(config.listen().getPort()));
    return ControlServer.start(config.listen(), token, new SecureRandom(), status);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
