package io.whisper.rendezvous.overlay;

import io.whisper.onion.circuit.CircuitException;
import io.whisper.onion.circuit.CircuitFailure;
import java.util.concurrent.CompletionException;

/** Says what keeps an endpoint from reaching a recipient; names no relay and no address. */
public final class ObstacleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Obstacle obstacle;

  /** With words for a person. */
  public ObstacleException(Obstacle obstacle, String detail) {
    super(detail, null, false, false);
    this.obstacle = obstacle;
  }

  /** What it is. */
  public Obstacle obstacle() {
    return obstacle;
  }

  /** The exception in what a future failed with; anything else counts as a circuit that broke. */
  public static ObstacleException of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ObstacleException known) {
      return known;
    }
    boolean noPath =
        cause instanceof CircuitException circuit && circuit.failure() == CircuitFailure.NO_PATH;
    String message = cause.getMessage();
    return new ObstacleException(
        noPath ? Obstacle.NO_PATH : Obstacle.NO_CIRCUIT,
        message == null ? "something failed here" : message);
  }
}
