package io.whisper.rendezvous.introduction;

import java.util.Optional;

/** What a recipient says about an introduction, as the status of its sealed answer. */
public enum AnswerStatus {
  /** Its application has it; for the terms of a session: it is coming. */
  TAKEN(0),
  /** The same, and its application replied at once. */
  REPLIED(1),
  /** It was not taken: nobody listens, or there is too much to do. */
  REFUSED(2);

  private final int code;

  AnswerStatus(int code) {
    this.code = code;
  }

  /** The byte in the answer. */
  public int code() {
    return code;
  }

  static Optional<AnswerStatus> of(int code) {
    for (AnswerStatus status : values()) {
      if (status.code == code) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
