package io.whisper.onion.circuit;

import io.whisper.onion.link.LinkException;
import java.util.concurrent.CompletionException;

/** One path that did not become a circuit: at which hop it ended, and whom that may be due to. */
final class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final CircuitFailure failure;
  private final int hop;
  private final boolean saidByRelayBehindGuard;
  private final String words;

  BuildException(CircuitFailure failure, int hop, boolean saidByRelayBehindGuard, String message) {
    this(failure, hop, saidByRelayBehindGuard, message, failure.description());
  }

  private BuildException(
      CircuitFailure failure,
      int hop,
      boolean saidByRelayBehindGuard,
      String message,
      String words) {
    super(message, null, false, false);
    this.failure = failure;
    this.hop = hop;
    this.saidByRelayBehindGuard = saidByRelayBehindGuard;
    this.words = words;
  }

  /** There was no link to the first relay. */
  static BuildException noLink(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof LinkException link) {
      return new BuildException(
          CircuitFailure.NO_LINK, 0, false, String.valueOf(link.getMessage()), link.words());
    }
    return new BuildException(CircuitFailure.NO_LINK, 0, false, "no link");
  }

  /** Why, in a few words for a user, who knows what was tried. */
  String words() {
    return words;
  }

  CircuitFailure failure() {
    return failure;
  }

  /** The index of the relay that did not become a hop; 0 is the first. */
  int hop() {
    return hop;
  }

  /** Whether a hop behind the first reported the failure, which the first cannot have forged. */
  boolean saidByRelayBehindGuard() {
    return saidByRelayBehindGuard;
  }
}
