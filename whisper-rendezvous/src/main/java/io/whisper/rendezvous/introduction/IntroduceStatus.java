package io.whisper.rendezvous.introduction;

import java.util.Optional;

/** What an introduction point did with an introduction. */
public enum IntroduceStatus {
  /** It was passed on to the recipient. */
  ACCEPTED(0),
  /** Nobody waits under that introduction key. */
  UNKNOWN_KEY(1),
  /** A limit of the point or of the recipient was reached. */
  LIMITED(2),
  /** It is not an introduction. */
  MALFORMED(3);

  private final int code;

  IntroduceStatus(int code) {
    this.code = code;
  }

  byte[] encode() {
    return new byte[] {(byte) code};
  }

  static Optional<IntroduceStatus> decode(byte[] data) {
    for (IntroduceStatus status : values()) {
      if (data.length == 1 && data[0] == status.code) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
