package io.whisper.onion.circuit;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.layer.LayerKeys;
import io.whisper.onion.reactor.Reactor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One path on its way to become a circuit, relay by relay, each within its time.
 *
 * <p>The handshakes are computed by the workers; the question for the next relay is made ready
 * while the answer of the one before is awaited. Confined to the endpoint's loop.
 */
final class CircuitBuild {
  private final Reactor reactor;
  private final ClientLinks links;
  private final CircuitSettings settings;
  private final List<LinkTarget> path;
  private final Consumer<LinkTarget> linkReady;
  private final CompletableFuture<Circuit> result = new CompletableFuture<>();

  private @Nullable ClientLink link;
  private ClientLink.@Nullable Question question;
  private @Nullable Circuit circuit;
  private @Nullable CompletableFuture<HopHandshake> prepared;
  private @Nullable Cancellable timer;
  private int hop;

  /**
   * A build of this path.
   *
   * @param linkReady is told when the link to the first relay is there
   */
  CircuitBuild(
      Reactor reactor,
      ClientLinks links,
      CircuitSettings settings,
      List<LinkTarget> path,
      Consumer<LinkTarget> linkReady) {
    this.reactor = reactor;
    this.links = links;
    this.settings = settings;
    this.path = path;
    this.linkReady = linkReady;
  }

  /** Makes a new circuit; fails with a {@link BuildException}. */
  CompletableFuture<Circuit> start() {
    CompletableFuture<ClientLink> opening = links.to(path.get(0));
    prepare(0);
    Completion.of(
        opening,
        (open, failure) -> {
          if (open == null) {
            fail(BuildException.noLink(Objects.requireNonNull(failure)));
          } else {
            begin(open);
          }
        });
    return result;
  }

  private void begin(ClientLink open) {
    linkReady.accept(path.get(0));
    Circuit begun = open.begin(settings);
    if (begun == null) {
      fail(CircuitFailure.BUSY, "the link to the first relay is closed or full");
      return;
    }
    circuit = begun;
    link = open;
    next();
  }

  /** Makes a circuit longer, whose relays the path begins with. */
  CompletableFuture<Circuit> extend(Circuit clean) {
    circuit = clean;
    hop = clean.hops();
    prepare(hop);
    next();
    return result;
  }

  /** Whether the first relay has not answered yet: it is being dialled, or asked. */
  boolean waitsForFirst() {
    return hop == 0 && !result.isDone();
  }

  /** The index of the relay that it waits for. */
  int waitsFor() {
    return hop;
  }

  private Circuit circuit() {
    return Objects.requireNonNull(circuit);
  }

  /** Has the handshake with this relay computed ahead. */
  private void prepare(int index) {
    if (index < path.size()) {
      LinkTarget relay = path.get(index);
      prepared = reactor.compute(() -> HopHandshake.start(reactor.random(), relay));
    }
  }

  private void next() {
    if (hop == path.size()) {
      succeed();
      return;
    }
    timer = reactor.time().after(settings.hopPatience(), this::outOfTime);
    Completion.of(
        Objects.requireNonNull(prepared),
        (handshake, failure) -> {
          if (result.isDone()) {
            close(handshake);
          } else if (handshake == null) {
            notComputed(failure);
          } else {
            ask(handshake);
          }
        });
  }

  private void ask(HopHandshake handshake) {
    prepared = null;
    question = hop == 0 && link != null ? link.ask() : null;
    CircuitCells cells = circuit().cells();
    if (cells.closed()) {
      handshake.close();
      fail(CircuitFailure.REFUSED, "the circuit ended before " + words() + " was asked");
      return;
    }
    CompletableFuture<byte[]> answer =
        hop == 0
            ? cells.create(handshake.hello())
            : cells.extend(path.get(hop).identity(), handshake.hello());
    prepare(hop + 1);
    Completion.of(
        answer,
        (reply, failure) -> {
          if (reply == null || result.isDone()) {
            handshake.close();
            fail(failure);
          } else {
            complete(handshake, reply);
          }
        });
  }

  private void complete(HopHandshake handshake, byte[] reply) {
    Completion.of(
        reactor.compute(() -> handshake.complete(reply)),
        (keys, failure) -> {
          handshake.close();
          if (keys == null) {
            notComputed(failure);
          } else {
            completed(keys);
          }
        });
  }

  private void completed(Optional<LayerKeys> keys) {
    if (keys.isEmpty()) {
      fail(CircuitFailure.PROTOCOL, words() + " did not prove that it has its key");
      return;
    }
    try (LayerKeys own = keys.get()) {
      if (result.isDone()) {
        return;
      }
      CircuitCells cells = circuit().cells();
      if (cells.closed()) {
        fail(CircuitFailure.REFUSED, "the circuit ended while " + words() + " was made");
        return;
      }
      cells.addHop(path.get(hop), own);
    }
    stopTimer();
    hop++;
    next();
  }

  private void notComputed(@Nullable Throwable failure) {
    if (failure instanceof Reactor.Busy) {
      fail(CircuitFailure.BUSY, "too much is being computed already");
    } else {
      fail(CircuitFailure.PROTOCOL, "the handshake with " + words() + " could not be computed");
    }
  }

  private void outOfTime() {
    if (circuit != null) {
      fail(CircuitFailure.TIMEOUT, words() + " did not answer in time");
      if (hop == 0 && link != null && question != null) {
        link.unanswered(question);
      }
    }
  }

  private void succeed() {
    stopTimer();
    if (!result.complete(circuit())) {
      circuit().close();
    }
  }

  private void fail(@Nullable Throwable cause) {
    if (cause instanceof BuildException build) {
      fail(build);
    } else {
      fail(CircuitFailure.PROTOCOL, "the circuit ended while " + words() + " was made");
    }
  }

  private void fail(CircuitFailure failure, String message) {
    fail(new BuildException(failure, hop, false, message));
  }

  private void fail(BuildException failure) {
    stopTimer();
    if (!result.completeExceptionally(failure)) {
      return;
    }
    CompletableFuture<HopHandshake> unused = prepared;
    if (unused != null) {
      Completion.of(unused, (handshake, none) -> close(handshake));
    }
    if (circuit != null) {
      circuit
          .cells()
          .destroy(
              failure.failure() == CircuitFailure.PROTOCOL
                  ? DestroyReason.PROTOCOL
                  : DestroyReason.NONE);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private String words() {
    return hop + 1 == path.size() ? "the target" : "hop " + (hop + 1);
  }

  private static void close(@Nullable HopHandshake handshake) {
    if (handshake != null) {
      handshake.close();
    }
  }
}
