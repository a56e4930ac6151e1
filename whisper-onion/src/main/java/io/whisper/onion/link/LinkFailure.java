package io.whisper.onion.link;

/** Why a link did not come about. Names no address and no key. */
public enum LinkFailure {
  /** There was no address to try. */
  NO_ADDRESS("no address is known"),
  /** No TCP connection was made. */
  UNREACHABLE("connection refused or no route"),
  /** The link was not ready in time. */
  TIMEOUT("no answer in time"),
  /** The peer presented another certificate than the one that was asked for. */
  WRONG_CERTIFICATE("another certificate was presented"),
  /** The TLS handshake failed for another reason. */
  TLS("TLS handshake failed"),
  /** The two sides have no link version in common. */
  NO_COMMON_VERSION("no common link version"),
  /** The peer sent something that no cell of this place can be. */
  MALFORMED("malformed cells"),
  /** The connection ended before the link was ready. */
  CLOSED("connection closed");

  private final String description;

  LinkFailure(String description) {
    this.description = description;
  }

  /** A few words for a user. */
  public String description() {
    return description;
  }
}
