package io.whisper.core.state;

import java.io.IOException;
import java.nio.file.Path;

/** State that cannot be read or written; the message names the file and the reason. */
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean inUse;

  /** Says what is wrong; also for whoever finds that what it stored cannot be what it wrote. */
  public StateException(String message) {
    this(message, false);
  }

  StateException(String what, Path file, IOException cause) {
    super("cannot " + what + " " + file + ": " + FileTrouble.of(cause), cause);
    this.inUse = false;
  }

  private StateException(String message, boolean inUse) {
    super(message);
    this.inUse = inUse;
  }

  /** Says that somebody else has the directory open. */
  static StateException inUse(Path directory) {
    return new StateException("state directory " + directory + " is in use by another node", true);
  }

  /** Whether the state is only in use: it may be had when whoever has it is done. */
  public boolean isInUse() {
    return inUse;
  }
}
