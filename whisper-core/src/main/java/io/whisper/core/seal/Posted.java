package io.whisper.core.seal;

import io.whisper.core.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * What was in a post on a board.
 *
 * @param content what its author says
 * @param author who the author says to be, which anybody who knows the topic could have said; null
 *     when it says nothing
 */
public record Posted(FirstContact content, @Nullable Address author) {
  @Override
  public String toString() {
    return "Posted";
  }
}
