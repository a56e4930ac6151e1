package io.whisper.rendezvous.replica;

import io.whisper.core.envelope.Envelope;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The writing of an envelope, for which more work is done where stores ask for it. Confined to the
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class EnvelopeWriting implements Writing {
  private final Replicas replicas;
  private final ProofSearch proofs;
  private final WriteTerms terms;
  private final Spreading spreading;
  private Envelope envelope;
  private final Map<Long, CompletableFuture<Envelope>> searches = new HashMap<>();
  private PutAnswer.@Nullable Status refusal;
  private long neededEffort;

  EnvelopeWriting(
      Replicas replicas,
      ProofSearch proofs,
      Envelope envelope,
      WriteTerms terms,
      IntConsumer stored) {
    this.replicas = replicas;
    this.proofs = proofs;
    this.envelope = envelope;
    this.terms = terms;
    this.spreading = new Spreading(replicas, envelope.terms().tag(), this::put, stored);
    spreading.ended().thenAccept(end -> stopSearches());
  }

  void start() {
    Instant expires = Instant.ofEpochSecond(envelope.terms().expires());
    spreading.start(terms.until().isBefore(expires) ? terms.until() : expires);
  }

  @Override
  public int stored() {
    return spreading.count();
  }

  @Override
  public CompletableFuture<Written> written() {
    return spreading
        .ended()
        .thenApply(end -> new Written(end, spreading.count(), refusal, neededEffort));
  }

  @Override
  public void cancel() {
    spreading.end(SpreadEnd.CANCELLED);
  }

  private CompletableFuture<Act.Outcome> put(RelayEntry store) {
    if (envelope.rank() < terms.effort()) {
      return work(terms.effort());
    }
    Envelope given = envelope;
    return Putting.put(replicas, store, DocumentKind.ENVELOPE, given.encode())
        .thenCompose(answer -> answered(given, answer));
  }

  private CompletableFuture<Act.Outcome> answered(Envelope given, PutAnswer answer) {
    PutAnswer.Status status = answer.status();
    if (status != PutAnswer.Status.STORED) {
      refusal = status;
    }
    long needed = answer.neededWork();
    boolean aboutWork =
        status == PutAnswer.Status.TOO_LITTLE_WORK || status == PutAnswer.Status.FULL;
    // A store that asks for what was paid already will not say anything else at once.
    if (!aboutWork || needed <= given.rank()) {
      return CompletableFuture.completedFuture(DocumentWriting.outcome(status));
    }
    if (needed > terms.maximumEffort()) {
      neededEffort = Math.max(neededEffort, needed);
      return CompletableFuture.completedFuture(Act.Outcome.LATER);
    }
    return work(needed);
  }

  /** Does that much work, together with whoever else of the replicas waits for as much. */
  private CompletableFuture<Act.Outcome> work(long effort) {
    if (envelope.rank() >= effort) {
      return CompletableFuture.completedFuture(Act.Outcome.AGAIN);
    }
    CompletableFuture<Envelope> search = searches.get(effort);
    if (search == null) {
      search = proofs.work(envelope, effort);
      searches.put(effort, search);
    }
    return search.handle(
        (worked, failure) -> {
          searches.remove(effort);
          if (worked == null) {
            return Act.Outcome.LATER;
          }
          if (worked.rank() > envelope.rank()) {
            envelope = worked;
          }
          return Act.Outcome.AGAIN;
        });
  }

  private void stopSearches() {
    List.copyOf(searches.values()).forEach(search -> search.cancel(false));
  }
}
