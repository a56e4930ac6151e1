package io.whisper.rendezvous.introduction;

import java.util.Optional;

/** What an introduction point did with an introduction. */
public enum IntroduceStatus {
  /** It was passed on to the recipient. */
  ACCEPTED(0, "it was passed on"),
  /** Nobody waits under that introduction key. */
  UNKNOWN_KEY(1, "the recipient does not wait at its introduction points"),
  /** A limit of the point or of the recipient was reached. */
  LIMITED(2, "the recipient or its introduction points have too much to do"),
  /** It is not an introduction. */
  MALFORMED(3, "an introduction point did not understand");

  private final int code;
  private final String words;

  IntroduceStatus(int code, String words) {
    this.code = code;
    this.words = words;
  }

  /** What that means, for a person. */
  String words() {
    return words;
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
