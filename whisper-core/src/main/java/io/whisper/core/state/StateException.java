package io.whisper.core.state;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** State that cannot be read or written; the message names the file and the reason. */
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong; also for whoever finds that what it stored cannot be what it wrote. */
  public StateException(String message) {
    super(message);
  }

  StateException(String what, Path file, IOException cause) {
    super("cannot " + what + " " + file + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException e) {
      return e.getReason() != null ? e.getReason() : e.getClass().getSimpleName();
    }
    return String.valueOf(cause.getMessage());
  }
}
