package io.whisper.onion.circuit;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.path.Guards;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.path.PathException;
import io.whisper.onion.path.PathSelector;
import io.whisper.onion.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Builds the circuits of an endpoint (docs/protocol.md, "Circuits").
 *
 * <p>One instance serves an endpoint, sending and receiving, so that all its circuits share two
 * guards. Methods may be called from any thread; futures complete on the loop of the reactor, and
 * circuits are confined to it.
 */
public final class Circuits implements AutoCloseable {
  private final Reactor reactor;
  private final ConsensusSource consensus;
  private final Guards guards;
  private final CircuitSettings settings;
  private final PathSelector paths;
  private final ClientLinks links;
  private final CleanCircuits pool;
  private final CircuitTroubles troubles = new CircuitTroubles(this::changed);
  private final List<Runnable> listeners = new ArrayList<>();
  private @Nullable Consensus known;
  private volatile boolean closed;

  /** Circuits over links of this dialer, which must present no certificate. */
  public Circuits(
      Reactor reactor,
      LinkDialer dialer,
      ConsensusSource consensus,
      Guards guards,
      CircuitSettings settings) {
    this.reactor = reactor;
    this.consensus = consensus;
    this.guards = guards;
    this.settings = settings;
    this.paths = new PathSelector(guards, reactor.random());
    this.links =
        new ClientLinks(reactor, dialer, settings, relay -> guards.doubted(relay.identity()));
    this.pool = new CleanCircuits(reactor, settings, this::buildClean, this::changed);
  }

  /**
   * Opens a circuit of its own for this request: one that was built ahead and is made one hop
   * longer, or a new one. Fails with a {@link CircuitException} when three paths failed, or at once
   * when no path fits. Cancelling the future gives the circuit up.
   */
  public CompletableFuture<Circuit> open(CircuitRequest request) {
    int tries = request.hops() == 0 ? 1 : settings.tries();
    Opening<Circuit> opening = new Opening<>(this, new Wanted(request), tries, request.hops() > 0);
    // The pool is filled up again afterwards: its handshakes are in no hurry, this one is.
    Completion.of(
        opening.result(), (circuit, none) -> reactor.run(() -> replace(request, circuit)));
    reactor.run(opening::attempt);
    return opening.result();
  }

  /**
   * Opens a circuit of one hop straight to an authority or a relay that is known by its keys: it
   * needs no consensus, uses no guard and shows this endpoint's address.
   */
  public CompletableFuture<Circuit> direct(LinkTarget target) {
    CompletableFuture<Circuit> result = new CompletableFuture<>();
    reactor.run(
        () -> {
          if (closed) {
            result.completeExceptionally(closing());
            return;
          }
          Completion.of(
              build(List.of(target), false).start(),
              (circuit, failure) -> finish(result, circuit, failure));
        });
    return result;
  }

  private static void finish(
      CompletableFuture<Circuit> result, @Nullable Circuit circuit, @Nullable Throwable failure) {
    if (circuit == null) {
      result.completeExceptionally(
          failure instanceof BuildException build
              ? new CircuitException(build, "no direct circuit: " + build.getMessage())
              : new CircuitException(CircuitFailure.PROTOCOL, "no direct circuit", failure));
    } else if (!result.complete(circuit)) {
      circuit.close();
    }
  }

  /** Keeps clean circuits of these lengths ready from now on. */
  public void prebuild(HopRange hops) {
    reactor.run(
        () -> {
          for (int length = hops.least(); length <= hops.most(); length++) {
            pool.need(length, true);
          }
        });
  }

  private void replace(CircuitRequest request, @Nullable Circuit circuit) {
    if (circuit != null) {
      pool.need(request.hops(), false);
    }
  }

  /** Takes the consensus now in force, so that clean circuits are built without being asked for. */
  public void consensusChanged() {
    reactor.run(
        () -> {
          if (!closed && consensus.current().isPresent()) {
            checkOpen();
          }
        });
  }

  /** How many clean circuits of this length, 0 to 3 intermediaries, are ready. */
  public CompletableFuture<Integer> clean(int hops) {
    return reactor.call(() -> pool.ready(hops));
  }

  /**
   * Has a listener called, on the loop, when a clean circuit is there or is there no longer, and
   * when {@link #trouble} changes.
   */
  public void listen(Runnable listener) {
    reactor.run(() -> listeners.add(listener));
  }

