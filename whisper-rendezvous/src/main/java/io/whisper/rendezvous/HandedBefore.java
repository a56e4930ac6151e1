package io.whisper.rendezvous;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.TimeSource;
import io.whisper.rendezvous.introduction.ReplayCache;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that were handed to the application, by the ids that their senders gave them: a
 * sender who heard nothing tries another introduction point with the same message.
 *
 * <p>Thread-safe once open; may block on the disk.
 */
final class HandedBefore {
  private static final Logger LOG = LoggerFactory.getLogger(HandedBefore.class);
  private static final String STATE = "handed";
  private static final String HEARD = "heard";
  private static final String LABEL = "whisper-1 message id";

  /** How long a sender may go on trying. */
  private static final Duration REPEATS = Duration.ofMinutes(15);

  private static final int CAPACITY = 262_144;

  /** The longest that a message may wait in a mailbox. */
  private static final Duration LONGEST_LIFE = Duration.ofSeconds(EnvelopeTerms.MAX_TTL_SECONDS);

  /**
   * What came in an introduction may come once more from the mailbox while it lives; but anybody
   * may introduce without paying, and must leave room for what waits there.
   */
  private static final int INTRODUCED = CAPACITY / 2;

  /**
   * The same for what cannot wait for long, and for terms of sessions: it is remembered for a
   * quarter of an hour only, and comes where what lives long may come no more.
   */
  private static final int BRIEF = CAPACITY / 4 * 3;

  /**
   * What comes over sessions has a memory of its own, and neither takes room from the other: half
   * of it is for what is remembered for a quarter of an hour, which {@link Intake} never fills.
   */
  private static final int HEARD_CAPACITY = 131_072;

  private static final int HEARD_LONG = HEARD_CAPACITY / 2;

  /** But by the capacity. */
  private static final int UNBOUNDED = Integer.MAX_VALUE;

  private final StateStore state;
  private final TimeSource time;
  private final boolean mailbox;
  private volatile @Nullable ReplayCache ids;
  private volatile @Nullable ReplayCache heardIds;

  /**
   * Knows nothing yet.
   *
   * @param mailbox whether what was introduced may come once more from a mailbox
   */
  HandedBefore(StateStore state, TimeSource time, boolean mailbox) {
    this.state = state;
    this.time = time;
    this.mailbox = mailbox;
  }

  /** Reads what is kept on disk: not for the loop. */
  HandedBefore open() {
    ids = open(STATE, CAPACITY);
    heardIds = open(HEARD, HEARD_CAPACITY);
    return this;
  }

  private ReplayCache open(String name, int capacity) {
    ReplayCache cache = ReplayCache.open(state, name, capacity, time.now());
    if (cache.damagedBytes() > 0) {
      LOG.warn(
          "{}.log is damaged, {} bytes of it are lost: a message of the last quarter of an hour"
              + " may be handed on once more",
          name,
          cache.damagedBytes());
      repair(cache);
    }
    return cache;
  }

  private void repair(ReplayCache cache) {
    try {
      cache.repair(time.now());
    } catch (StateException unwritten) {
      LOG.warn("the damage stays for now: {}", unwritten.getMessage());
    }
  }

  /** Notes a message of a session's terms, unless it was noted before. */
  Admission admit(MessageId id) {
    Instant now = time.now();
    return introduced(id, now.plus(REPEATS), BRIEF, now);
  }

  /**
   * Notes a message that was introduced and expires then, unless it was noted before. There is room
   * for so many only: its sender leaves another in the mailbox, and pays for it.
   */
  Admission admit(MessageId id, Instant expiry) {
    Instant now = time.now();
    Instant repeats = now.plus(REPEATS);
    return mailbox && expiry.isAfter(repeats)
        ? introduced(id, last(expiry, now), INTRODUCED, now)
        : introduced(id, repeats, BRIEF, now);
  }

  private Admission introduced(MessageId id, Instant until, int most, Instant now) {
    return admit(opened(ids), opened(heardIds), id, until, mailbox ? most : UNBOUNDED, now);
  }

  /** Notes a message of a session that expires then, unless it was noted before. */
  Admission admitHeard(MessageId id, Instant expiry) {
    Instant now = time.now();
    Instant repeats = now.plus(REPEATS);
    boolean waits = mailbox && expiry.isAfter(repeats);
    Instant until = waits ? last(expiry, now) : repeats;
    int most = waits ? HEARD_LONG : UNBOUNDED;
    return admit(opened(heardIds), opened(ids), id, until, most, now);
  }

  /** Notes a message that waited in the mailbox until then, unless it was noted before. */
  Admission admitMail(MessageId id, Instant expiry) {
    Instant now = time.now();
    return admit(opened(ids), opened(heardIds), id, last(expiry, now), UNBOUNDED, now);
  }

  /** The sender's clock may be behind or ahead. */
  private static Instant last(Instant expiry, Instant now) {
    Instant longest = now.plus(LONGEST_LIFE);
    Instant last = expiry.isBefore(longest) ? expiry : longest;
    return (last.isAfter(now) ? last : now).plus(REPEATS);
  }

  /** In one of the memories, where neither knows it and that one has no more than so many. */
  private synchronized Admission admit(
      ReplayCache to, ReplayCache other, MessageId id, Instant until, int most, Instant now) {
    Bytes32 digest = digest(id);
    if (other.known(digest, now) || to.known(digest, now)) {
      return Admission.KNOWN;
    }
    return to.holds(most, now) ? Admission.FULL : to.admit(digest, until, now);
  }

  private static Bytes32 digest(MessageId id) {
    return Bytes32.of(Sha256.hash(Labelled.bytes(LABEL, id.toByteArray())));
  }

  private static ReplayCache opened(@Nullable ReplayCache cache) {
    return Objects.requireNonNull(cache, "not open");
  }
}
