package io.whisper.onion.circuit;

/** Why a circuit did not come about. */
public enum CircuitFailure {
  /** There is no consensus in force. */
  NO_CONSENSUS,
  /** The constraints on paths leave none. */
  NO_PATH,
  /** No link to the first relay could be made. */
  NO_LINK,
  /** A relay did not answer in time. */
  TIMEOUT,
  /** A relay ended the circuit, or could not reach the next one. */
  REFUSED,
  /** A relay did not prove that it has its key, or sent what the protocol does not allow. */
  PROTOCOL,
  /** This endpoint has more to compute than it may queue. */
  BUSY,
  /** This endpoint is closing. */
  CLOSED
}
