package io.whisper.rendezvous.mailbox;

import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.replica.Replicas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The periods in which a mailbox is read: the present one and for a while the one before are
 * followed, and earlier ones read where something may have come since they were emptied
 * (docs/protocol.md, "Mailboxes"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class MailboxPeriods {
  private static final Duration CHECK = Duration.ofSeconds(30);
  private static final Duration KEEPING = Duration.ofMinutes(10);
  private static final Duration BETWEEN_PERIODS = Duration.ofSeconds(20);
  private static final Duration AGAIN = Duration.ofHours(6);

  /** How long after its end a sender may go by a period: as long as a consensus is used. */
  private static final Duration LATE_SENDERS = Duration.ofDays(1);

  private final RoleLoop loop;
  private final Replicas replicas;
  private final Identity identity;
  private final Supplier<Instant> oldestKey;
  private final FetchedPeriods fetched;
  private final BiFunction<MailReading, Envelope, CompletableFuture<?>> arrivals;
  private final Map<TimePeriod, MailReading> followed = new HashMap<>();
  private final Set<TimePeriod> opening = new HashSet<>();
  private final Set<MailReading> readings = new HashSet<>();
  private final Map<TimePeriod, Instant> pulled = new HashMap<>();
  private Instant nextKeeping = Instant.EPOCH;
  private @Nullable Instant nextPull;
  private boolean closed;

  /**
   * Reads nothing yet.
   *
   * @param oldestKey when the oldest prekey was made
   * @param fetched until when earlier periods were emptied
   * @param arrivals is given each envelope and says when it is dealt with
   */
  MailboxPeriods(
      RoleLoop loop,
      Replicas replicas,
      Identity identity,
      Supplier<Instant> oldestKey,
      FetchedPeriods fetched,
      BiFunction<MailReading, Envelope, CompletableFuture<?>> arrivals) {
    this.loop = loop;
    this.replicas = replicas;
    this.identity = identity;
    this.oldestKey = oldestKey;
    this.fetched = fetched;
    this.arrivals = arrivals;
  }

  /** Reads what is due by this consensus; answers how long until there may be more. */
  Duration read(Consensus live) {
    follow(live);
    Duration untilPull = pull(live);
    keep(live);
    Duration check = replicas.upTo(CHECK);
    return untilPull.compareTo(check) < 0 ? untilPull : check;
  }

  /** The present period, and the one before as long as presences stand there as well. */
  private static Set<TimePeriod> present(Consensus live) {
    TimePeriod period = live.period();
    Duration half = Duration.between(period.start(), period.end()).dividedBy(2);
    Duration life = live.parameters().presenceLife();
    Duration overlap = life.compareTo(half) > 0 ? half : life;
    Set<TimePeriod> present = new HashSet<>(Set.of(period));
    if (live.validAfter().minus(overlap).isBefore(period.start())) {
      present.add(period.previous());
    }
    return present;
  }

  private void follow(Consensus live) {
    Set<TimePeriod> present = present(live);
    List.copyOf(followed.keySet()).stream()
        .filter(period -> !present.contains(period))
        .forEach(period -> Objects.requireNonNull(followed.remove(period)).close());
    for (TimePeriod period : present) {
      if (!followed.containsKey(period) && opening.add(period)) {
        reading(period)
            .whenComplete(
                (reading, failure) -> {
                  opening.remove(period);
                  if (reading != null) {
                    followed.put(period, reading);
                    reading.follow();
                  }
                });
      }
    }
  }

  /** A reading of a period; fails when this is closed or the workers have too much to do. */
  private CompletableFuture<MailReading> reading(TimePeriod period) {
    return loop.compute(
            () -> identity.blind(BlindingPurpose.MAILBOX, period.number(), period.minutes()))
        .thenApply(
            owner -> {
              if (closed) {
                owner.close();
                throw new IllegalStateException("closed");
              }
              MailReading reading =
                  new MailReading(loop, replicas, owner, arrivals, readings::remove);
              readings.add(reading);
              return reading;
            });
  }

  /**
   * Reads one earlier period that is due, the latest first, and the others a while later each: tags
   * that are opened at one time could be joined. Answers how long until the next is read.
   */
  private Duration pull(Consensus live) {
    Instant now = loop.time().now();
    List<TimePeriod> due = earlier(live).stream().filter(period -> due(period, now)).toList();
    if (due.isEmpty()) {
      return CHECK;
    }
    Instant next = nextPull;
    if (next != null && next.isAfter(now)) {
      return Duration.between(now, next);
    }
    Duration pause = replicas.upTo(BETWEEN_PERIODS);
    nextPull = now.plus(pause);
    if (next != null) {
      pulled.put(due.get(0), now);
      pull(due.get(0), now);
    }
    return pause;
  }

  private void pull(TimePeriod period, Instant begun) {
    reading(period)
        .thenCompose(reading -> reading.fetch().whenComplete((done, failure) -> reading.close()))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                fetched.emptied(period, begun);
                nextKeeping = Instant.EPOCH;
              } else {
                pulled.remove(period);
              }
            });
  }

  /** Those in which something may wait that is not expired and can be opened. */
  private List<TimePeriod> earlier(Consensus live) {
    Instant earliest = earliest(loop.time().now());
    Instant oldest = oldestKey.get();
    Set<TimePeriod> present = present(live);
    List<TimePeriod> earlier = new ArrayList<>();
    TimePeriod period = live.period();
    while (period.number() > 0) {
      period = period.previous();
      Instant last = period.end().plus(LATE_SENDERS);
      if (last.isBefore(earliest) || last.isBefore(oldest)) {
        break;
      }
      if (!present.contains(period)) {
        earlier.add(period);
      }
    }
    return earlier;
  }

  /** What was put before has expired. */
  private static Instant earliest(Instant now) {
    return now.minusSeconds(EnvelopeTerms.MAX_TTL_SECONDS);
  }

  private boolean due(TimePeriod period, Instant now) {
    if (!fetched.emptied(period).isBefore(period.end().plus(LATE_SENDERS))) {
      return false;
    }
    Instant last = pulled.get(period);
    return last == null || !last.plus(AGAIN).isAfter(now);
  }

  private void keep(Consensus live) {
    Instant now = loop.time().now();
    if (!nextKeeping.isAfter(now)) {
      nextKeeping = now.plus(KEEPING);
      TimePeriod period = live.period();
      Duration length = Duration.between(period.start(), period.end());
      fetched.keep(earliest(now).minus(LATE_SENDERS).minus(length));
    }
  }

  /** Reads no more, and lets go of everything. */
  void close() {
    closed = true;
    Set.copyOf(readings).forEach(MailReading::end);
  }
}
