package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to one recipient.
 *
 * <p>No state is reported before the proof for it arrived: {@link DeliveryState#DELIVERED} means
 * that the recipient itself said so under keys that nobody else has. Thread-safe; stages complete
 * and listeners run on the application's executor.
 */
public final class Delivery {
  private final @Nullable Address recipient;
  private final Stages stages;
  private final ReplyPlace reply;
  private final CompletableFuture<Integer> stored = new CompletableFuture<>();
  private DeliveryState state = DeliveryState.QUEUED;
  private @Nullable DeliveryFailure failure;
  private @Nullable DeliveryFailure hindrance;
  private boolean attempting;
  private boolean unanswered;
  private int hops = -1;
  private int stores;
  private String refusal = "";
  private boolean left;
  private @Nullable Consumer<FailureReason> onHindered;
  private @Nullable Runnable onFinal;

  Delivery(Executor executor, @Nullable Address recipient) {
    this.recipient = recipient;
    this.stages = new Stages(executor);
    this.reply = new ReplyPlace(stages::complete);
    stages.enter(this, state, null);
  }

  /** To whom the message goes; nothing for a reply to somebody unknown. */
  public Optional<Address> recipient() {
    return Optional.ofNullable(recipient);
  }

  /** The state now. */
  public synchronized DeliveryState state() {
    return state;
  }

  /**
   * Why the message was given up, or why nobody knows whether it arrived; there when the state is
   * {@link DeliveryState#FAILED} or {@link DeliveryState#EXPIRED}.
   */
  public synchronized Optional<DeliveryFailure> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * What stood in its way at the last try; there while the message waits to be tried again, or is
   * being tried again.
   */
  public synchronized Optional<DeliveryFailure> hindrance() {
    return state.isFinal() ? Optional.empty() : Optional.ofNullable(hindrance);
  }

  /**
   * The number of intermediaries of the circuit that carried the message, 0 to 3; nothing before
   * one did.
   */
  public synchronized OptionalInt hops() {
    return hops < 0 ? OptionalInt.empty() : OptionalInt.of(hops);
  }

  /**
   * Completes when the message has got as far as {@code wanted}; exceptionally, with a {@link
   * DeliveryException}, when it cannot any more.
   */
  public CompletionStage<Delivery> reached(DeliveryState wanted) {
    return stages.stage(Objects.requireNonNull(wanted, "wanted")).minimalCompletionStage();
  }

  /** Completes when an introduction point accepted the message: see {@link #reached}. */
  public CompletionStage<Delivery> introduced() {
    return reached(DeliveryState.INTRODUCED);
  }

  /**
   * Completes with the number of stores that hold the message when no more are waited for: 3, or as
   * many as the network has; exceptionally, with a {@link DeliveryException}, when it is over and
   * none said so. A message that is delivered otherwise is never stored.
   */
  public CompletionStage<Integer> stored() {
    return stored.minimalCompletionStage();
  }

  /** How many stores have answered that they hold the message: 0 to 3. */
  public synchronized int stores() {
    return stores;
  }

  /** Completes when the recipient has the message: see {@link #reached}. */
  public CompletionStage<Delivery> delivered() {
    return reached(DeliveryState.DELIVERED);
  }

  /**
   * Completes with the first reply of the recipient, which this endpoint's listener does not get
   * then; exceptionally, with a {@link DeliveryException}, when the message was given up or its
   * time to live passed without one.
   */
  public CompletionStage<Message> reply() {
    return reply.reply().minimalCompletionStage();
  }

  /**
   * Adds a listener for states, which hears all of them in order, those reached already included.
   */
  public void onState(Consumer<DeliveryState> listener) {
    stages.listen(Objects.requireNonNull(listener, "listener"));
  }

  /** An introduction point accepted it, over a circuit of this many hops. */
  synchronized void introducedOver(int overHops) {
    if (state == DeliveryState.QUEUED) {
      hops = overHops;
      enter(DeliveryState.INTRODUCED);
    }
  }

  /** So many stores hold it. */
  synchronized void storedAt(int count) {
    if (!state.isFinal() && count > stores) {
      stores = count;
      enter(DeliveryState.STORED);
    }
  }

  /** No more stores will say so. */
  synchronized void storedAtAll() {
    int count = stores;
    if (count > 0) {
      stages.complete(() -> stored.complete(count));
    }
  }

  /** It leaves for the recipient's mailbox, and in no other way but one that is tried already. */
  synchronized void leftAtStores() {
    left = true;
    unanswered = true;
  }

  /** Whether it left for the recipient's mailbox. */
  synchronized boolean isLeft() {
    return left;
  }

  /** Whether a try to send it is under way. */
  synchronized boolean leaving() {
    return attempting;
  }

  /** Sets who is told of each try that fails, in the thread that tells of it. */
  synchronized void onHindered(Consumer<FailureReason> task) {
    onHindered = task;
  }

  /** The recipient proved that it has it. */
  synchronized void deliveredOver(int overHops) {
    if (!state.isFinal()) {
      hops = overHops;
      enter(DeliveryState.DELIVERED);
    }
  }

  /** The recipient replied, and so has it, whatever became of its answer. */
  synchronized void provenByReply() {
    if (!state.isFinal()) {
      enter(DeliveryState.DELIVERED);
    }
  }

  /** Sets what is run, in the thread that causes it, when the state is final. */
  void onFinal(Runnable task) {
    synchronized (this) {
      if (!state.isFinal()) {
        onFinal = task;
        return;
      }
    }
    task.run();
  }

  /** Adds what is run, in the thread that causes it, when a reply came or none will come. */
  void onReplySettled(Runnable task) {
    reply.onSettled(task);
  }

  /** It may leave from now on. */
  synchronized void attempted() {
    attempting = true;
  }

  /**
   * A try has failed.
   *
   * @param mayHaveArrived whether the recipient may have it all the same
   */
  void hindered(DeliveryFailure by, boolean mayHaveArrived) {
    Consumer<FailureReason> told;
    synchronized (this) {
      attempting = false;
      hindrance = by;
      unanswered |= mayHaveArrived;
      told = onHindered;
    }
    if (told != null) {
      told.accept(by.reason());
    }
  }

  /** No store has taken it so far, for the reason that these words say. */
  synchronized void notStored(String words) {
    refusal = stores == 0 ? words : "";
    if (!refusal.isEmpty()) {
      hindrance = new DeliveryFailure(FailureReason.NOT_STORED, refusal);
    }
  }

  /** Its time to live passed: it failed where it certainly did not arrive, and else expired. */
  void timeIsOver() {
    DeliveryFailure last;
    boolean neverLeft;
    synchronized (this) {
      last = hindrance;
      neverLeft = state == DeliveryState.QUEUED && !attempting && !unanswered;
    }
    if (last != null && neverLeft) {
      DeliveryFailure why = last.forAllOfItsTime();
      fail(why.reason(), why.detail());
    } else {
      expire();
    }
  }

  /** Its time to live passed: neither a proof nor a reply is waited for any longer. */
  void expire() {
    String words;
    synchronized (this) {
      words = stores > 0 || refusal.isEmpty() ? "" : "; " + refusal;
    }
    expire(FailureReason.NO_ANSWER, "the time to live passed without proof of delivery" + words);
  }

  /** It cannot arrive any more, and whether it did is not known, for this reason. */
  void expire(FailureReason reason, String detail) {
    synchronized (this) {
      if (!state.isFinal()) {
        failure = new DeliveryFailure(reason, detail);
        enter(DeliveryState.EXPIRED);
      }
    }
    noReply();
  }

  /** It is given up. Does nothing when it was delivered meanwhile. */
  void fail(FailureReason reason, String detail) {
    synchronized (this) {
      if (state.isFinal()) {
        return;
      }
      failure = new DeliveryFailure(reason, detail);
      enter(DeliveryState.FAILED);
    }
    noReply();
  }

  /**
   * Keeps the place of the reply for one that came and is not taken yet: nothing else settles it
   * until {@link #repliedAsClaimed} or {@link #releaseReply}. Answers false when there is no place.
   */
  boolean claimReply() {
    return reply.claim();
  }

  /** The reply that its place was kept for is taken. */
  void repliedAsClaimed(Message message) {
    reply.giveClaimed(message);
  }

  /** The reply that its place was kept for is not taken: what happened meanwhile holds. */
  void releaseReply() {
    reply.release();
  }

  /** A reply came; answers whether it is the first. */
  boolean repliedWith(Message message) {
    return reply.give(message);
  }

  /** No reply will come any more. */
  void noReply() {
    reply.none(exception());
  }

  private void enter(DeliveryState next) {
    state = next;
    if (!next.isFinal()) {
      stages.enter(this, next, null);
      return;
    }
    DeliveryException why = exception();
    int count = stores;
    stages.enter(this, next, why);
    stages.complete(
        () -> {
          if (count > 0) {
            stored.complete(count);
          } else {
            stored.completeExceptionally(why);
          }
        });
    if (onFinal != null) {
      onFinal.run();
    }
  }

  private synchronized DeliveryException exception() {
    DeliveryFailure given = failure;
    return given != null
        ? new DeliveryException(state, given.reason(), given.detail())
        : new DeliveryException(state, FailureReason.NO_ANSWER, "the message was delivered");
  }

  /** The state only. */
  @Override
  public synchronized String toString() {
    return "Delivery[" + state + "]";
  }
}
