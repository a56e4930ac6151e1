package io.whisper.onion.circuit;

import io.whisper.onion.path.PathConstraint;
import io.whisper.onion.path.PathException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says that a circuit did not come about and what was tried; names no relay and no address. */
public final class CircuitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final CircuitFailure failure;
  private final transient Set<PathConstraint> constraints;
  private final String words;

  CircuitException(CircuitFailure failure, String message) {
    this(failure, message, (Throwable) null);
  }

  CircuitException(BuildException last, String message) {
    super(message, null);
    this.failure = last.failure();
    this.constraints = Set.of();
    this.words = last.words();
  }

  CircuitException(CircuitFailure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = failure;
    this.constraints = Set.of();
    this.words = failure.description();
  }

  CircuitException(PathException none) {
    super(none.getMessage(), none);
    this.failure = CircuitFailure.NO_PATH;
    this.constraints = none.constraints();
    this.words = failure.description();
  }

  /** Why, in a few words for a user, who knows what was tried. */
  public String words() {
    return words;
  }

  /** What the last try failed for. */
  public CircuitFailure failure() {
    return failure;
  }

  /** With {@link CircuitFailure#NO_PATH}: the constraints that left no path. */
  public Set<PathConstraint> constraints() {
    return constraints;
  }
}
