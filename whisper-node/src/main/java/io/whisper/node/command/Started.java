package io.whisper.node.command;

import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What a role's start came to. */
final class Started {
  private Started() {}

  /** Waits for the start; a failure is one line for the user. */
  static <T> T await(CompletableFuture<T> start) {
    try {
      return start.join();
    } catch (CompletionException e) {
      throw new CommandException(Reason.of(e), e);
    }
  }
}
