package io.whisper.core.envelope;

/** How an envelope stands to the clock of a store (docs/protocol.md, 18.3). */
public enum Timeliness {
  /** It may be kept. */
  TIMELY,
  /** Its time is up. */
  EXPIRED,
  /** It says to have been made later than now, by more than clocks may differ. */
  FROM_THE_FUTURE,
  /** It wants to live longer than 14 days. */
  OVER_LONG
}
