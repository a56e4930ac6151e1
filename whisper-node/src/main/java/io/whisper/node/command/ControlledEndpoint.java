package io.whisper.node.command;

import io.whisper.node.config.EndpointConfig;
import io.whisper.node.console.Console;
import io.whisper.node.role.EndpointRole;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A hidden endpoint with the control surface that its configuration asks for, where there is one.
 */
final class ControlledEndpoint implements AutoCloseable {
  private final @Nullable EndpointRole endpoint;
  private final @Nullable Control control;

  private ControlledEndpoint(@Nullable EndpointRole endpoint, @Nullable Control control) {
    this.endpoint = endpoint;
    this.control = control;
  }

  /** Starts the endpoint, or nothing when there is no configuration. */
  static ControlledEndpoint start(Optional<EndpointConfig> config, Console console) {
    if (config.isEmpty()) {
      return new ControlledEndpoint(null, null);
    }
    EndpointRole endpoint = EndpointRole.start(config.get(), console);
    return new ControlledEndpoint(endpoint, Control.open(config.get().control(), endpoint::status));
  }

  /** Fails when the endpoint cannot be reached or heard; never completes otherwise. */
  CompletableFuture<Void> done() {
    return endpoint == null ? new CompletableFuture<>() : endpoint.done();
  }

  @Override
  public void close() {
    if (control != null) {
      control.close();
    }
    if (endpoint != null) {
      endpoint.close();
    }
  }
}
