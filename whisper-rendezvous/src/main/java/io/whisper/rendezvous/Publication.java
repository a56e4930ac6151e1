package io.whisper.rendezvous;

import io.whisper.core.bytes.Bytes32;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One post on its way to its board, and there.
 *
 * <p>No state is reported before the proof for it arrived: {@link PublicationState#STORED} means
 * that stores have answered that they hold it. Thread-safe; stages complete and listeners run on
 * the application's executor.
 */
public final class Publication {
  /** Where it came from, and can be taken back. */
  interface Origin {
    /** Withdraws a publication. */
    void withdraw(Publication which);

    /** Publishes this payload, which it may keep, instead of a publication. */
    Publication replace(Publication which, byte[] payload);
  }

  /**
   * How far it has come at one moment.
   *
   * @param state the state
   * @param stores how many stores have answered that they hold it, 0 to 3
   * @param reason why it is {@link PublicationState#FAILED} or {@link PublicationState#EXPIRED}, in
   *     words for a person; otherwise empty
   */
  public record Status(PublicationState state, int stores, String reason) {
    /** As in STORED(2). */
    @Override
    public String toString() {
      return state == PublicationState.STORED ? state + "(" + stores + ")" : state.toString();
    }
  }

  /** Something to wait for. How it completes is decided before it does, in another thread. */
  private static final class Stage {
    private final CompletableFuture<Publication> future = new CompletableFuture<>();
    private boolean decided;

    /** Whether it was open until now. */
    boolean decide() {
      boolean open = !decided;
      decided = true;
      return open;
    }
  }

  private final SerialExecutor onExecutor;
  private final Origin origin;
  private final Instant expiry;
  private final Duration ttl;
  private final List<Stage> storedAt = new ArrayList<>();
  private final Stage withdrawn = new Stage();
  private final Stage expired = new Stage();
  private final List<Consumer<Status>> listeners = new ArrayList<>();
  private final List<Status> history = new ArrayList<>();
  private Status status = new Status(PublicationState.QUEUED, 0, "");
  private @Nullable Bytes32 id;

  /**
   * A publication that is queued.
   *
   * @param expiry cut to whole seconds
   * @param ttl which another in its place has, too
   */
  Publication(Executor executor, Origin origin, Instant expiry, Duration ttl) {
    this.origin = origin;
    this.expiry = Instant.ofEpochSecond(expiry.getEpochSecond());
    this.ttl = ttl;
    this.onExecutor = new SerialExecutor(executor);
    for (int stores = 1; stores <= Ring.REPLICAS; stores++) {
      storedAt.add(new Stage());
    }
    history.add(status);
  }

  /** How far it has come. */
  public synchronized Status status() {
    return status;
  }

  /** The state now. */
  public PublicationState state() {
    return status().state();
  }

  /** How many stores have answered that they hold it, 0 to 3. */
  public int stores() {
    return status().stores();
  }

  /**
   * Why it is {@link PublicationState#FAILED}, or {@link PublicationState#EXPIRED} before a store
   * held it, in words for a person.
   */
  public Optional<String> reason() {
    return Optional.of(status().reason()).filter(reason -> !reason.isEmpty());
  }

  /** What names the post to its readers; nothing before it is sealed, which is soon. */
  public synchronized Optional<Bytes32> id() {
    return Optional.ofNullable(id);
  }

  /** The second from which on no store gives it out. */
  public Instant expiry() {
    return expiry;
  }

  Duration ttl() {
    return ttl;
  }

  /** Completes when a store has answered that it holds it: see {@link #stored(int)}. */
  public CompletionStage<Publication> stored() {
    return stored(1);
  }

  /**
   * Completes when so many stores have answered that they hold it; exceptionally, with a {@link
   * BoardException}, when they will not.
   *
   * @param stores 1 to 3
   */
  public CompletionStage<Publication> stored(int stores) {
    if (stores < 1 || stores > Ring.REPLICAS) {
      throw new IllegalArgumentException(
          "stores is " + stores + ", expected 1 to " + Ring.REPLICAS);
    }
    return storedAt.get(stores - 1).future.minimalCompletionStage();
  }

  /**
   * Completes when it is {@link PublicationState#WITHDRAWN}; exceptionally, with a {@link
   * BoardException}, when it ended otherwise.
   */
  public CompletionStage<Publication> withdrawn() {
    return withdrawn.future.minimalCompletionStage();
  }

  /**
   * Completes when it is {@link PublicationState#EXPIRED}; exceptionally, with a {@link
   * BoardException}, when it ended otherwise.
   */
  public CompletionStage<Publication> expired() {
    return expired.future.minimalCompletionStage();
  }

  /**
   * Adds a listener, which hears every state and every further store in order, those reached
   * already included.
   */
  public void onStatus(Consumer<Status> listener) {
    Objects.requireNonNull(listener, "listener");
    synchronized (this) {
      listeners.add(listener);
      for (Status past : history) {
        onExecutor.execute(() -> listener.accept(past));
      }
    }
  }

  /**
   * Takes it off its board: every store that holds it is told, and its readers are. Does nothing
   * when it has ended. Until {@link PublicationState#WITHDRAWN} it may still be read.
   *
   * @return {@link #withdrawn()}
   */
  public CompletionStage<Publication> withdraw() {
    origin.withdraw(this);
    return withdrawn();
  }

  /**
   * Publishes another post on the same board, with the same options and a time to live of its own,
   * and withdraws this one as soon as a store holds the other.
   *
   * @param payload 0 to 65,536 bytes, which are copied
   * @return the other one, which has failed when this one has ended or its endpoint is closed
   * @throws IllegalArgumentException when the payload is too long
   */
  public Publication replace(byte[] payload) {
    Message.checkPayload(payload);
    return origin.replace(this, payload.clone());
  }

  synchronized void sealed(Bytes32 named) {
    id = named;
  }

  synchronized void storedAt(int stores) {
    if (!state().isFinal() && stores > status.stores()) {
      for (int more = status.stores(); more < stores; more++) {
        reach(storedAt.get(more));
      }
      enter(new Status(PublicationState.STORED, stores, ""));
    }
  }

  void wasWithdrawn() {
    end(PublicationState.WITHDRAWN, FailureReason.NOT_STORED, "");
  }

  void expire(String why) {
    end(PublicationState.EXPIRED, FailureReason.NO_ANSWER, why);
  }

  /** It is given up. Where stores hold it already it stays there, and nothing more is heard. */
  synchronized void fail(FailureReason reason, String why) {
    if (state() == PublicationState.QUEUED) {
      end(PublicationState.FAILED, reason, why);
    } else if (!state().isFinal()) {
      failStages(new BoardException(reason, why));
    }
  }

  private synchronized void end(PublicationState state, FailureReason reason, String why) {
    if (state().isFinal()) {
      return;
    }
    enter(new Status(state, status.stores(), why));
    if (state == PublicationState.WITHDRAWN) {
      reach(withdrawn);
    } else if (state == PublicationState.EXPIRED) {
      reach(expired);
    }
    failStages(new BoardException(reason, why.isEmpty() ? "the post is " + state : why));
  }

  private void reach(Stage stage) {
    if (stage.decide()) {
      complete(() -> stage.future.complete(this));
    }
  }

  private void failStages(BoardException why) {
    storedAt.forEach(stage -> fail(stage, why));
    fail(withdrawn, why);
    fail(expired, why);
  }

  private void fail(Stage stage, BoardException why) {
    if (stage.decide()) {
      complete(() -> stage.future.completeExceptionally(why));
    }
  }

  private void enter(Status next) {
    status = next;
    history.add(next);
    for (Consumer<Status> listener : listeners) {
      onExecutor.execute(() -> listener.accept(next));
    }
  }

  /** On the application's executor, so that what it appended to a stage never runs on a loop. */
  private void complete(Runnable completion) {
    onExecutor.executeApart(completion);
  }

  /** The state only. */
  @Override
  public String toString() {
    return "Publication[" + status() + "]";
  }
}
