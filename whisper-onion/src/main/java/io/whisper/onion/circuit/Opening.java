package io.whisper.onion.circuit;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.path.PathException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One wish for a circuit: it tries a path after the other, keeping away from relays that just
 * failed.
 *
 * <p>A relay that is frozen says nothing, and one that is only slow answers late: so a path that is
 * no circuit after a while goes on, and another one is tried beside it that has none of its relays
 * where that can be. The first that becomes a circuit is taken.
 *
 * <p>Confined to the endpoint's loop.
 */
final class Opening<T> {
  /** What a kind of wish needs to know. */
  interface Wish<T> {
    /** A clean circuit to begin with, through none of the relays to avoid, or null. */
    @Nullable Clean clean(Set<Bytes32> avoided);

    /** All relays of a path; those of the clean circuit come first when there is one. */
    List<RelayEntry> path(@Nullable Clean clean, Set<Bytes32> avoided) throws PathException;

    /** How many relays of its paths stand before the target, all where it has none. */
    int intermediaries(List<RelayEntry> path);

    /** What becomes of the circuit. */
    T done(Circuit circuit, List<RelayEntry> path);
  }

  private final Circuits circuits;
  private final Wish<T> wish;
  private final int tries;
  private final boolean guarded;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Set<Bytes32> avoided = new HashSet<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<CircuitBuild, Cancellable> underway = new HashMap<>();
  private @Nullable BuildException last;
  private int relays;
  private int begun;

  /**
   * A wish.
   *
   * @param guarded whether the first relay of its paths is a guard
   */
  Opening(Circuits circuits, Wish<T> wish, int tries, boolean guarded) {
    this.circuits = circuits;
    this.wish = wish;
    this.tries = tries;
    this.guarded = guarded;
  }

  CompletableFuture<T> result() {
    return result;
  }

  void attempt() {
    if (result.isDone()) {
      return;
    }
    try {
      circuits.checkOpen();
      Clean clean = wish.clean(avoided);
      List<RelayEntry> path = wish.path(clean, avoided);
      CircuitBuild build = circuits.build(path.stream().map(RelayEntry::target).toList(), guarded);
      begun++;
      underway.put(build, circuits.whenImpatient(() -> takesLong(build, path)));
      Completion.of(
          clean == null ? build.start() : build.extend(clean.circuit()),
          (circuit, failure) -> tried(build, path, circuit, failure));
    } catch (PathException none) {
      BuildException before = last;
      if (!underway.isEmpty()) {
        // One path is all there is.
        begun = tries;
      } else if (before != null) {
        // What was avoided because it failed is why there is no path left.
        giveUp(before);
      } else {
        result.completeExceptionally(new CircuitException(none));
      }
    } catch (RuntimeException refused) {
      // Also what the guards' store throws: nobody may wait for ever.
      result.completeExceptionally(refused);
    }
  }

  /** Something on this path may be frozen: tries another one beside it. */
  private void takesLong(CircuitBuild build, List<RelayEntry> path) {
    if (result.isDone()) {
      return;
    }
    if (guarded && build.waitsForFirst()) {
      circuits.guards().doubted(path.get(0).identity());
    }
    doubt(path, build.waitsFor());
    if (begun < tries) {
      path.subList(0, wish.intermediaries(path)).forEach(relay -> avoided.add(relay.identity()));
      attempt();
    }
  }

  /** Has others pass over a relay between the guard and the target. */
  private void doubt(List<RelayEntry> path, int hop) {
    if (hop > 0 && hop < wish.intermediaries(path)) {
      circuits.paths().doubt(path.get(hop));
    }
  }

  private void tried(
      CircuitBuild build,
      List<RelayEntry> path,
      @Nullable Circuit circuit,
      @Nullable Throwable failure) {
    Cancellable impatience = underway.remove(build);
    if (impatience != null) {
      impatience.cancel();
    }
    if (circuit != null) {
      built(path, circuit);
    } else if (failure instanceof BuildException why) {
      failed(path, why);
    } else {
      result.completeExceptionally(
          new CircuitException(CircuitFailure.PROTOCOL, "no circuit", failure));
    }
  }

  private void built(List<RelayEntry> path, Circuit circuit) {
    if (!result.complete(wish.done(circuit, path))) {
      circuit.close();
    }
    if (guarded) {
      circuits.troubles().built();
      circuits.paths().trust(path);
      circuits.guards().circuitBuilt(path.get(0).identity());
    }
  }

  private void failed(List<RelayEntry> path, BuildException failure) {
    failures.add(failure.getMessage());
    last = failure;
    relays = path.size();
    try {
      if (guarded) {
        blame(path, failure);
      }
    } catch (RuntimeException unwritten) {
      result.completeExceptionally(unwritten);
      return;
    }
    if (result.isDone()) {
      return;
    }
    if (begun < tries) {
      attempt();
    } else if (underway.isEmpty()) {
      giveUp(failure);
    }
  }

  private void giveUp(BuildException failure) {
    result.completeExceptionally(
        new CircuitException(
            failure,
            "no circuit of "
                + relays
                + (relays == 1 ? " relay" : " relays")
                + " after "
                + failures.size()
                + (failures.size() == 1 ? " try: " : " tries: ")
                + String.join("; then ", failures)));
  }

  private void blame(List<RelayEntry> path, BuildException failure) {
    Bytes32 guard = path.get(0).identity();
    circuits.troubles().failed(guard, failure);
    switch (failure.failure()) {
      case NO_LINK -> circuits.guards().unreachable(guard);
      case TIMEOUT, REFUSED, PROTOCOL -> {
        if (!failure.saidByRelayBehindGuard()) {
          circuits.guards().circuitFailed(guard);
        }
      }
      default -> {}
    }
    int hop = failure.hop();
    doubt(path, hop);
    boolean target = hop == path.size() - 1;
    // Who cannot reach the target is as suspect as the target, which cannot be replaced.
    int suspect = target ? hop - 1 : hop;
    if (suspect >= 0) {
      avoided.add(path.get(suspect).identity());
    }
  }
}
