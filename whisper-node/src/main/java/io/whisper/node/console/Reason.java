package io.whisper.node.console;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The one line that says why something failed. */
public final class Reason {
  private Reason() {}

  /** The message of the failure itself, not of what an executor wrapped around it. */
  public static String of(Throwable failure) {
    @Nullable Throwable cause = failure.getCause();
    if (cause != null
        && (failure instanceof CompletionException || failure instanceof ExecutionException)) {
      return of(cause);
    }
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
