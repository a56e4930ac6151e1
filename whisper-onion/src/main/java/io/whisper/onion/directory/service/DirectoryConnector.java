package io.whisper.onion.directory.service;

import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import java.util.concurrent.CompletableFuture;

/** Opens ways to directory servers. Called on the loop; futures complete there. */
public interface DirectoryConnector {
  /** A way straight to {@code target}, which has proved its keys when the future completes. */
  CompletableFuture<DirectoryConversation> direct(LinkTarget target);

  /** A way to {@code relay} that shows it nobody's address: over a guard. */
  CompletableFuture<DirectoryConversation> guarded(RelayEntry relay);
}
