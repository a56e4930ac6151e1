package io.whisper.rendezvous.author;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;

/**
 * What a signed post says of itself: that the key is the author's for the room.
 *
 * @param room of the topic
 * @param roomKey whose signature the post bears
 */
public record Claim(Address author, Bytes32 room, Bytes32 roomKey) {
  @Override
  public String toString() {
    return "Claim";
  }
}
