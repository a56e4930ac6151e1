package io.whisper.rendezvous.kept;

import java.time.Instant;

/** Something that is kept in a file until it is over or its time is up. */
public interface Kept {
  /** What tells it apart from others, in characters that a name of state may have. */
  String name();

  /** From when on nobody needs it. */
  Instant expires();

  /** Its bytes, which the caller wipes. */
  byte[] encode();
}
