package io.whisper.rendezvous.lookup;

import io.whisper.core.bytes.Bytes32;
import io.whisper.rendezvous.descriptor.Card;

/**
 * A recipient's card as it was found.
 *
 * @param card what it says
 * @param mailbox the tag of the mailbox in the same period
 */
public record FoundCard(Card card, Bytes32 mailbox) {

  /** Only the type. */
  @Override
  public String toString() {
    return "FoundCard";
  }
}
