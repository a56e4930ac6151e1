package io.whisper.rendezvous.author;

import io.whisper.core.address.Address;
import io.whisper.onion.path.HopRange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How an author is asked. */
@FunctionalInterface
public interface AuthorQuestion {
  /**
   * Asks anonymously; called on the loop.
   *
   * @param question the payload of the first contact
   * @param ttl how long it may wait for the author
   * @param hops the lengths of the circuits
   * @return completes on the loop with the author's own answer; cancelling it ends the question
   */
  CompletableFuture<byte[]> ask(Address author, byte[] question, Duration ttl, HopRange hops);
}
