package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Paid;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The writing of a document, for which more work is done where stores ask for it. Confined to the
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class PaidWriting<T extends Paid<T>> implements Writing {
  private final Replicas replicas;
  private final ProofSearch proofs;
  private final DocumentKind kind;
  private final WriteTerms terms;
  private final Spreading spreading;
  private final Consumer<Written> refused;
  private final Map<Long, CompletableFuture<T>> searches = new HashMap<>();
  private T document;
  private PutAnswer.@Nullable Status refusal;
  private long neededEffort;

  /**
   * Waits for {@link #start}.
   *
   * @param tag where it lies
   * @param stored told how many stores hold it, each time that it is one more
   * @param refused told how it stands, each time that a store did not take it
   */
  PaidWriting(
      Replicas replicas,
      ProofSearch proofs,
      DocumentKind kind,
      Bytes32 tag,
      T document,
      WriteTerms terms,
      IntConsumer stored,
      Consumer<Written> refused) {
    this.replicas = replicas;
    this.proofs = proofs;
    this.kind = kind;
    this.document = document;
    this.terms = terms;
    this.refused = refused;
    this.spreading = new Spreading(replicas, tag, this::put, stored);
    spreading.ended().thenAccept(end -> stopSearches());
  }

  void start() {
    spreading.start(terms.until());
  }

  @Override
  public int stored() {
    return spreading.count();
  }

  @Override
  public CompletableFuture<Written> written() {
    return spreading.ended().thenApply(this::asOf);
  }

  private Written asOf(SpreadEnd end) {
    return new Written(end, spreading.count(), refusal, neededEffort);
  }

  @Override
  public void cancel() {
    spreading.end(SpreadEnd.CANCELLED);
  }

  private CompletableFuture<Act.Outcome> put(RelayEntry store) {
    if (document.rank() < terms.effort()) {
      return work(terms.effort());
    }
    T given = document;
    return Putting.put(replicas, store, kind, given.encode())
        .thenCompose(answer -> answered(given, answer));
  }

  private CompletableFuture<Act.Outcome> answered(T given, PutAnswer answer) {
    PutAnswer.Status status = answer.status();
    if (status == PutAnswer.Status.STORED) {
      return CompletableFuture.completedFuture(Act.Outcome.DONE);
    }
    refusal = status;
    long needed = answer.neededWork();
    boolean aboutWork =
        status == PutAnswer.Status.TOO_LITTLE_WORK || status == PutAnswer.Status.FULL;
    // A store that asks for what was paid already will not say anything else at once.
    boolean more = aboutWork && needed > given.rank();
    if (more && needed <= terms.maximumEffort()) {
      return work(needed);
    }
    if (more) {
      neededEffort = Math.max(neededEffort, needed);
    }
    refused.accept(asOf(SpreadEnd.REFUSED));
    return CompletableFuture.completedFuture(outcome(status));
  }

  /** What an answer means for the next try, where no work is done for it. */
  private static Act.Outcome outcome(PutAnswer.Status status) {
    return switch (status) {
      case STORED -> Act.Outcome.DONE;
      case LIMITED, NOT_RESPONSIBLE, UNAVAILABLE, TOO_LITTLE_WORK, FULL -> Act.Outcome.LATER;
      case OLDER_REVISION, MALFORMED, EXPIRED, OUT_OF_TIME, WITHDRAWN -> Act.Outcome.NEVER;
    };
  }

  /** Does that much work, together with whoever else of the replicas waits for as much. */
  private CompletableFuture<Act.Outcome> work(long effort) {
    if (document.rank() >= effort) {
      return CompletableFuture.completedFuture(Act.Outcome.AGAIN);
    }
    CompletableFuture<T> search = searches.get(effort);
    if (search == null) {
      search = proofs.work(document, effort);
      searches.put(effort, search);
    }
    return search.handle(
        (worked, failure) -> {
          searches.remove(effort);
          if (worked == null) {
            return Act.Outcome.LATER;
          }
          if (worked.rank() > document.rank()) {
            document = worked;
          }
          return Act.Outcome.AGAIN;
        });
  }

  private void stopSearches() {
    List.copyOf(searches.values()).forEach(search -> search.cancel(false));
  }
}
