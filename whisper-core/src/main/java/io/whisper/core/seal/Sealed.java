package io.whisper.core.seal;

/**
 * A sealed body, to be sent, and the key under which its answer will come. {@link #close()} wipes
 * the key.
 */
public final class Sealed implements AutoCloseable {
  private final byte[] body;
  private final AnswerKey answerKey;

  /** Takes both for its own. */
  Sealed(byte[] body, AnswerKey answerKey) {
    this.body = body;
    this.answerKey = answerKey;
  }

  /** A copy of the sealed body. */
  public byte[] body() {
    return body.clone();
  }

  /** The key that opens the answer. */
  public AnswerKey answerKey() {
    return answerKey;
  }

  @Override
  public void close() {
    answerKey.close();
  }

  @Override
  public String toString() {
    return "Sealed";
  }
}
