package io.whisper.onion.directory.authority;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.service.Backoff;
import io.whisper.onion.directory.service.DirectoryConnector;
import io.whisper.onion.directory.service.DirectoryConversation;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Another authority: what it is to be told waits here until it was told, or until telling is of no
 * use any more. Confined to the loop.
 */
final class AuthorityPeer {
  private static final int MAX_WAITING = 64;

  private final RoleLoop context;
  private final DirectoryConnector connector;
  private final AuthorityEntry entry;
  private final Backoff backoff;
  private final Queue<Message> waiting = new ArrayDeque<>();
  private @Nullable CompletableFuture<DirectoryConversation> conversation;
  private @Nullable Cancellable pause;
  private boolean telling;
  private boolean closed;

  /** Something to tell, and until when. */
  private static final class Message {
    private final byte[] bytes;
    private final Instant until;

    Message(byte[] bytes, Instant until) {
      this.bytes = bytes;
      this.until = until;
    }
  }

  AuthorityPeer(
      RoleLoop context, DirectoryConnector connector, AuthorityEntry entry, Duration interval) {
    this.context = context;
    this.connector = connector;
    this.entry = entry;
    this.backoff = new Backoff(context.random(), interval);
  }

  AuthorityEntry entry() {
    return entry;
  }

  /** Tells it {@code message}, trying again until {@code until}. */
  void tell(byte[] message, Instant until) {
    waiting.add(new Message(message, until));
    if (waiting.size() > MAX_WAITING) {
      waiting.remove();
    }
    pump();
  }

  /** A conversation of its own for a question, which whoever asks has to close. */
  CompletableFuture<DirectoryConversation> converse() {
    return connector.direct(entry.target());
  }

  void close() {
    closed = true;
    waiting.clear();
    if (pause != null) {
      pause.cancel();
    }
    if (conversation != null) {
      Outcome.of(
          conversation,
          (open, failure) -> {
            if (open != null) {
              open.close();
            }
          });
    }
  }

  private void pump() {
    if (telling || closed || pause != null) {
      return;
    }
    Instant now = context.time().now();
    while (!waiting.isEmpty() && waiting.element().until.isBefore(now)) {
      waiting.remove();
    }
    Message next = waiting.peek();
    if (next == null) {
      return;
    }
    telling = true;
    Outcome.of(
        conversation().thenCompose(open -> open.tell(next.bytes)),
        (status, failure) -> {
          telling = false;
          if (status != null && status != DirectoryStatus.LIMITED) {
            backoff.reset();
            waiting.remove(next);
            pump();
          } else if (!closed) {
            pause = context.time().after(backoff.next(), this::resume);
          }
        });
  }

  private void resume() {
    pause = null;
    pump();
  }

  /** The conversation that is open, or a new one. */
  private CompletableFuture<DirectoryConversation> conversation() {
    CompletableFuture<DirectoryConversation> known = conversation;
    if (known != null
        && !known.isCompletedExceptionally()
        && (!known.isDone() || !known.join().closed())) {
      return known;
    }
    CompletableFuture<DirectoryConversation> opening = connector.direct(entry.target());
    conversation = opening;
    return opening;
  }
}
