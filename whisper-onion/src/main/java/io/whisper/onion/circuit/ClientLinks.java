package io.whisper.onion.circuit;

import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.reactor.Reactor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The links of an endpoint: one for each relay that is first on a circuit, shared by all circuits
 * through it. Confined to the endpoint's loop.
 */
final class ClientLinks {
  private final Reactor reactor;
  private final LinkDialer dialer;
  private final CircuitSettings settings;
  private final Consumer<LinkTarget> lost;
  private final Map<LinkTarget, CompletableFuture<ClientLink>> links = new HashMap<>();
  private boolean closed;

  /**
   * No links yet.
   *
   * @param lost is told of each relay whose link breaks
   */
  ClientLinks(
      Reactor reactor, LinkDialer dialer, CircuitSettings settings, Consumer<LinkTarget> lost) {
    this.reactor = reactor;
    this.dialer = dialer;
    this.settings = settings;
    this.lost = lost;
  }

  /** The link to this relay, dialled now when there is none. */
  CompletableFuture<ClientLink> to(LinkTarget target) {
    CompletableFuture<ClientLink> known = links.get(target);
    if (known != null) {
      return known;
    }
    CompletableFuture<ClientLink> opening = new CompletableFuture<>();
    links.put(target, opening);
    ClientLink link =
        new ClientLink(reactor, settings.unusedLink(), broken -> gone(target, opening, broken));
    Completion.of(
        dialer.dial(target.addresses(), target.certificateHash(), link),
        (ready, failure) -> {
          if (ready == null) {
            links.remove(target, opening);
            opening.completeExceptionally(Objects.requireNonNull(failure));
          } else if (closed) {
            ready.close();
            opening.cancel(false);
          } else {
            link.ready(ready);
            opening.complete(link);
          }
        });
    return opening;
  }

  private void gone(LinkTarget target, CompletableFuture<ClientLink> opening, boolean broken) {
    links.remove(target, opening);
    if (broken) {
      lost.accept(target);
    }
  }

  /** How many links stand or are being dialled. */
  int size() {
    return links.size();
  }

  /** Ends all circuits and links. */
  void close() {
    closed = true;
    for (CompletableFuture<ClientLink> opening : List.copyOf(links.values())) {
      if (opening.isDone() && !opening.isCompletedExceptionally()) {
        opening.join().close();
      }
    }
    links.clear();
  }
}
