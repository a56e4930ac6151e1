package io.whisper.rendezvous;

/** Why a message, a session or a post was given up. */
public enum FailureReason {
  /** The stores of the recipient's presence answered, and none has one: it is not there. */
  NO_PRESENCE,
  /** No introduction point passed it on: the recipient is away, or new there. */
  INTRODUCTION_REFUSED,
  /** No answer came in time: it may have arrived, and nobody said so. */
  NO_ANSWER,
  /** A reply left inside the answer to its message. Nobody acknowledges an answer. */
  UNACKNOWLEDGED,
  /** The recipient answered that it does not take it: it does not listen, or has too much to do. */
  REFUSED,
  /** No circuit to a relay that was needed could be built. */
  NO_CIRCUIT,
  /** The session broke, or was closed, before the message was acknowledged. */
  SESSION_ENDED,
  /** A reply cannot travel with the answer, and the sender gave no address to send it to. */
  SENDER_UNKNOWN,
  /** No store took a post, or a message for a mailbox. */
  NOT_STORED,
  /** What lay on a board before could not be read from any store. */
  NOT_READ,
  /** More waits to be sent than is kept. */
  OVERLOADED,
  /** The endpoint was closed. */
  CLOSED
}
