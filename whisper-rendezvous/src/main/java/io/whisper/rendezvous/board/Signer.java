package io.whisper.rendezvous.board;

import io.whisper.core.address.Address;
import io.whisper.core.seal.RoomKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Who signs a post (docs/protocol.md, 18.9).
 *
 * @param author whom the post names
 * @param key gives the author's key for the topic at the moment of sealing, on the loop
 */
public record Signer(Address author, Supplier<CompletableFuture<RoomKey>> key) {
  @Override
  public String toString() {
    return "Signer";
  }
}
