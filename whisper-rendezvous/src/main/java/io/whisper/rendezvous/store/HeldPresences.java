package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The presences that a store holds in memory: one for a tag, and none past its time. */
final class HeldPresences {
  private final StoreLimits limits;
  private final Map<Bytes32, PresenceDocument> documents = new HashMap<>();

  HeldPresences(StoreLimits limits) {
    this.limits = limits;
  }

  /** Holds a document whose signature was verified, unless something speaks against it. */
  Status put(PresenceDocument document, Instant now) {
    Duration life = Duration.between(now, document.expires());
    if (life.isNegative() || life.isZero()) {
      return Status.EXPIRED;
    }
    if (life.compareTo(limits.longestLife()) > 0) {
      return Status.OUT_OF_TIME;
    }
    Bytes32 tag = document.tag();
    PresenceDocument held = documents.get(tag);
    if (held != null && live(held, now) && held.revision() >= document.revision()) {
      return Arrays.equals(held.bytes(), document.bytes()) ? Status.STORED : Status.OLDER_REVISION;
    }
    if (held == null && documents.size() >= limits.documents()) {
      sweep(now);
      if (documents.size() >= limits.documents()) {
        return Status.LIMITED;
      }
    }
    documents.put(tag, document);
    return Status.STORED;
  }

  Optional<PresenceDocument> get(Bytes32 tag, Instant now) {
    return Optional.ofNullable(documents.get(tag)).filter(held -> live(held, now));
  }

  /** Forgets what expired. */
  void sweep(Instant now) {
    documents.values().removeIf(held -> !live(held, now));
  }

  int size() {
    return documents.size();
  }

  private static boolean live(PresenceDocument document, Instant now) {
    return document.expires().isAfter(now);
  }
}
