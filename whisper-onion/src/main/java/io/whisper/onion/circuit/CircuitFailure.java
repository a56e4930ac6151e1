package io.whisper.onion.circuit;

/** Why a circuit did not come about. */
public enum CircuitFailure {
  /** There is no consensus in force. */
  NO_CONSENSUS("no consensus"),
  /** The constraints on paths leave none. */
  NO_PATH("no path"),
  /** No link to the first relay could be made. */
  NO_LINK("no link"),
  /** A relay did not answer in time. */
  TIMEOUT("timed out"),
  /** A relay ended the circuit, or could not reach the next one. */
  REFUSED("the circuit was ended"),
  /** A relay did not prove that it has its key, or sent what the protocol does not allow. */
  PROTOCOL("the protocol was not kept to"),
  /** This endpoint has more to compute than it may queue. */
  BUSY("too much is being done already"),
  /** This endpoint is closing. */
  CLOSED("it is being closed");

  private final String description;

  CircuitFailure(String description) {
    this.description = description;
  }

  /** A few words for a user. */
  public String description() {
    return description;
  }
}
