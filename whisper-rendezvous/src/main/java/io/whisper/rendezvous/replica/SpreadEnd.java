package io.whisper.rendezvous.replica;

/** Why nothing more is tried at the replicas of a tag. */
public enum SpreadEnd {
  /** All three have answered that it is done, or as many as the network has stores. */
  ALL,
  /** The time for it was up. */
  TIME_UP,
  /** No store is left that has not done it and might. */
  REFUSED,
  /** It was called off. */
  CANCELLED
}
