package io.whisper.node.role;

import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.authority.Authority;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.relay.RelayKeys;
import io.whisper.onion.relay.RelaySettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A directory authority with its state directory, its keys and its loop. */
public final class AuthorityRole implements AutoCloseable {
  private final Reactor reactor;
  private final StateStore state;
  private final RelayKeys keys;
  private final Authority authority;

  private AuthorityRole(Reactor reactor, StateStore state, RelayKeys keys, Authority authority) {
    this.reactor = reactor;
    this.state = state;
    this.keys = keys;
    this.authority = authority;
  }

  /**
   * Starts it on a reactor, which it closes at its end. Completes when it listens.
   *
   * @throws io.whisper.core.state.StateException when another process has the state directory
   */
  public static CompletableFuture<AuthorityRole> start(
      Reactor reactor, Network network, Path directory, RelaySettings settings) {
    StateStore state = StateStore.directory(directory);
    RelayKeys keys = RelayKeys.loadOrGenerate(state, reactor.random());
    return Closing.onFailure(
        () ->
            Authority.start(reactor, network, keys, settings, state)
                .thenApply(authority -> new AuthorityRole(reactor, state, keys, authority)),
        reactor,
        keys,
        state);
  }

  /** What it is doing, for the control surface. */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("role", "authority");
    status.putAll(
        NodeStatus.health(
            authority.consensus().current().isPresent() ? "" : "there is no consensus"));
    status.putAll(NodeStatus.consensus(authority.consensus()));
    status.put("counters", NodeStatus.counters(authority.relay().counters()));
    return status;
  }

  @Override
  public void close() {
    authority.close();
    reactor.close();
    keys.close();
    state.close();
  }
}
