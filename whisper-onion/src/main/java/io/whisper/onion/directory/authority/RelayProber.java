package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.service.DirectoryConnector;
import io.whisper.onion.directory.service.DirectoryConversation;
import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.reactor.RoleLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out whether relays are what they say: a circuit to each of a relay's addresses proves that
 * its certificate, its identity and its onion key are there. Confined to the loop.
 */
final class RelayProber {
  private static final int AT_ONCE = 8;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final RoleLoop context;
  private final DirectoryConnector connector;
  private final RelayRegistry registry;
  private final Deque<Bytes32> waiting = new ArrayDeque<>();
  private final Set<Bytes32> known = new HashSet<>();
  private int running;
  private boolean closed;

  RelayProber(RoleLoop context, DirectoryConnector connector, RelayRegistry registry) {
    this.context = context;
    this.connector = connector;
    this.registry = registry;
  }

  /**
   * Probes the relay soon; once, however often it is asked meanwhile. Relays that were reached
   * before come first: who makes up relays must not keep others from being found.
   */
  void probe(Bytes32 identity) {
    if (!closed && known.add(identity)) {
      if (registry.relay(identity).filter(relay -> relay.since() != null).isPresent()) {
        waiting.addFirst(identity);
      } else {
        waiting.addLast(identity);
      }
      pump();
    }
  }

  /** Probes all relays. */
  void sweep() {
    registry.all().forEach(relay -> probe(relay.identity()));
  }

  void close() {
    closed = true;
    waiting.clear();
  }

  private void pump() {
    while (running < AT_ONCE && !closed) {
      Bytes32 identity = waiting.poll();
      if (identity == null) {
        return;
      }
      RegisteredRelay relay = registry.relay(identity).orElse(null);
      if (relay == null) {
        known.remove(identity);
      } else {
        running++;
        probe(relay, relay.newest(), true);
      }
    }
  }

  private void probe(RegisteredRelay relay, RelayDescriptor descriptor, boolean again) {
    Outcome.of(
        reach(descriptor, 0),
        (reached, failure) -> {
          if (failure == null) {
            relay.reached(descriptor, context.time().now());
            done(relay);
          } else if (again && !closed) {
            context.time().after(PAUSE, () -> probe(relay, descriptor, false));
          } else {
            registry.lost(relay);
            done(relay);
          }
        });
  }

  private void done(RegisteredRelay relay) {
    running--;
    known.remove(relay.identity());
    pump();
  }

  /** Reaches the addresses of {@code descriptor} from {@code index} on, one after the other. */
  private CompletableFuture<Boolean> reach(RelayDescriptor descriptor, int index) {
    LinkTarget target = descriptor.target();
    if (index == target.addresses().size()) {
      return CompletableFuture.completedFuture(true);
    }
    InetSocketAddress address = target.addresses().get(index);
    LinkTarget there =
        new LinkTarget(
            target.identity(), target.onionKey(), target.certificateHash(), List.of(address));
    return connector
        .direct(there)
        .thenAccept(DirectoryConversation::close)
        .thenCompose(closedAgain -> reach(descriptor, index + 1));
  }
}
