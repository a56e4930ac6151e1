package io.whisper.onion.path;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.directory.RelayEntry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The few relays that may stand first and second on the paths of an endpoint, kept over restarts
 * (docs/protocol.md, "Lengths and paths").
 *
 * <p>Two guards are in use, each kept 60 to 120 days, and four second hops, each kept 1 to 12 days.
 * They serve all circuits of an endpoint, so that building more circuits shows it to no more
 * relays; an endpoint has one instance. Behind the two guards stand up to three reserves, drawn and
 * used only when no guard in use can be reached or the only one that can is the target itself. A
 * guard that fails far more circuits than the others is dropped, one a week at most: who can break
 * circuits must not be able to walk an endpoint through the network until it meets a guard of his.
 *
 * <p>What was sampled is written before it is used, so that a crash draws no new guards; a disk
 * that takes nothing does not keep it from being used. Confined to the thread of its {@link
 * PathSelector}.
 */
public final class Guards {
  /** Guards in use. */
  public static final int IN_USE = 2;

  /** Relays that may stand second. */
  public static final int SECOND_HOPS = 4;

  /** Guards and reserves that the consensus lists. */
  static final int MAX_LISTED = 5;

  /** Everything remembered, dropped and unlisted ones included. */
  private static final int MAX_REMEMBERED = 60;

  private static final Duration LIFE_LEAST = Duration.ofDays(60);
  private static final Duration LIFE_MOST = Duration.ofDays(120);
  private static final Duration UNLISTED_MOST = Duration.ofDays(20);
  private static final Duration NETWORK_SEEN = Duration.ofMinutes(10);
  private static final int REPORTS_PER_WRITE = 32;

  private final GuardFile file;
  private final TimeSource time;
  private final SecureRandom random;
  private final List<Guard> guards;
  private final SecondHops secondHops;
  private final GuardJudge judge;
  private Candidates candidates = Candidates.NONE;
  private int unwrittenReports;

  private Guards(GuardFile file, TimeSource time, SecureRandom random) {
    GuardRecord record = file.read();
    this.file = file;
    this.time = time;
    this.random = random;
    this.guards = new ArrayList<>(record.guards());
    this.secondHops = new SecondHops(random, record.secondHops());
    this.judge = new GuardJudge(record.lastDrop());
  }

  /**
   * The guards kept in this store, or none yet.
   *
   * @throws StateException when the store holds guards that cannot be read: drawing new ones
   *     silently would show the endpoint to more relays
   */
  public static Guards open(StateStore store, TimeSource time, SecureRandom random) {
    return new Guards(new GuardFile(store, time), time, random);
  }

  /** The clock that they go by. */
  TimeSource time() {
    return time;
  }

  /** Takes a new consensus: forgets who expired or left, and samples who is missing. */
  void update(Candidates consensus) {
    this.candidates = consensus;
    refresh();
  }

  /** Brings both sets up to date with the clock; writes them when they changed. */
  void refresh() {
    if (candidates.all().isEmpty()) {
      return;
    }
    Instant now = time.now();
    boolean changed = guards.removeIf(g -> gone(g, now));
    changed |= markListed(now);
    // Compatible with each other, or a target near one of them could be near both.
    while (listed().size() < IN_USE && sample(this::fitsGuardsInUse, now)) {
      changed = true;
    }
    changed |= secondHops.refresh(candidates, this::fitsGuardsInUse, now);
    if (changed) {
      write();
    }
  }

  /** The guards in use that the consensus lists: two, or fewer where the network is too small. */
  List<RelayEntry> inUse() {
    List<RelayEntry> inUse = new ArrayList<>(IN_USE);
    for (Guard guard : primaries()) {
      inUse.add(entry(guard));
    }
    return inUse;
  }

  /** The relays that may stand second: four, or fewer where the network is too small. */
  List<RelayEntry> secondHops() {
    return secondHops.relays(candidates);
  }

  /**
   * The relays of which one may stand first on the next path to this target: the guards in use that
   * can be reached, else one reserve, else the guards in use, since the network itself may be down.
   */
  List<RelayEntry> choices(@Nullable RelayEntry target) {
    Instant now = time.now();
    Predicate<Guard> isTarget = g -> target != null && g.identity.equals(target.identity());
    List<Guard> choices = new ArrayList<>(primaries());
    choices.removeIf(g -> isTarget.test(g) || g.down(now));
    if (!choices.stream().allMatch(g -> g.doubted(now))) {
      choices.removeIf(g -> g.doubted(now));
    }
    if (choices.isEmpty()) {
      Guard reserve = reserve(isTarget.or(g -> g.down(now)), now);
      if (reserve != null) {
        choices.add(reserve);
      }
    }
    if (choices.isEmpty()) {
      choices.addAll(primaries());
      choices.removeIf(isTarget);
    }
    return choices.stream().map(this::entry).toList();
  }

