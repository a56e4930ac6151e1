package io.whisper.core.seal;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * What was in a post on a board.
 *
 * @param content what its author says; of a signed publication the text only
 * @param author who the author says to be, which anybody who knows the topic could have said; null
 *     when it says nothing
 * @param roomKey the key whose signature the post bears, which is the author's where the author
 *     says so; null but for a signed publication, which always has an author
 */
public record Posted(FirstContact content, @Nullable Address author, @Nullable Bytes32 roomKey) {
  @Override
  public String toString() {
    return "Posted";
  }
}
