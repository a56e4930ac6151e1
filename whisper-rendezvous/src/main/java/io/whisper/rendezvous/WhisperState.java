package io.whisper.rendezvous;

/**
 * What an application can expect of {@link Whisper} at a moment.
 *
 * @param phase in short
 * @param reason what is awaited or missing, in words for a person; empty when READY
 */
public record WhisperState(Phase phase, String reason) {
  /** The state in short. */
  public enum Phase {
    /** The network is being joined. */
    STARTING,
    /** Messages can be sent. */
    READY,
    /** Messages can be sent, but something is not as it should be. */
    DEGRADED,
    /** Nothing can be sent. */
    OFFLINE
  }

  static final WhisperState READY = new WhisperState(Phase.READY, "");

  static WhisperState starting(String reason) {
    return new WhisperState(Phase.STARTING, reason);
  }

  static WhisperState degraded(String reason) {
    return new WhisperState(Phase.DEGRADED, reason);
  }

  static WhisperState offline(String reason) {
    return new WhisperState(Phase.OFFLINE, reason);
  }

  /** Whether messages can be sent: READY or DEGRADED. */
  public boolean usable() {
    return phase == Phase.READY || phase == Phase.DEGRADED;
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? phase.toString() : phase + "(" + reason + ")";
  }
}
