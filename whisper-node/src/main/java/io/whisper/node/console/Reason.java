package io.whisper.node.console;

import io.whisper.core.state.FileTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The one line that says why something failed, in words and without the names of classes. */
public final class Reason {
  private Reason() {}

  /** The message of the failure itself, not of what an executor wrapped around it. */
  public static String of(Throwable failure) {
    @Nullable Throwable cause = failure.getCause();
    if (cause != null
        && (failure instanceof CompletionException
            || failure instanceof ExecutionException
            || failure instanceof UncheckedIOException)) {
      return of(cause);
    }
    if (failure instanceof IOException io) {
      return FileTrouble.of(io);
    }
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
