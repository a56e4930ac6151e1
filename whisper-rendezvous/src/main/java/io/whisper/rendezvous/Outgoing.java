package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Something that an endpoint sends by itself.
 *
 * @param delivery what is known of its way
 * @param content what it says, under the id by which its recipient knows it when it comes again
 */
record Outgoing(Delivery delivery, Address recipient, FirstContact content, SendOptions options) {

  /** Its id where a late reply may come to it: to the sender's address, which it names. */
  @Nullable MessageId awaited() {
    return options.identified() && content.kind() == Kind.MESSAGE ? content.id() : null;
  }

  @Override
  public String toString() {
    return "Outgoing";
  }
}
