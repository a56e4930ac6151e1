package io.whisper.onion.link;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;

/** Why a link did not come about. Names no address and no key. */
public enum LinkFailure {
  /** There was no address to try. */
  NO_ADDRESS("no address is known"),
  /** Nobody listens there. */
  REFUSED("connection refused"),
  /** No TCP connection was made for another reason. */
  UNREACHABLE("no route"),
  /** The link was not ready in time. */
  TIMEOUT("timed out"),
  /** The peer presented another certificate than the one that was asked for. */
  WRONG_CERTIFICATE("wrong certificate"),
  /** The peer does not speak TLS. */
  NOT_TLS("answered with garbage"),
  /** The TLS handshake failed for another reason. */
  TLS("TLS refused"),
  /** The two sides have no link version in common. */
  NO_COMMON_VERSION("no common link version"),
  /** The peer sent something that no cell of this place can be. */
  MALFORMED("answered with malformed cells"),
  /** The connection ended before the link was ready. */
  CLOSED("connection closed");

  private final String description;

  LinkFailure(String description) {
    this.description = description;
  }

  /** What the failure of a TLS handshake comes to. */
  static LinkFailure ofTls(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof PinnedCertificate.WrongCertificateException) {
        return WRONG_CERTIFICATE;
      }
      if (at instanceof NotSslRecordException) {
        return NOT_TLS;
      }
      if (at instanceof ClosedChannelException) {
        return CLOSED;
      }
    }
    return TLS;
  }

  /** A few words for a user. */
  public String description() {
    return description;
  }
}
