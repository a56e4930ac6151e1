package io.whisper.onion.path;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** No path fits the constraints; the message says which of them left nobody, and names no relay. */
public final class PathException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Set<PathConstraint> constraints;

  PathException(PathConstraint constraint, String message) {
    super(message);
    this.constraints = Set.of(constraint);
  }

  PathException(int hops, Map<PathConstraint, Integer> refused) {
    super(
        "no path of "
            + hops
            + (hops == 1 ? " hop" : " hops")
            + " to the target: every candidate was refused ("
            + refused.entrySet().stream()
                .map(e -> e.getValue() + " times as " + e.getKey().words())
                .collect(Collectors.joining(", "))
            + ")");
    this.constraints = Set.copyOf(refused.keySet());
  }

  /** The constraints that refused candidates. */
  public Set<PathConstraint> constraints() {
    return constraints;
  }
}
