package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RingPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One relay that made itself known to this authority, and what the probes found. */
final class RegisteredRelay {
  private final Bytes32 identity;
  private byte[] document;
  private RelayDescriptor descriptor;
  private byte @Nullable [] changedDocument;
  private @Nullable RelayDescriptor changed;
  private @Nullable Instant since;
  private @Nullable Instant reachableSince;
  private @Nullable Instant lastReached;
  private boolean lost;
  private @Nullable RingPlace ring;
  private Duration absent = Duration.ZERO;

  RegisteredRelay(byte[] document, RelayDescriptor descriptor) {
    this.identity = descriptor.target().identity();
    this.document = document;
    this.descriptor = descriptor;
  }

  /** Takes up what was remembered on disk. */
  void remember(Instant since, Instant reachableSince, Instant lastReached) {
    this.since = since;
    this.reachableSince = reachableSince;
    this.lastReached = lastReached;
  }

  Bytes32 identity() {
    return identity;
  }

  /** The newest descriptor, probed or not. */
  RelayDescriptor newest() {
    RelayDescriptor waiting = changed;
    return waiting == null ? descriptor : waiting;
  }

  /** The descriptor that may be voted on. */
  RelayDescriptor descriptor() {
    return descriptor;
  }

  byte[] document() {
    return document;
  }

  /** Takes a newer descriptor: in use at once when it says nothing new, else once it is probed. */
  void renew(byte[] newerDocument, RelayDescriptor newer) {
    boolean same = newer.contentDigest().equals(descriptor.contentDigest());
    if (same || since == null) {
      document = newerDocument;
      descriptor = newer;
      changed = null;
      changedDocument = null;
    } else {
      changedDocument = newerDocument;
      changed = newer;
    }
  }

  /** A probe of {@code probed} succeeded. */
  void reached(RelayDescriptor probed, Instant now) {
    Bytes32 content = probed.contentDigest();
    byte[] waitingDocument = changedDocument;
    RelayDescriptor waiting = changed;
    if (waiting != null && waitingDocument != null && content.equals(waiting.contentDigest())) {
      document = waitingDocument;
      descriptor = waiting;
      changedDocument = null;
      changed = null;
    } else if (!content.equals(descriptor.contentDigest())) {
      return;
    }
    if (since == null) {
      since = now;
    }
    if (reachableSince == null || lost) {
      reachableSince = now;
    }
    lost = false;
    lastReached = now;
  }

  /** Whether it said something that was not probed, or was lost and spoke again. */
  boolean wantsProbe() {
    return since == null || changed != null || lost;
  }

  /** All tries to reach it failed. */
  void lost() {
    lost = true;
  }

  /** Whether it was reached since {@code earliest} and not lost afterwards. */
  boolean isReachable(Instant earliest) {
    Instant last = lastReached;
    return last != null && !lost && !last.isBefore(earliest);
  }

  @Nullable Instant since() {
    return since;
  }

  @Nullable Instant reachableSince() {
    return reachableSince;
  }

  @Nullable Instant lastReached() {
    return lastReached;
  }

  /** The ring place that it has, or waits for. */
  Optional<RingPlace> ring() {
    return Optional.ofNullable(ring);
  }

  /** Takes over its ring place from a consensus; a new one is paid for anew. */
  void ring(RingPlace agreed) {
    if (!agreed.equals(ring)) {
      absent = Duration.ZERO;
    }
    ring = agreed;
  }

  /** For how long it was not listed since it has the ring place, or waits for it. */
  Duration absent() {
    return absent;
  }

  /** A consensus did not list it: who was away too long has lost its ring place. */
  void absent(Duration longer, Duration tolerated) {
    absent = absent.plus(longer);
    if (absent.compareTo(tolerated) > 0) {
      ring = null;
      absent = Duration.ZERO;
    }
  }
}
