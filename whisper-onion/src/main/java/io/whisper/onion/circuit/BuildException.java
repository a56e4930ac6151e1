package io.whisper.onion.circuit;

/** One path that did not become a circuit: at which hop it ended, and whom that may be due to. */
final class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final CircuitFailure failure;
  private final int hop;
  private final boolean saidByRelayBehindGuard;

  BuildException(CircuitFailure failure, int hop, boolean saidByRelayBehindGuard, String message) {
    super(message, null, false, false);
    this.failure = failure;
    this.hop = hop;
    this.saidByRelayBehindGuard = saidByRelayBehindGuard;
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
