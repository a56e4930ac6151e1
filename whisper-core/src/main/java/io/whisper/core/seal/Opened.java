package io.whisper.core.seal;

import io.whisper.core.address.Address;
import io.whisper.core.crypto.SecretBytes;
import org.jspecify.annotations.Nullable;

/**
 * What was in a sealed body. {@link #close()} wipes both secrets.
 *
 * @param content what the sender says
 * @param sender the sender's address, proven; null when the sender stays anonymous
 * @param answerKey the key that seals the one answer
 * @param acknowledgement the secret, 32 bytes, of the topic under which what waited in a mailbox is
 *     acknowledged
 */
public record Opened(
    FirstContact content,
    @Nullable Address sender,
    AnswerKey answerKey,
    SecretBytes acknowledgement)
    implements AutoCloseable {
  @Override
  public void close() {
    answerKey.close();
    acknowledgement.close();
  }

  @Override
  public String toString() {
    return "Opened";
  }
}
