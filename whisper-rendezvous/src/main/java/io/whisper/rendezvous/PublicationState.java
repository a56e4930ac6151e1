package io.whisper.rendezvous;

/** How far a post has come. A state is reported when the proof for it is there, and not before. */
public enum PublicationState {
  /** It waits here, or is on its way. */
  QUEUED,
  /**
   * At least one store has answered that it holds it; {@link Publication#stores()} says how many.
   */
  STORED,
  /**
   * Its author withdrew it: as many stores have answered that it is gone as had answered that they
   * hold it.
   */
  WITHDRAWN,
  /** Its time is up: no store gives it out any more. */
  EXPIRED,
  /** It was given up before any store held it, and {@link Publication#reason()} says why. */
  FAILED;

  /** Whether no other state follows. */
  public boolean isFinal() {
    return this == WITHDRAWN || this == EXPIRED || this == FAILED;
  }
}
