package io.whisper.node.role;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.config.EndpointConfig;
import io.whisper.node.console.Console;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import io.whisper.rendezvous.WhisperState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A hidden endpoint with its state directory and its identity, which prints what arrives. */
public final class EndpointRole implements AutoCloseable {
  private final StateStore state;
  private final Identity identity;
  private final Whisper whisper;
  private final Endpoint endpoint;
  private final MessagePrinter printer;
  private final StatePrinter states;

  private EndpointRole(
      StateStore state, Identity identity, Whisper whisper, Endpoint endpoint, Console console) {
    this.state = state;
    this.identity = identity;
    this.whisper = whisper;
    this.endpoint = endpoint;
    this.states = new StatePrinter(console).attach(whisper);
    this.printer = new MessagePrinter(console, Long.MAX_VALUE);
    printer.attach(endpoint);
  }

  /** Starts it; it prints its address when it can be reached. */
  public static EndpointRole start(EndpointConfig config, Console console) {
    StateStore state = StateStore.directory(config.state());
    Identity identity = IdentityFile.loadOrMake(config.identity());
    Console output = config.output().map(console::appendingTo).orElse(console);
    Whisper whisper = Whisper.join(config.network(), WhisperOptions.defaults().withState(state));
    Endpoint endpoint = whisper.endpoint(identity, config.options());
    return new EndpointRole(state, identity, whisper, endpoint, output);
  }

  /** Fails when the endpoint cannot be reached, or nobody takes what it prints. */
  public CompletableFuture<Void> done() {
    return printer.done();
  }

  /** What it is doing, for the control surface. */
  public Map<String, Object> status() {
    WhisperState now = whisper.state();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("role", "endpoint");
    status.putAll(NodeStatus.health(now.usable() ? "" : "the network is " + now));
    status.put("state", now.phase().name());
    status.put("reason", now.reason());
    return status;
  }

  @Override
  public void close() {
    states.close();
    endpoint.close();
    whisper.close();
    identity.close();
    state.close();
  }
}
