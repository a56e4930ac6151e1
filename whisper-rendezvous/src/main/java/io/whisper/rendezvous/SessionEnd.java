package io.whisper.rendezvous;

/** Why a {@link Session} is over. */
public enum SessionEnd {
  /** This side closed it. */
  CLOSED,
  /** The other side closed it. */
  CLOSED_BY_PEER,
  /** Nothing was said for a while. */
  IDLE,
  /** The way to the other side broke, or something on it did not keep to the protocol. */
  LOST
}
