package io.whisper.rendezvous.overlay;

/** What keeps an endpoint from reaching a recipient. */
public enum Obstacle {
  /** The stores answered, and none has a presence. */
  NO_PRESENCE,
  /** No introduction point passed the introduction on. */
  INTRODUCTION_REFUSED,
  /** It left, and no answer came: it may have arrived. */
  NO_ANSWER,
  /** The recipient answered that it does not take it. */
  REFUSED,
  /** A circuit that was needed could not be built, or broke. */
  NO_CIRCUIT,
  /** The consensus has no path of the length that is wanted. */
  NO_PATH
}
