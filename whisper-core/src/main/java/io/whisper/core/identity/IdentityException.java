package io.whisper.core.identity;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An identity file that cannot be read or written; the message names the file and the reason. */
public final class IdentityException extends RuntimeException {
  private static final long serialVersionUID = 1;

  IdentityException(Path file, String reason, @Nullable IOException cause) {
    super("identity file " + file + " " + reason, cause);
  }
}
