package io.whisper.rendezvous.session;

/** Why a session is over. */
public enum ChannelEnd {
  /** This side closed it. */
  CLOSED,
  /** The other side closed it. */
  CLOSED_BY_PEER,
  /** Its circuit broke. */
  LOST,
  /** The other side sent what a session does not carry. */
  VIOLATION
}