  /** A link to this relay is ready. Relays that are no guards are passed over, here and below. */
  public void reached(Bytes32 identity) {
    Guard guard = find(identity);
    if (guard == null) {
      return;
    }
    guard.linked(time.now());
    guards.forEach(Guard::networkIsUp);
  }

  /** No link to this relay could be made. */
  public void unreachable(Bytes32 identity) {
    Guard guard = find(identity);
    if (guard == null) {
      return;
    }
    Instant now = time.now();
    if (guard.down(now)) {
      // Several circuits waited for the same link: that is one failure.
      return;
    }
    boolean seen =
        guards.stream().anyMatch(g -> g != guard && g.reachedSince(now.minus(NETWORK_SEEN)));
    guard.failed(now, !seen);
  }

  /**
   * The link to this relay broke, or the relay says nothing: for a while the other guard in use is
   * preferred where there is one. No reserve is drawn for it.
   */
  public void doubted(Bytes32 identity) {
    Guard guard = find(identity);
    if (guard != null) {
      guard.doubt(time.now());
    }
  }

  /** A circuit was built through this guard. */
  public void circuitBuilt(Bytes32 identity) {
    report(identity, true);
  }

  /** A circuit failed behind the link to this guard, in a way that the guard may have caused. */
  public void circuitFailed(Bytes32 identity) {
    report(identity, false);
  }

  private void report(Bytes32 identity, boolean success) {
    Guard guard = find(identity);
    if (guard == null) {
      return;
    }
    guard.count(success);
    if (success) {
      guard.answered(time.now());
      guard.trusted();
    }
    unwrittenReports++;
    if (judge.drop(guard, guards, time.now())) {
      refresh();
      write();
    } else if (unwrittenReports >= REPORTS_PER_WRITE) {
      write();
    }
  }

  private boolean gone(Guard guard, Instant now) {
    return !now.isBefore(guard.expires)
        || (guard.unlistedSince != null
            && !guard.dropped
            && !now.isBefore(guard.unlistedSince.plus(UNLISTED_MOST)));
  }

  private boolean markListed(Instant now) {
    boolean changed = false;
    for (Guard guard : guards) {
      boolean listed = candidates.guard(guard.identity) != null;
      if (listed != (guard.unlistedSince == null)) {
        guard.unlistedSince = listed ? null : now;
        changed = true;
      }
    }
    return changed;
  }

  private List<Guard> listed() {
    return guards.stream().filter(g -> !g.dropped && candidates.guard(g.identity) != null).toList();
  }

  private List<Guard> primaries() {
    List<Guard> listed = listed();
    return listed.subList(0, Math.min(IN_USE, listed.size()));
  }

  /** A reserve that may be used, drawn now when there are fewer than there may be. */
  private @Nullable Guard reserve(Predicate<Guard> excluded, Instant now) {
    List<Guard> listed = listed();
    for (Guard guard : listed.subList(Math.min(IN_USE, listed.size()), listed.size())) {
      if (!excluded.test(guard)) {
        return guard;
      }
    }
    if (listed.size() < IN_USE || listed.size() >= MAX_LISTED) {
      return null;
    }
    Predicate<RelayEntry> fits = r -> !excluded.test(new Guard(r.identity(), now));
    if (!sample(fits, now)) {
      return null;
    }
    write();
    return guards.get(guards.size() - 1);
  }

  private boolean sample(Predicate<RelayEntry> fits, Instant now) {
    if (guards.size() >= MAX_REMEMBERED) {
      return false;
    }
    RelayEntry drawn =
        candidates.draw(
            r ->
                candidates.guard(r.identity()) != null
                    && find(r.identity()) == null
                    && fits.test(r),
            random);
    if (drawn == null) {
      return false;
    }
    long life = random.nextLong(LIFE_LEAST.toSeconds(), LIFE_MOST.toSeconds() + 1);
    guards.add(new Guard(drawn.identity(), now.plusSeconds(life)));
    return true;
  }

  private boolean fitsGuardsInUse(RelayEntry relay) {
    for (RelayEntry guard : inUse()) {
      if (candidates.conflict(guard, relay) != null) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Guard find(Bytes32 identity) {
    for (Guard guard : guards) {
      if (guard.identity.equals(identity)) {
        return guard;
      }
    }
    return null;
  }

  private RelayEntry entry(Guard guard) {
    return Objects.requireNonNull(candidates.get(guard.identity));
  }

  /** Writes both sets at once; blocks for one small write, rarely. */
  private void write() {
    unwrittenReports = 0;
    file.write(new GuardRecord(judge.lastDrop(), guards, secondHops.kept()));
  }
}
