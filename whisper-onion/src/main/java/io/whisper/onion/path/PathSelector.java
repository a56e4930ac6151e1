package io.whisper.onion.path;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayEntry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws the relays of a circuit from the live consensus (docs/protocol.md, "Lengths and paths").
 *
 * <p>With no intermediary a path is the target alone. With more, the first relay is one of the
 * {@link Guards} in use and the second one of the four second hops, each as likely as the others;
 * the third is drawn by weight from all relays. No two relays of a path are the same, share a
 * family, or have addresses in one IPv4 /16 or IPv6 /32 (unless the network relaxes the last). A
 * target that the other side named is held only to the first rule: otherwise it could be chosen
 * such that our avoiding it shows who our guards are. When nothing fits, that is said and no rule
 * is bent. Confined to one thread.
 */
public final class PathSelector {
  private final Guards guards;
  private final SecureRandom random;
  private final Doubts doubts;
  private Candidates candidates = Candidates.NONE;

  /** A selector without a consensus yet. */
  public PathSelector(Guards guards, SecureRandom random) {
    this.guards = guards;
    this.random = random;
    this.doubts = new Doubts(guards.time());
  }

  /** A circuit waited in vain for this relay, which is no guard there. */
  public void doubt(RelayEntry relay) {
    doubts.add(relay.identity());
  }

  /** A circuit of these relays stands. */
  public void trust(List<RelayEntry> path) {
    path.forEach(relay -> doubts.remove(relay.identity()));
  }

  /** Whether none of these relays is in doubt. */
  public boolean trusted(List<RelayEntry> path) {
    Set<Bytes32> doubted = doubts.relays();
    return path.stream().noneMatch(relay -> doubted.contains(relay.identity()));
  }

  /** Draws from these relays from now on; {@code relaxAddressBlocks} drops the rule on blocks. */
  public void update(Collection<RelayEntry> relays, boolean relaxAddressBlocks) {
    candidates = new Candidates(relays, relaxAddressBlocks);
    guards.update(candidates);
  }

  /**
   * A path of {@code hops} intermediaries, 0 to 3, and then the target.
   *
   * @param namedByOtherSide whether the target is exempt from the rules on families and blocks
   * @param avoided relays better not taken before the target, since they just failed; taken
   *     nevertheless when nothing else fits
   */
  public List<RelayEntry> path(
      int hops, RelayEntry target, boolean namedByOtherSide, Set<Bytes32> avoided)
      throws PathException {
    checkHops(hops, 0);
    RelayEntry listed = candidates.get(target.identity());
    if (listed == null) {
      throw new PathException(PathConstraint.NOT_LISTED, "the target is not in the live consensus");
    }
    List<RelayEntry> path = draw(hops, listed, namedByOtherSide, avoided);
    path.add(listed);
    return Collections.unmodifiableList(path);
  }

  /** The intermediaries of a path, 1 to 3, whose target is not known yet. */
  public List<RelayEntry> intermediaries(int hops, Set<Bytes32> avoided) throws PathException {
    checkHops(hops, 1);
    return Collections.unmodifiableList(draw(hops, null, false, avoided));
  }

  /** Whether a path of these intermediaries may end at this target. */
  public boolean fits(
      List<RelayEntry> intermediaries, RelayEntry target, boolean namedByOtherSide) {
    RelayEntry listed = candidates.get(target.identity());
    return listed != null
        && intermediaries.stream().allMatch(r -> conflict(r, listed, namedByOtherSide) == null);
  }

  /** Whether the live consensus still lists all of these relays with the keys they had. */
  public boolean listed(List<RelayEntry> path) {
    for (RelayEntry relay : path) {
      RelayEntry now = candidates.get(relay.identity());
      if (now == null || !now.target().onionKey().equals(relay.target().onionKey())) {
        return false;
      }
    }
    return true;
  }

