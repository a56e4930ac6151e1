package io.whisper.rendezvous.session;

/**
 * A whole message of a session.
 *
 * @param number its place in the direction it came from, from 1
 * @param inReplyTo the number of the receiver's message that it answers, 0 for none
 * @param payload its bytes without padding, up to 65,536, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on once.
public record SessionMessage(long number, long inReplyTo, byte[] payload) {
  /** The longest payload in bytes. */
  public static final int MAX_PAYLOAD = 65_536;

  /** Numbers only: the payload is nobody's business. */
  @Override
  public String toString() {
    return "SessionMessage[" + number + ", " + payload.length + " bytes]";
  }
}
