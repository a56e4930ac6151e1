package io.whisper.rendezvous.introduction;

import io.whisper.core.limit.TokenBucket;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.relay.ServedCircuit;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recipient that waits at this relay under an introduction key, and where the introductions came
 * from that it may still answer.
 */
final class Waiting {
  private static final long NUMBERS = 1L << 32;

  private record Sender(ServedCircuit circuit, Instant forgotten) {}

  private final ServedCircuit recipient;
  private final IntroductionLimits limits;
  private final TokenBucket bucket;
  private final Map<Long, Sender> senders = new LinkedHashMap<>();
  private long nextNumber;

  Waiting(ServedCircuit recipient, IntroductionLimits limits, TimeSource time) {
    this.recipient = recipient;
    this.limits = limits;
    this.bucket = new TokenBucket(limits.perPoint(), time);
  }

  ServedCircuit recipient() {
    return recipient;
  }

  /** Passes an introduction on, or answers false when a limit is reached. */
  boolean introduce(ServedCircuit sender, byte[] introduction, int cells, Instant now) {
    forget(now);
    if (recipient.sendable() < cells || senders.size() >= limits.unanswered() || !bucket.take(1)) {
      return false;
    }
    long number = nextNumber;
    nextNumber = (nextNumber + 1) % NUMBERS;
    senders.put(number, new Sender(sender, now.plus(limits.memory())));
    recipient.send(IntroductionCommand.INTRODUCED, new Numbered(number, introduction).encode());
    return true;
  }

  /** The circuit on which the introduction with this number came: once, and not after its time. */
  Optional<ServedCircuit> answer(long number, Instant now) {
    forget(now);
    return Optional.ofNullable(senders.remove(number)).map(Sender::circuit);
  }

  /**
   * Ends the circuits of all who wait for an answer: none will come, and they can try another
   * introduction point at once.
   */
  void over() {
    List<Sender> left = List.copyOf(senders.values());
    senders.clear();
    left.forEach(sender -> sender.circuit().destroy(DestroyReason.CLOSED));
  }

  /** Senders are in the order in which they came, so the first to forget stands first. */
  private void forget(Instant now) {
    for (Iterator<Sender> all = senders.values().iterator(); all.hasNext(); ) {
      Sender sender = all.next();
      if (sender.forgotten().isAfter(now) && !sender.circuit().closed()) {
        return;
      }
      all.remove();
    }
  }
}
