package io.whisper.rendezvous.kept;

/** Something that is kept in a file until it is over. */
public interface Kept {
  /** What tells it apart from others, in characters that a name of state may have. */
  String name();

  /** Its bytes, which the caller wipes. */
  byte[] encode();
}