  private void changed() {
    List.copyOf(listeners).forEach(Runnable::run);
  }

  /**
   * What kept circuits through guards from being built since the last one was, in words without
   * addresses; empty when nothing did.
   */
  public String trouble() {
    return troubles.sentence();
  }

  /** How many links stand or are being made. */
  public CompletableFuture<Integer> links() {
    return reactor.call(links::size);
  }

  /** Ends all circuits and links. */
  @Override
  public void close() {
    closed = true;
    reactor.run(
        () -> {
          pool.close();
          links.close();
        });
  }

  CircuitTroubles troubles() {
    return troubles;
  }

  Guards guards() {
    return guards;
  }

  PathSelector paths() {
    return paths;
  }

  /** Has a task run when a path has taken longer than it should, at a moment nobody can foresee. */
  Cancellable whenImpatient(Runnable task) {
    long least = settings.impatience().toMillis();
    return reactor
        .time()
        .after(Duration.ofMillis(least + reactor.random().nextLong(least + 1)), task);
  }

  /** Throws unless circuits may be built now, and takes the consensus in force. */
  void checkOpen() {
    if (closed) {
      throw closing();
    }
    Consensus now =
        consensus
            .current()
            .orElseThrow(
                () ->
                    new CircuitException(CircuitFailure.NO_CONSENSUS, "no consensus is in force"));
    if (now != known) {
      known = now;
      paths.update(now.relays(), now.parameters().relaxAddressBlocks());
      pool.retain(clean -> paths.listed(clean.relays()));
    }
  }

  private static CircuitException closing() {
    return new CircuitException(CircuitFailure.CLOSED, "the endpoint is closing");
  }

  /** A build of this path. */
  CircuitBuild build(List<LinkTarget> path, boolean guarded) {
    return new CircuitBuild(
        reactor,
        links,
        settings,
        path,
        first -> {
          if (guarded) {
            guards.reached(first.identity());
          }
        });
  }

  private CompletableFuture<Clean> buildClean(int hops) {
    Opening<Clean> opening = new Opening<>(this, new Ahead(hops), settings.tries(), true);
    opening.attempt();
    return opening.result();
  }

  /** A circuit to a target. */
  private final class Wanted implements Opening.Wish<Circuit> {
    private final CircuitRequest request;

    Wanted(CircuitRequest request) {
      this.request = request;
    }

    @Override
    public @Nullable Clean clean(Set<Bytes32> avoided) {
      return pool.take(
          request.hops(),
          clean ->
              clean.relays().stream().noneMatch(each -> avoided.contains(each.identity()))
                  && paths.trusted(clean.relays())
                  && paths.fits(
                      clean.relays(), request.target(), request.targetNamedByOtherSide()));
    }

    @Override
    public List<RelayEntry> path(@Nullable Clean clean, Set<Bytes32> avoided) throws PathException {
      if (clean == null) {
        return paths.path(
            request.hops(), request.target(), request.targetNamedByOtherSide(), avoided);
      }
      List<RelayEntry> path = new ArrayList<>(clean.relays());
      path.addAll(paths.path(0, request.target(), true, avoided));
      return path;
    }

    @Override
    public int intermediaries(List<RelayEntry> path) {
      return path.size() - 1;
    }

    @Override
    public Circuit done(Circuit circuit, List<RelayEntry> path) {
      return circuit;
    }
  }

  /** A circuit built ahead, whose target is not known. */
  private final class Ahead implements Opening.Wish<Clean> {
    private final int hops;

    Ahead(int hops) {
      this.hops = hops;
    }

    @Override
    public @Nullable Clean clean(Set<Bytes32> avoided) {
      return null;
    }

    @Override
    public List<RelayEntry> path(@Nullable Clean clean, Set<Bytes32> avoided) throws PathException {
      try {
        return paths.intermediaries(hops, avoided);
      } catch (PathException none) {
        if (avoided.isEmpty()) {
          troubles.noPath(String.valueOf(none.getMessage()));
        }
        throw none;
      }
    }

    @Override
    public int intermediaries(List<RelayEntry> path) {
      return path.size();
    }

    @Override
    public Clean done(Circuit circuit, List<RelayEntry> path) {
      return new Clean(circuit, path);
    }
  }
}
