package io.whisper.core.seal;

import io.whisper.core.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * What was in a sealed body.
 *
 * @param content what the sender says
 * @param sender the sender's address, proven; null when the sender stays anonymous
 * @param answerKey the key that seals the one answer
 */
public record Opened(FirstContact content, @Nullable Address sender, AnswerKey answerKey) {
  @Override
  public String toString() {
    return "Opened";
  }
}