  private List<RelayEntry> draw(
      int hops, @Nullable RelayEntry target, boolean exempt, Set<Bytes32> avoided)
      throws PathException {
    if (hops == 0) {
      return new ArrayList<>();
    }
    guards.refresh();
    Set<Bytes32> doubted = new HashSet<>(doubts.relays());
    if (!doubted.isEmpty()) {
      doubted.addAll(avoided);
      List<RelayEntry> path = new Search(hops, target, exempt, doubted).run();
      if (path != null) {
        return path;
      }
    }
    Search search = new Search(hops, target, exempt, avoided);
    List<RelayEntry> path = search.run();
    if (path == null && !avoided.isEmpty()) {
      search = new Search(hops, target, exempt, Set.of());
      path = search.run();
    }
    if (path == null) {
      throw search.failure();
    }
    return path;
  }

  private @Nullable PathConstraint conflict(RelayEntry relay, RelayEntry target, boolean exempt) {
    PathConstraint conflict = candidates.conflict(relay, target);
    return exempt && conflict != PathConstraint.REPEATED ? null : conflict;
  }

  private static void checkHops(int hops, int least) {
    if (hops < least || hops > HopRange.MAX_HOPS) {
      throw new IllegalArgumentException(
          "hops " + hops + " given, expected " + least + " to " + HopRange.MAX_HOPS);
    }
  }

  /** One search through the few guards and second hops, in a random order. */
  private final class Search {
    private final int hops;
    private final @Nullable RelayEntry target;
    private final boolean exempt;
    private final Set<Bytes32> avoided;
    private final Map<PathConstraint, Integer> refused = new EnumMap<>(PathConstraint.class);

    Search(int hops, @Nullable RelayEntry target, boolean exempt, Set<Bytes32> avoided) {
      this.hops = hops;
      this.target = target;
      this.exempt = exempt;
      this.avoided = avoided;
    }

    @Nullable List<RelayEntry> run() {
      List<RelayEntry> choices = shuffled(guards.choices(target));
      if (choices.isEmpty()) {
        refuse(PathConstraint.GUARD);
      }
      for (RelayEntry guard : choices) {
        List<RelayEntry> path = new ArrayList<>(hops + 1);
        if (!avoided.contains(guard.identity())
            && admit(path, guard)
            && (hops == 1 || second(path))) {
          return path;
        }
      }
      return null;
    }

    private boolean second(List<RelayEntry> path) {
      List<RelayEntry> choices = shuffled(guards.secondHops());
      if (choices.isEmpty()) {
        refuse(PathConstraint.SECOND_HOP);
      }
      for (RelayEntry second : choices) {
        if (!avoided.contains(second.identity()) && admit(path, second)) {
          if (hops == 2 || third(path)) {
            return true;
          }
          path.remove(1);
        }
      }
      return false;
    }

    private boolean third(List<RelayEntry> path) {
      RelayEntry third =
          candidates.draw(
              r -> {
                if (avoided.contains(r.identity())) {
                  return false;
                }
                PathConstraint conflict = conflictOn(path, r);
                if (conflict != null) {
                  refuse(conflict);
                }
                return conflict == null;
              },
              random);
      return third != null && path.add(third);
    }

    private boolean admit(List<RelayEntry> path, RelayEntry relay) {
      PathConstraint conflict = conflictOn(path, relay);
      if (conflict != null) {
        refuse(conflict);
        return false;
      }
      return path.add(relay);
    }

    private @Nullable PathConstraint conflictOn(List<RelayEntry> path, RelayEntry relay) {
      if (target != null) {
        PathConstraint conflict = conflict(relay, target, exempt);
        if (conflict != null) {
          return conflict;
        }
      }
      for (RelayEntry other : path) {
        PathConstraint conflict = candidates.conflict(other, relay);
        if (conflict != null) {
          return conflict;
        }
      }
      return null;
    }

    private void refuse(PathConstraint constraint) {
      refused.merge(constraint, 1, Integer::sum);
    }

    PathException failure() {
      return new PathException(hops, refused);
    }

    private List<RelayEntry> shuffled(List<RelayEntry> relays) {
      List<RelayEntry> shuffled = new ArrayList<>(relays);
      Collections.shuffle(shuffled, random);
      return shuffled;
    }
  }
}
