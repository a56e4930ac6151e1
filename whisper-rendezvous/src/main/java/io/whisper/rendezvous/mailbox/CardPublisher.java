package io.whisper.rendezvous.mailbox;

import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.identity.Identity;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Writing;
import io.whisper.rendezvous.replica.Written;
import io.whisper.rendezvous.store.wire.PutAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Places a recipient's cards for the present period and the coming ones, and all of them anew when
 * the prekey changes (docs/protocol.md, "Card"). Confined to the loop.
 *
 * <p>The tags of one recipient must not be joined by when they are put. The present card is placed
 * at once and the next soon, for who is here for a moment only; between the others passes a random
 * time, a long one where a former card stands meanwhile.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class CardPublisher {
  /** How many coming periods have a card beside the present one. */
  static final int AHEAD = 14;

  private static final Duration SHORTEST_CHECK = Duration.ofSeconds(1);
  private static final Duration LONGEST_CHECK = Duration.ofMinutes(5);
  private static final Duration BEFORE_NEXT_PERIOD = Duration.ofSeconds(5);
  private static final Duration BETWEEN_FIRST = Duration.ofSeconds(100);
  private static final Duration BETWEEN_RENEWED = Duration.ofHours(1);

  /** How long a card is put at a time. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Who goes by an older consensus goes by its period: a consensus is used for a day at most. */
  private static final Duration OVERLAP = Duration.ofDays(1);

  private static final int ENOUGH = 2;

  /** How much more work than the network asks for is done when stores are under load. */
  private static final long MOST_TIMES_THE_WORK = 64;

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final Identity identity;
  private final TagWriter writer;
  private final Supplier<Optional<CardKey>> keys;
  private final CardRevisions revisions;

  /** By period, the id of the prekey that the card there names. */
  private final Map<Long, Long> placed = new HashMap<>();

  private final Set<Long> placing = new HashSet<>();
  private final Set<Writing> writings = new HashSet<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private @Nullable Cancellable next;
  private boolean closed;

  /**
   * A publisher that has placed nothing.
   *
   * @param keys the prekey that cards name now
   * @param revisions of the cards
   */
  CardPublisher(
      RoleLoop loop,
      ConsensusSource consensus,
      Identity identity,
      TagWriter writer,
      Supplier<Optional<CardKey>> keys,
      CardRevisions revisions) {
    this.loop = loop;
    this.consensus = consensus;
    this.identity = identity;
    this.writer = writer;
    this.keys = keys;
    this.revisions = revisions;
  }

  /** Completes when stores hold the card of the present period for the first time. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** Places what is missing, and looks again after a while. */
  void place() {
    if (closed) {
      return;
    }
    if (next != null) {
      next.cancel();
    }
    Consensus live = consensus.current().orElse(null);
    CardKey key = keys.get().orElse(null);
    if (live == null || key == null) {
      next = loop.time().after(SHORTEST_CHECK, this::place);
      return;
    }
    List<TimePeriod> missing = missing(live, key.prekey().id());
    if (missing.isEmpty()) {
      next = loop.time().after(random(LONGEST_CHECK), this::place);
      return;
    }
    TimePeriod first = missing.get(0);
    sign(live, first, key);
    next = loop.time().after(gap(live, first, missing), this::place);
  }

  void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
    Set.copyOf(writings).forEach(Writing::cancel);
    ready.completeExceptionally(new IllegalStateException("closed"));
  }

  private List<TimePeriod> missing(Consensus live, long prekeyId) {
    List<TimePeriod> missing = new ArrayList<>();
    TimePeriod period = live.period();
    placed.keySet().removeIf(old -> old < live.period().number());
    for (int i = 0; i <= AHEAD; i++) {
      Long named = placed.get(period.number());
      if ((named == null || named != prekeyId)
          && !placing.contains(period.number())
          && expiry(period).isAfter(period.start())) {
        missing.add(period);
      }
      period = period.next();
    }
    return missing;
  }

  /** Until nobody asks for it any more, as far as the longest life of a card goes. */
  private Instant expiry(TimePeriod period) {
    Instant latest = loop.time().now().plus(CardKey.CARD_LIFE);
    Instant unused = period.end().plus(OVERLAP);
    Instant first = unused.isBefore(latest) ? unused : latest;
    return Instant.ofEpochSecond(first.getEpochSecond());
  }

  private Duration gap(Consensus live, TimePeriod done, List<TimePeriod> missing) {
    if (missing.size() == 1) {
      return random(LONGEST_CHECK);
    }
    if (done.equals(live.period())) {
      return random(BEFORE_NEXT_PERIOD);
    }
    boolean stands = placed.containsKey(missing.get(1).number());
    return random(stands ? BETWEEN_RENEWED : BETWEEN_FIRST);
  }

  /** At least a sixth of the longest. */
  private Duration random(Duration longest) {
    long millis = longest.toMillis();
    return Duration.ofMillis(millis / 6 + loop.random().nextLong(millis - millis / 6));
  }

  private void sign(Consensus live, TimePeriod period, CardKey key) {
    placing.add(period.number());
    long revision = revisions.next(live);
    Instant expires = expiry(period);
    byte[] prekey = key.prekey().publicKey();
    long prekeyId = key.prekey().id();
    loop.compute(
            () ->
                CardDocument.create(
                    loop.random(),
                    identity,
                    period,
                    revision,
                    expires,
                    new Card(prekey, 0, EnvelopeTerms.MAX_TTL_SECONDS)))
        .whenComplete(
            (document, failure) -> {
              if (document == null || closed) {
                placing.remove(period.number());
              } else {
                put(document, prekeyId);
              }
            });
  }

  private void put(CardDocument document, long prekeyId) {
    TimePeriod period = document.period();
    Writing writing =
        writer.putCard(
            document,
            terms(),
            stored -> {
              placed.put(period.number(), prekeyId);
              if (stored >= ENOUGH) {
                placed(period);
              }
            });
    writings.add(writing);
    writing
        .written()
        .thenAccept(
            written -> {
              writings.remove(writing);
              placing.remove(period.number());
              ended(period, written);
            });
  }

  /** A card is worth some work: without it nobody can leave a message. */
  private WriteTerms terms() {
    long effort = consensus.current().map(live -> live.parameters().minimumWork()).orElse(0L);
    return new WriteTerms(effort, MOST_TIMES_THE_WORK * effort, loop.time().now().plus(PATIENCE));
  }

  private void placed(TimePeriod period) {
    if (consensus.current().filter(live -> live.period().equals(period)).isPresent()) {
      ready.complete(null);
    }
  }

  private void ended(TimePeriod period, Written written) {
    if (closed) {
      return;
    }
    if (written.stored() > 0) {
      placed(period);
    } else if (written.refusal() == PutAnswer.Status.OLDER_REVISION) {
      // One of an earlier run of this endpoint, which kept nothing of it.
      revisions.skip(1 + loop.random().nextInt(1 << 8));
      place();
    }
  }
}
