package io.whisper.node.chat;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.AuthorMark;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Printable;
import io.whisper.node.console.Reason;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.FailureReason;
import io.whisper.rendezvous.Post;
import io.whisper.rendezvous.PostListener;
import io.whisper.rendezvous.Publication;
import io.whisper.rendezvous.PublishOptions;
import io.whisper.rendezvous.SubscribeOptions;
import io.whisper.rendezvous.WhisperException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A room on the board of a topic, in which one says lines under a name. Thread-safe. */
public final class ChatRoom {
  private static final long PATIENCE_SECONDS = 30;

  private final Console console;
  private final Endpoint endpoint;
  private final Topic topic;
  private final String name;
  private final PublishOptions options;
  private final Transcript transcript;
  private final Stopwatch watch = new Stopwatch();
  private final CompletableFuture<Void> entered = new CompletableFuture<>();
  private final CompletableFuture<Void> broken = new CompletableFuture<>();
  private final List<CompletableFuture<?>> said = new ArrayList<>();
  private int lost;

  /**
   * A room that is not entered yet.
   *
   * @param topic stays the caller's to close
   * @param name under which one speaks
   * @param options how what one says is published
   * @param state remembers what was read of this room
   */
  public ChatRoom(
      Console console,
      Endpoint endpoint,
      Topic topic,
      String name,
      PublishOptions options,
      StateStore state) {
    this.console = console;
    this.endpoint = endpoint;
    this.topic = topic;
    this.name = name;
    this.options = options;
    this.transcript = new Transcript(console, new ReadPosts(state), ZoneId.systemDefault());
  }

  /** Whether one can speak under this name: 1 to 32 visible characters but {@code <} and >. */
  public static boolean isName(String name) {
    return ChatLine.isName(name);
  }

  /**
   * Shows what was said before and from then on what is said. Completes when the past was shown;
   * exceptionally when the room cannot be entered.
   */
  public CompletionStage<Void> enter(SubscribeOptions reading) {
    endpoint
        .subscribe(topic, reading, new Listener())
        .caughtUp()
        .whenComplete((subscription, failure) -> caughtUp(failure));
    return entered;
  }

  /** Fails when nothing more can be shown; never completes otherwise. */
  public CompletableFuture<Void> broken() {
    return broken;
  }

  private void caughtUp(@Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (!(cause instanceof WhisperException known) || known.reason() != FailureReason.NOT_READ) {
        entered.completeExceptionally(failure);
        return;
      }
      console.progress("the past is incomplete: " + Reason.of(failure));
    }
    printing(
        () -> {
          transcript.enter();
          console.progress("you are " + name + "; Ctrl-D ends");
        });
    entered.complete(null);
  }

  /** Publishes a line; says so when that fails. */
  public void say(String text) {
    if (text.isBlank()) {
      return;
    }
    byte[] payload = new ChatLine(name, text).encode();
    if (payload.length > options.maxPayload()) {
      failed("a line is longer than " + options.maxPayload() + " bytes");
      return;
    }
    Publication publication = endpoint.publish(topic, payload, options);
    CompletableFuture<?> stored =
        publication
            .stored()
            .toCompletableFuture()
            .handle(
                (held, failure) -> {
                  if (failure != null) {
                    failed(Reason.of(failure));
                  }
                  return null;
                });
    synchronized (this) {
      said.removeIf(CompletableFuture::isDone);
      said.add(stored);
    }
  }

  /**
   * Waits until stores have what was said.
   *
   * @throws CommandException when something of it is lost
   */
  public void leave() {
    CompletableFuture<?>[] open;
    synchronized (this) {
      open = said.toArray(CompletableFuture<?>[]::new);
    }
    try {
      CompletableFuture.allOf(open).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException late) {
      throw new CommandException(
          "no store had what was said last within " + PATIENCE_SECONDS + " s", late);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted", e);
    }
    synchronized (this) {
      if (lost > 0) {
        String line = lost == 1 ? "a line was not said" : lost + " lines were not said";
        throw CommandException.afterStep(line, new CommandException(line));
      }
    }
  }

  private synchronized void failed(String why) {
    lost++;
    printing(() -> console.step(Step.failed("failed", watch.millis(), why)));
  }

  /** When nobody can read it there is nothing left to stay for. */
  private synchronized void printing(Runnable print) {
    try {
      print.run();
    } catch (CommandException unseen) {
      broken.completeExceptionally(unseen);
    }
  }

  private final class Listener implements PostListener {
    @Override
    public void onPost(Post post) {
      printing(
          () ->
              transcript.add(
                  new Transcript.Entry(
                      post.id(),
                      post.publishedAt(),
                      post.payload(),
                      AuthorMark.of(post.author(), post.claimedAuthor()))));
    }

    @Override
    public void onProved(Bytes32 id, Address author) {
      printing(() -> transcript.proved(id));
    }

    @Override
    public void onCrowded() {
      console.progress(Printable.CROWDED);
    }

    @Override
    public void onWithdrawn(Bytes32 id) {
      printing(() -> transcript.withdrawn(id));
    }
  }
}
