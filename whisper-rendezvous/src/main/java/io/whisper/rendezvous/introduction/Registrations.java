package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.relay.ServedCircuit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The recipients that wait at an introduction point, by their introduction keys: so many in all,
 * and of those that came over one link a share. Confined to the relay's loop.
 */
final class Registrations {
  private final IntroductionLimits limits;
  private final Map<Bytes32, Waiting> points = new HashMap<>();

  /** How many of them came over each link; links of none are not in it. */
  private final Map<Object, Integer> ofLinks = new HashMap<>();

  Registrations(IntroductionLimits limits) {
    this.limits = limits;
  }

  /** Whether a recipient that comes over a link finds room, in its own former place if need be. */
  boolean room(Bytes32 introductionKey, Object link) {
    Waiting former = points.get(introductionKey);
    int all = points.size() - (former == null ? 0 : 1);
    boolean sameLink = former != null && former.recipient().linkKey().equals(link);
    int ofLink = ofLinks.getOrDefault(link, 0) - (sameLink ? 1 : 0);
    return all < limits.points() && ofLink < limits.pointsPerLink();
  }

  /** Lets a recipient wait, and answers who waited under the same key. */
  Optional<Waiting> put(Bytes32 introductionKey, Waiting point) {
    Optional<Waiting> former = Optional.ofNullable(points.put(introductionKey, point));
    former.ifPresent(this::forgetLink);
    ofLinks.merge(point.recipient().linkKey(), 1, Integer::sum);
    return former;
  }

  /** How many wait. */
  int size() {
    return points.size();
  }

  Optional<Waiting> at(Bytes32 introductionKey) {
    return Optional.ofNullable(points.get(introductionKey));
  }

  /** The recipient on this circuit is gone, and answered if it waited; another one stays. */
  Optional<Waiting> remove(Bytes32 introductionKey, ServedCircuit circuit) {
    Waiting point = points.get(introductionKey);
    if (point == null || !point.recipient().equals(circuit)) {
      return Optional.empty();
    }
    points.remove(introductionKey);
    forgetLink(point);
    return Optional.of(point);
  }

  private void forgetLink(Waiting point) {
    ofLinks.computeIfPresent(
        point.recipient().linkKey(), (link, count) -> count == 1 ? null : count - 1);
  }
}
