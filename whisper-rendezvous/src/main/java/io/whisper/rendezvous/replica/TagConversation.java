package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.Assembly;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.Withdraw;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A circuit to one store on which one tag is opened, and what can be asked about it
 * (docs/protocol.md, "Stores"). Confined to the loop.
 *
 * <p>Every envelope that comes was decoded, and is of the tag and has the digest that was asked
 * for, and every mark proves a withdrawal from the tag; a store that gives anything else, or does
 * not keep to the protocol, costs this conversation. Once it ended, all its futures have failed
 * with {@link StoreException}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class TagConversation {
  /** What comes unasked. */
  public interface Events extends TagSink {
    /** The conversation is over, for a reason other than {@link #close}. The last call. */
    void onEnd(Fault fault);
  }

  private final TagKey key;
  private final TagCheck check;
  private final Events events;
  private final TagExchange exchange;
  private final Assembly pushed = new Assembly();
  private boolean opened;
  private boolean subscribed;

  private TagConversation(Replicas replicas, StoreCircuit circuit, TagKey key, Events events) {
    this.key = key;
    this.check = new TagCheck(key.kind(), key.tag());
    this.events = events;
    this.exchange = new TagExchange(replicas, circuit, new Unasked());
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
              return new TagConversation(replicas, circuit, key, events).start(replicas);
            })
        .thenCompose(started -> started);
  }

  private CompletableFuture<TagConversation> start(Replicas replicas) {
    exchange.start();
    CompletableFuture<TagConversation> open = new CompletableFuture<>();
    CompletableFuture<TagStatus> status = new CompletableFuture<>();
    key.opening(replicas.loop(), exchange.binding())
        .whenComplete(
            (message, busy) -> {
              if (busy != null) {
                close();
                status.completeExceptionally(new StoreException(Fault.LOST, "too much to compute"));
              } else {
                ask(status, StoreCommand.OPEN, message, TagAnswer.status(status));
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

  /** What lies at the tag or was withdrawn, behind an id; 32 zeros stand for the beginning. */
  public CompletableFuture<Listed> list(Bytes32 after) {
    CompletableFuture<Listed> result = new CompletableFuture<>();
    return ask(
        result, StoreCommand.LIST, after.toByteArray(), TagAnswer.listed(after, check, result));
  }

  /**
   * Takes envelopes: each of them, its mark when it was withdrawn, or that it is gone, goes to
   * {@code sink} as it comes, in the order of {@code ids}. Completes with the ids behind the last.
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
        TagAnswer.taken(asked.ids(), check, sink, result));
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
    return exchange.closed();
  }

  /** Ends the conversation; {@link Events#onEnd} is not called. */
  public void close() {
    exchange.close();
  }

  /** Ends it for something that was found out about what the store gave. */
  void lied() {
    exchange.lied();
  }

  private CompletableFuture<TagStatus> ask(int command, byte[] data) {
    CompletableFuture<TagStatus> result = new CompletableFuture<>();
    return ask(result, command, data, TagAnswer.status(result));
  }

  /** The number of every answer is that of its request and one more. */
  private <T> CompletableFuture<T> ask(
      CompletableFuture<T> result, int command, byte[] data, TagAnswer answer) {
    exchange.ask(new TagRequest(command, data, command + 1, answer, result));
    return result;
  }

  /** Whether it is something that may be pushed. */
  private boolean onPushed(byte[] data) {
    Given given = Given.decode(data).orElse(null);
    if (given == null) {
      return false;
    }
    Part part = given.part();
    WithdrawnMark mark = given.mark();
    Bytes32 gone = given.gone();
    if (part != null) {
      return onPushed(part);
    }
    if (mark != null) {
      if (!check.allows(mark)) {
        return false;
      }
      events.onWithdrawn(mark);
    } else if (gone != null) {
      events.onGone(gone);
    }
    return true;
  }

  private boolean onPushed(Part part) {
    return switch (pushed.take(part)) {
      case MORE -> true;
      case REFUSED -> false;
      case WHOLE ->
          check
              .envelope(pushed.finish())
              .map(
                  envelope -> {
                    events.onEnvelope(envelope);
                    return true;
                  })
              .orElse(false);
    };
  }

  @Override
  public String toString() {
    return "TagConversation[" + key.kind() + "]";
  }

  private final class Unasked implements TagExchange.Owner {
    @Override
    public boolean onUnasked(int command, byte[] data) {
      return command == StoreCommand.PUSHED && subscribed && opened && onPushed(data);
    }

    @Override
    public void onEnd(Fault fault) {
      if (opened) {
        events.onEnd(fault);
      }
    }
  }
}
