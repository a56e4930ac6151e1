package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.Assembly;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.Withdraw;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A circuit to one store on which one tag is opened, and the requests about it, one after the other
 * (docs/protocol.md, "Stores"). Confined to the loop.
 *
 * <p>Every envelope that comes was decoded, and is of the tag and has the digest that was asked
 * for; a store that gives anything else, or does not keep to the protocol, costs this conversation.
 * Once it ended, all its futures have failed with {@link StoreException}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class TagConversation {
  /** How many requests may wait for their turn; more fail. */
  static final int MAX_WAITING = 16;

  /** How long a store may take for the next message of an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Relays end circuits on which nothing came for 10 minutes; nobody may write for hours. */
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

  /** What comes unasked. */
  public interface Events extends TagSink {
    /** The conversation is over, for a reason other than {@link #close}. The last call. */
    void onEnd(Fault fault);
  }

  private final Replicas replicas;
  private final StoreCircuit circuit;
  private final TagKey key;
  private final Events events;
  private final Queue<TagRequest> waiting = new ArrayDeque<>();
  private final Assembly pushed = new Assembly();
  private @Nullable TagRequest underway;
  private @Nullable Cancellable patience;
  private @Nullable Cancellable keepAlive;
  private boolean opened;
  private boolean subscribed;
  private @Nullable Fault ended;

  private TagConversation(Replicas replicas, StoreCircuit circuit, TagKey key, Events events) {
    this.replicas = replicas;
    this.circuit = circuit;
    this.key = key;
    this.events = events;
  }

  /**
   * Opens a tag at a store over a circuit of its own. Fails with {@link StoreException} when no
   * circuit came about or the store refused.
   */
  public static CompletableFuture<TagConversation> open(
      Replicas replicas, RelayEntry store, TagKey key, Events events) {
    return replicas
        .open(store, "read")
        .handle(
            (circuit, failure) -> {
              if (circuit == null) {
                return CompletableFuture.<TagConversation>failedFuture(
                    new StoreException(Fault.LOST, "no circuit: " + failure.getMessage()));
              }
              return new TagConversation(replicas, circuit, key, events).start();
            })
        .thenCompose(started -> started);
  }

  private CompletableFuture<TagConversation> start() {
    circuit.listen(new Listener());
    keepAlive();
    CompletableFuture<TagConversation> open = new CompletableFuture<>();
    CompletableFuture<TagStatus> status = new CompletableFuture<>();
    key.opening(replicas.loop(), circuit.binding())
        .whenComplete(
            (message, busy) -> {
              if (busy != null) {
                close();
                status.completeExceptionally(new StoreException(Fault.LOST, "too much to compute"));
              } else {
                ask(
                    new TagRequest(
                        StoreCommand.OPEN,
                        message,
                        StoreCommand.OPENED,
                        TagAnswer.status(status),
                        status));
              }
            });
    status.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            open.completeExceptionally(failure);
          } else if (answer != TagStatus.DONE) {
            close();
            open.completeExceptionally(
                new StoreException(Fault.of(answer), "the store answered " + answer));
          } else {
            opened = true;
            open.complete(this);
          }
        });
    return open;
  }

  /** What lies at the tag behind an id; 32 zeros stand for the beginning. */
  public CompletableFuture<Listed> list(Bytes32 after) {
    CompletableFuture<Listed> result = new CompletableFuture<>();
    return ask(result, StoreCommand.LIST, after.toByteArray(), TagAnswer.listed(after, result));
  }

  /**
   * Takes envelopes: each of them, or that it is gone, goes to {@code sink} as it comes, in the
   * order of {@code ids}. Completes with the ids behind the last.
   *
   * @param ids 1 to {@link Ids#MAX_IDS}
   */
  public CompletableFuture<List<Bytes32>> take(List<Bytes32> ids, TagSink sink) {
    CompletableFuture<List<Bytes32>> result = new CompletableFuture<>();
    Ids asked = new Ids(ids);
    return ask(
        result,
        StoreCommand.TAKE,
        asked.encode(),
        TagAnswer.taken(asked.ids(), this::check, sink, result));
  }

  /** Asks for what comes to lie at the tag from now on: it goes to the {@link Events}. */
  public CompletableFuture<TagStatus> subscribe() {
    subscribed = true;
    return ask(StoreCommand.SUBSCRIBE, new byte[0]);
  }

  /** Deletes from a mailbox: 1 to {@link Ids#MAX_IDS} envelopes. */
  public CompletableFuture<TagStatus> delete(List<Bytes32> ids) {
    return ask(StoreCommand.DELETE, new Ids(ids).encode());
  }

  /** Withdraws an envelope from a board with the key whose hash it carries. */
  public CompletableFuture<TagStatus> withdraw(Bytes32 id, Bytes32 withdrawalKey) {
    return ask(StoreCommand.WITHDRAW, new Withdraw(id, withdrawalKey).encode());
  }

  /** Whether the conversation is over. */
  public boolean closed() {
    return ended != null;
  }

  /** Ends the conversation; {@link Events#onEnd} is not called. */
  public void close() {
    end(Fault.CLOSED, "the conversation was closed");
  }

  /** Ends it for something that was found out about what the store gave. */
  void lied() {
    fail(Fault.LIED, "the store did not keep to the protocol");
  }

  private CompletableFuture<TagStatus> ask(int command, byte[] data) {
    CompletableFuture<TagStatus> result = new CompletableFuture<>();
    return ask(result, command, data, TagAnswer.status(result));
  }

  /** The number of every answer is that of its request and one more. */
  private <T> CompletableFuture<T> ask(
      CompletableFuture<T> result, int command, byte[] data, TagAnswer answer) {
    ask(new TagRequest(command, data, command + 1, answer, result));
    return result;
  }

  private void ask(TagRequest request) {
    Fault over = ended;
    if (over != null) {
      request.result().completeExceptionally(new StoreException(over, "the conversation is over"));
    } else if (waiting.size() >= MAX_WAITING) {
      request
          .result()
          .completeExceptionally(
              new StoreException(Fault.LIMITED, "more than " + MAX_WAITING + " requests wait"));
    } else {
      waiting.add(request);
      sendNext();
    }
  }

  private void sendNext() {
    if (underway != null || ended != null) {
      return;
    }
    TagRequest next = waiting.poll();
    if (next != null) {
      underway = next;
      awaitMore();
      circuit.send(next.command(), next.data());
    }
  }

  private void awaitMore() {
    stop(patience);
    patience =
        replicas.time().after(PATIENCE, () -> fail(Fault.LOST, "the store did not answer in time"));
  }

  private void keepAlive() {
    keepAlive =
        replicas
            .time()
            .after(
                replicas.upTo(KEEP_ALIVE),
                () -> {
                  circuit.keepAlive();
                  keepAlive();
                });
  }

  private void onMessage(int command, byte[] data) {
    TagRequest request = underway;
    if (request != null && command == request.answerCommand()) {
      switch (request.answer().take(data)) {
        case MORE -> {
          if (ended == null) {
            awaitMore();
          }
        }
        case DONE -> answered();
        case LIE -> lied();
      }
    } else if (command == StoreCommand.PUSHED && subscribed && opened) {
      onPushed(data);
    } else {
      lied();
    }
  }

  /** The future is completed already; its listeners may have ended the conversation. */
  private void answered() {
    underway = null;
    stop(patience);
    sendNext();
  }

  private void onPushed(byte[] data) {
    Given given = Given.decode(data).orElse(null);
    if (given == null) {
      lied();
      return;
    }
    Bytes32 gone = given.gone();
    Part part = given.part();
    if (gone != null) {
      events.onGone(gone);
    } else if (part != null) {
      switch (pushed.take(part)) {
        case MORE -> {}
        case REFUSED -> lied();
        case WHOLE -> check(pushed.finish()).ifPresentOrElse(events::onEnvelope, this::lied);
      }
    }
  }

  /** The envelope of a document, when it is one that may lie at the tag. */
  private Optional<Envelope> check(byte[] document) {
    return Envelope.decode(document)
        .filter(
            envelope -> {
              EnvelopeTerms terms = envelope.terms();
              return terms.kind() == key.kind()
                  && terms.tag().equals(key.tag())
                  && terms.ttlSeconds() <= EnvelopeTerms.MAX_TTL_SECONDS;
            });
  }

  private void fail(Fault fault, String why) {
    if (end(fault, why) && opened) {
      events.onEnd(fault);
    }
  }

  /** Whether it was not over before. */
  private boolean end(Fault fault, String why) {
    if (ended != null) {
      return false;
    }
    ended = fault;
    stop(patience);
    stop(keepAlive);
    circuit.close();
    List<TagRequest> unanswered = new ArrayList<>(waiting);
    waiting.clear();
    TagRequest request = underway;
    underway = null;
    if (request != null) {
      unanswered.add(0, request);
    }
    unanswered.forEach(each -> each.result().completeExceptionally(new StoreException(fault, why)));
    return true;
  }

  private static void stop(@Nullable Cancellable timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public String toString() {
    return "TagConversation[" + key.kind() + "]";
  }

  private final class Listener implements CircuitListener {
    @Override
    public void onMessage(RelayMessage message) {
      if (ended == null) {
        TagConversation.this.onMessage(message.command(), message.data());
      }
    }

    @Override
    public void onClosed(DestroyReason reason) {
      // Who forges a cell on the way, or a relay that is too busy, looks the same as a loss.
      fail(Fault.LOST, "the circuit ended: " + reason);
    }
  }
}
