package io.whisper.rendezvous.lookup;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.descriptor.Presence;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.ring.Ring;
import io.whisper.rendezvous.store.StoreClient;
import io.whisper.rendezvous.store.wire.DocumentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of one tag: two replicas are asked, and the third when they differ (docs/protocol.md,
 * "The ring"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Reading {
  private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

  /** How many replicas are asked first. */
  private static final int AT_ONCE = 2;

  /**
   * After how long, and up to as long again at random, another replica is asked beside those that
   * have not answered.
   */
  private static final Duration IMPATIENCE = Duration.ofMillis(1_500);

  /** A presence and when it expires. */
  record Newest(Presence presence, Instant expires, long revision) {}

  private final Overlay overlay;
  private final StoreClient client;
  private final HopRange hops;
  private final DocumentKind kind;
  private final Bytes32 tag;
  private final List<RelayEntry> replicas;
  private final List<Optional<byte[]>> answers = new ArrayList<>();
  private final CompletableFuture<List<byte[]>> result = new CompletableFuture<>();
  private int asked;
  private int failed;
  private boolean impatient;
  private @Nullable Throwable failure;

  Reading(
      Overlay overlay,
      StoreClient client,
      Consensus live,
      DocumentKind kind,
      Bytes32 tag,
      HopRange hops) {
    this.overlay = overlay;
    this.client = client;
    this.hops = hops;
    this.kind = kind;
    this.tag = tag;
    this.replicas = new ArrayList<>(Ring.of(live.relays()).replicas(tag));
    Collections.shuffle(replicas, overlay.random());
  }

  /** Every document that a replica gave; fails when no replica answered at all. */
  CompletableFuture<List<byte[]>> start() {
    if (replicas.isEmpty()) {
      result.completeExceptionally(
          new ObstacleException(Obstacle.NO_CIRCUIT, "the consensus names no store"));
    }
    for (int i = 0; i < Math.min(AT_ONCE, replicas.size()); i++) {
      ask();
    }
    Cancellable timer =
        overlay.time().after(Pause.from(overlay.random(), IMPATIENCE), this::takesLong);
    result.whenComplete((documents, why) -> timer.cancel());
    return result;
  }

  private void ask() {
    RelayEntry replica = replicas.get(asked++);
    client
        .get(replica, kind, tag, hops.draw(overlay.random()))
        .whenComplete(
            (document, why) -> {
              if (why == null) {
                answers.add(document);
              } else {
                LOG.debug("a store did not answer: {}", why.getMessage());
                failed++;
                failure = why;
              }
              answered();
            });
  }

  /** One of those asked may be frozen: the next is asked, and what two say is enough. */
  private void takesLong() {
    impatient = true;
    answered();
  }

  private void answered() {
    if (result.isDone()) {
      return;
    }
    boolean agreed = answers.size() >= AT_ONCE && !differ();
    boolean allHeard = answers.size() + failed == asked;
    if (!allHeard && !impatient) {
      return;
    }
    if (asked < replicas.size() && !agreed && (impatient || failed > 0 || differ())) {
      ask();
    } else if (allHeard && answers.isEmpty() && failure != null) {
      result.completeExceptionally(ObstacleException.of(failure));
    } else if (allHeard || agreed) {
      result.complete(answers.stream().flatMap(Optional::stream).toList());
    }
  }

  /** None counts as different from everything, another none included. */
  private boolean differ() {
    return answers.stream().anyMatch(Optional::isEmpty)
        || !answers.stream()
            .allMatch(each -> Arrays.equals(each.get(), answers.get(0).orElseThrow()));
  }

  /** The document of the highest revision among those that are the recipient's and live. */
  static Optional<Newest> newest(
      List<byte[]> documents, BlindedKey blinded, Address address, Instant now) {
    return documents.stream()
        .flatMap(bytes -> PresenceDocument.verify(bytes).stream())
        .filter(document -> document.blindedKey().equals(blinded))
        .filter(document -> document.expires().isAfter(now))
        .flatMap(
            document ->
                document.open(address).stream()
                    .map(presence -> new Newest(presence, document.expires(), document.revision())))
        .max(Comparator.comparingLong(Newest::revision));
  }
}
