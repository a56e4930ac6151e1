package io.whisper.onion.relay;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkAcceptor;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.LinkListener;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The links of a relay, those it accepted and those it dialled, and which of them leads to which
 * other relay.
 *
 * <p>A link leads to a relay when its peer proved to hold the certificate that the consensus names,
 * whoever dialled it.
 */
final class LinkTable implements LinkAcceptor {

  private final RunningRelay relay;
  private final LinkDialer dialer;
  private final Set<LinkCircuits> links = new LinkedHashSet<>();
  private final Map<Bytes32, LinkCircuits> byCertificate = new HashMap<>();
  private final Map<Bytes32, CompletableFuture<LinkCircuits>> dialling = new HashMap<>();
  private boolean closed;

  LinkTable(RunningRelay relay, LinkDialer dialer) {
    this.relay = relay;
    this.dialer = dialer;
  }

  @Override
  public LinkListener accept(Link link) {
    LinkCircuits circuits = new LinkCircuits(relay);
    add(circuits, link);
    return circuits;
  }

  private void add(LinkCircuits circuits, Link link) {
    circuits.attach(link);
    links.add(circuits);
    if (link.hybrid()) {
      // A link without the hybrid group is good enough for its peer's circuits, not for ours.
      link.peerCertificate().ifPresent(hash -> byCertificate.putIfAbsent(hash, circuits));
    }
    relay.traffic().admit(link);
    count();
    if (closed) {
      link.close();
    }
  }

  /** A link to a relay: one that stands already, or a new one. */
  CompletableFuture<LinkCircuits> to(LinkTarget target) {
    Bytes32 certificate = target.certificateHash();
    LinkCircuits standing = byCertificate.get(certificate);
    if (standing != null) {
      return CompletableFuture.completedFuture(standing);
    }
    CompletableFuture<LinkCircuits> pending = dialling.get(certificate);
    if (pending != null) {
      return pending;
    }
    CompletableFuture<LinkCircuits> result = new CompletableFuture<>();
    dialling.put(certificate, result);
    LinkCircuits circuits = new LinkCircuits(relay);
    RunningRelay.when(
        dialer.dial(target.addresses(), certificate, circuits),
        (link, failure) -> {
          dialling.remove(certificate);
          if (link == null) {
            result.completeExceptionally(new IllegalStateException("not reached", failure));
          } else {
            add(circuits, link);
            result.complete(circuits);
          }
        });
    return result;
  }

  /** Forgets a link that ended. */
  void remove(LinkCircuits circuits) {
    links.remove(circuits);
    circuits.peerCertificate().ifPresent(hash -> byCertificate.remove(hash, circuits));
    count();
  }

  private void count() {
    relay.counters().links.set(links.size());
  }

  /** Calls for each link; it may end while called. */
  void each(Consumer<LinkCircuits> action) {
    List.copyOf(links).forEach(action);
  }

  void close() {
    closed = true;
    dialer.close();
    each(LinkCircuits::close);
  }
}
