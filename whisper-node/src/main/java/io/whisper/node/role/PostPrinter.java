package io.whisper.node.role;

import io.whisper.core.bytes.Bytes32;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Printable;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.rendezvous.FailureReason;
import io.whisper.rendezvous.Post;
import io.whisper.rendezvous.PostListener;
import io.whisper.rendezvous.Subscription;
import io.whisper.rendezvous.WhisperException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Prints the posts of a topic, each as one line, and those of them that are withdrawn. */
public final class PostPrinter implements PostListener {
  /** What the other lines begin with. */
  private static final List<String> OTHER_LINES = List.of("subscribed", "withdrawn ");

  /** How many posts are known by their lines when they are withdrawn. */
  private static final int MOST_KNOWN = 4096;

  private static final int LONGEST_KNOWN = 256;

  private final Console console;
  private final Stopwatch watch = new Stopwatch();
  private final Map<Bytes32, String> lines = new LinkedHashMap<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private long awaited;

  /** A printer that is done after this many posts. */
  public PostPrinter(Console console, long count) {
    this.console = console;
    this.awaited = count;
  }

  /** Says when the past was printed, and ends with the subscription. */
  public void attach(Subscription subscription) {
    subscription
        .caughtUp()
        .whenComplete(
            (caughtUp, failure) -> {
              if (failure != null && !isOfThePast(failure)) {
                done.completeExceptionally(failure);
                return;
              }
              if (failure != null) {
                console.progress("the past is incomplete: " + failure.getMessage());
              }
              show(
                  Step.done("subscribed", watch.millis(), "subscribed")
                      .with("complete", failure == null));
            });
  }

  private static boolean isOfThePast(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof WhisperException known && known.reason() == FailureReason.NOT_READ;
  }

  /** Completes when all posts were printed that it was to wait for. */
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public synchronized void onPost(Post post) {
    if (awaited <= 0) {
      return;
    }
    awaited--;
    byte[] payload = post.payload();
    String line = Printable.line(payload, OTHER_LINES);
    remember(post.id(), line);
    show(
        Printable.in(Step.done("post", watch.millis(), line), payload)
            .with("id", post.id().hex())
            .with("published", post.publishedAt().toString())
            .with("expires", post.expiry().toString()));
    if (awaited <= 0) {
      done.complete(null);
    }
  }

  @Override
  public synchronized void onWithdrawn(Bytes32 id) {
    String line = lines.getOrDefault(id, id.hex());
    lines.remove(id);
    if (!done.isDone()) {
      show(Step.done("withdrawn", watch.millis(), "withdrawn " + line).with("id", id.hex()));
    }
  }

  private void remember(Bytes32 id, String line) {
    if (lines.size() >= MOST_KNOWN) {
      lines.remove(lines.keySet().iterator().next());
    }
    lines.put(id, line.length() > LONGEST_KNOWN ? line.substring(0, LONGEST_KNOWN) + "..." : line);
  }

  /** Prints a step; when nobody can read it there is nothing left to wait for. */
  private void show(Step step) {
    try {
      console.step(step);
    } catch (CommandException e) {
      done.completeExceptionally(e);
      throw e;
    }
  }
}
