package io.whisper.core.seal;

import io.whisper.core.crypto.SecretBytes;

/**
 * A sealed body, to be sent, and the secrets by which its answer or acknowledgement will come.
 * {@link #close()} wipes both.
 */
public final class Sealed implements AutoCloseable {
  private final byte[] body;
  private final AnswerKey answerKey;
  private final SecretBytes acknowledgement;

  /** Takes all for its own. */
  Sealed(byte[] body, AnswerKey answerKey, SecretBytes acknowledgement) {
    this.body = body;
    this.answerKey = answerKey;
    this.acknowledgement = acknowledgement;
  }

  /** A copy of the sealed body. */
  public byte[] body() {
    return body.clone();
  }

  /** The key that opens the answer. */
  public AnswerKey answerKey() {
    return answerKey;
  }

  /** The secret, 32 bytes, of the topic under which what waited in a mailbox is acknowledged. */
  public SecretBytes acknowledgement() {
    return acknowledgement;
  }

  @Override
  public void close() {
    answerKey.close();
    acknowledgement.close();
  }

  @Override
  public String toString() {
    return "Sealed";
  }
}
