package io.whisper.node.role;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.node.console.AuthorMark;
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
import java.util.stream.Stream;

/**
 * Prints the posts of a topic, each as one line, and those of them that are withdrawn or whose
 * authors are proved later.
 */
public final class PostPrinter implements PostListener {
  /** What the other lines begin with. */
  private static final List<String> OTHER_LINES =
      Stream.concat(
              Stream.of("subscribed", "withdrawn ", "proved "), AuthorMark.BEGINNINGS.stream())
          .toList();

  /** How many posts are known by their lines when they are withdrawn. */
  private static final int MOST_KNOWN = 4096;

  private static final int LONGEST_KNOWN = 256;

  private final Console console;
  private final Stopwatch watch = new Stopwatch();
  private final Map<Bytes32, Line> lines = new LinkedHashMap<>();
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
    String text = Printable.line(payload, OTHER_LINES);
    AuthorMark mark = AuthorMark.of(post.author(), post.claimedAuthor());
    remember(post.id(), mark, text);
    show(
        mark.in(
            Printable.in(Step.done("post", watch.millis(), mark.on(text)), payload)
                .with("id", post.id().hex())
                .with("published", post.publishedAt().toString())
                .with("expires", post.expiry().toString())));
    if (awaited <= 0) {
      done.complete(null);
    }
  }

  @Override
  public synchronized void onWithdrawn(Bytes32 id) {
    Line known = lines.remove(id);
    String line = known == null ? id.hex() : known.toString();
    if (!done.isDone()) {
      show(Step.done("withdrawn", watch.millis(), "withdrawn " + line).with("id", id.hex()));
    }
  }

  @Override
  public synchronized void onCrowded() {
    console.progress(Printable.CROWDED);
  }

  @Override
  public synchronized void onProved(Bytes32 id, Address author) {
    Line line = lines.computeIfPresent(id, (known, shown) -> shown.proved());
    if (line != null && !done.isDone()) {
      show(
          line.mark()
              .in(Step.done("proved", watch.millis(), "proved " + line).with("id", id.hex())));
    }
  }

  private void remember(Bytes32 id, AuthorMark mark, String text) {
    if (lines.size() >= MOST_KNOWN) {
      lines.remove(lines.keySet().iterator().next());
    }
    boolean whole = text.length() <= LONGEST_KNOWN;
    lines.put(id, new Line(mark, whole ? text : text.substring(0, LONGEST_KNOWN) + "..."));
  }

  /** The line of a post that was printed. */
  private record Line(AuthorMark mark, String text) {
    Line proved() {
      return new Line(mark.asProved(), text);
    }

    @Override
    public String toString() {
      return mark.on(text);
    }
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
