package io.whisper.core.envelope;

import io.whisper.core.address.Address;
import io.whisper.core.seal.FirstContact;
import org.jspecify.annotations.Nullable;

/**
 * What was in an envelope of a mailbox. {@link #close()} wipes the topic.
 *
 * @param content what the sender says
 * @param sender the sender's address, proven; null when the sender stays anonymous
 * @param acknowledgement the topic under which it is acknowledged
 */
public record OpenedMail(FirstContact content, @Nullable Address sender, Topic acknowledgement)
    implements AutoCloseable {
  @Override
  public void close() {
    acknowledgement.close();
  }

  @Override
  public String toString() {
    return "OpenedMail";
  }
}
