package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes envelopes go at all replicas of a tag: over a circuit on which the tag is open already, or
 * over one made for it. Confined to the loop.
 */
final class Erasing {
  /** What is asked of one store. */
  private interface Asking {
    CompletableFuture<TagStatus> of(TagConversation conversation);
  }

  private final Replicas replicas;
  private final TagKey key;
  private final Function<Bytes32, @Nullable ReplicaReading> reading;
  private final Set<Bytes32> stores = new HashSet<>();

  /**
   * Nothing yet.
   *
   * @param reading the reading of the tag at a store, when there is one
   */
  Erasing(Replicas replicas, TagKey key, Function<Bytes32, @Nullable ReplicaReading> reading) {
    this.replicas = replicas;
    this.key = key;
    this.reading = reading;
  }

  /** The stores to which there is a circuit of its own for the tag. */
  Set<Bytes32> stores() {
    return stores;
  }

  CompletableFuture<Erased> delete(List<Bytes32> ids, Instant until) {
    List<Bytes32> all = List.copyOf(ids);
    return spread(conversation -> delete(conversation, all), until, count -> {});
  }

  CompletableFuture<Erased> withdraw(
      Bytes32 id, Bytes32 withdrawalKey, Instant until, IntConsumer progress) {
    return spread(conversation -> conversation.withdraw(id, withdrawalKey), until, progress);
  }

  private static CompletableFuture<TagStatus> delete(
      TagConversation conversation, List<Bytes32> ids) {
    if (ids.isEmpty()) {
      return CompletableFuture.completedFuture(TagStatus.DONE);
    }
    int count = Math.min(Ids.MAX_IDS, ids.size());
    return conversation
        .delete(ids.subList(0, count))
        .thenCompose(
            status ->
                status == TagStatus.DONE
                    ? delete(conversation, ids.subList(count, ids.size()))
                    : CompletableFuture.completedFuture(status));
  }

  private CompletableFuture<Erased> spread(Asking asking, Instant until, IntConsumer progress) {
    Spreading spreading = new Spreading(replicas, key.tag(), store -> at(store, asking), progress);
    CompletableFuture<Erased> erased =
        spreading.ended().thenApply(end -> new Erased(end, spreading.count()));
    spreading.start(until);
    return erased;
  }

  private CompletableFuture<Act.Outcome> at(RelayEntry store, Asking asking) {
    ReplicaReading here = reading.apply(store.identity());
    TagConversation open = here == null ? null : here.conversation();
    if (open != null) {
      return asking.of(open).thenApply(Erasing::outcome);
    }
    if (here != null || !stores.add(store.identity())) {
      return CompletableFuture.completedFuture(Act.Outcome.LATER);
    }
    return TagConversation.open(replicas, store, key, new Nothing())
        .thenCompose(
            conversation ->
                asking.of(conversation).whenComplete((status, failure) -> conversation.close()))
        .whenComplete((status, failure) -> stores.remove(store.identity()))
        .thenApply(Erasing::outcome);
  }

  private static Act.Outcome outcome(TagStatus status) {
    return switch (status) {
      case DONE -> Act.Outcome.DONE;
      case REFUSED -> Act.Outcome.NEVER;
      case NOT_RESPONSIBLE, LIMITED, UNAVAILABLE -> Act.Outcome.LATER;
    };
  }

  /** Who did not ask for anything that could come. */
  private static final class Nothing implements TagConversation.Events {
    @Override
    public void onEnvelope(Envelope envelope) {}

    @Override
    public void onGone(Bytes32 id) {}

    @Override
    public void onWithdrawn(WithdrawnMark mark) {}

    @Override
    public void onEnd(Fault fault) {}
  }
}
