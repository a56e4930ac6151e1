package io.whisper.core.envelope;

/**
 * A message that is ready for a mailbox, and the topic under which its recipient will acknowledge
 * it. {@link #close()} wipes the topic.
 *
 * @param envelope not yet worked for
 * @param acknowledgement known to the sender and the recipient only
 */
public record SealedMail(Envelope envelope, Topic acknowledgement) implements AutoCloseable {
  @Override
  public void close() {
    acknowledgement.close();
  }

  @Override
  public String toString() {
    return "SealedMail";
  }
}
