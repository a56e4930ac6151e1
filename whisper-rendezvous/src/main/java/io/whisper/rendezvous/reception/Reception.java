package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Opened;
import io.whisper.core.seal.Sealer;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.Reactor;
import io.whisper.rendezvous.descriptor.Presence;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.IntroductionPoint;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.store.StoreClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where a recipient receives: it keeps introduction points and a presence that names
 * them, opens what comes in, and refuses what came before. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  /** How long the first of several introduction points waits for the others to be published. */
  private static final Duration GATHERING = Duration.ofSeconds(1);

  private static final Duration ROTATION_CHECK = Duration.ofMinutes(10);

  /** Introductions that may be opened at a time: more are let go, and their senders try again. */
  private static final int MAX_OPENING = 256;

  private final Overlay overlay;
  private final Identity identity;
  private final Consumer<Incoming> incoming;
  private final Publisher publisher;
  private final PointSet points;
  private final StateStore state;
  private final int wanted;
  private final Retries retries;
  private @Nullable KeptKeys<ReceptionKeys> keys;
  private @Nullable Cancellable rotation;
  private @Nullable Cancellable gathering;
  private List<PresencePoint> serving = List.of();
  private int opening;
  private boolean closed;

  /**
   * A reception that has not begun.
   *
   * @param state where its keys are kept, its own
   * @param incoming is given what was opened, on the loop
   */
  public Reception(
      Overlay overlay,
      Identity identity,
      StateStore state,
      ReceptionSettings settings,
      Consumer<Incoming> incoming) {
    this.overlay = overlay;
    this.identity = identity;
    this.state = state;
    this.incoming = incoming;
    this.wanted = settings.points();
    this.retries = new Retries(overlay.reactor());
    this.publisher =
        new Publisher(overlay, identity, settings.hops(), new StoreClient(overlay)::put);
    this.points =
        new PointSet(overlay, state, settings.points(), settings.hops(), new FromPoints());
  }

  /** Begins; completes when the recipient can be found and reached. */
  public CompletableFuture<Void> start() {
    Reactor reactor = overlay.reactor();
    retries
        .compute(() -> new Kept(KeptKeys.open(reactor, state, ReceptionKeys.FORM), points.load()))
        .whenComplete(
            (kept, failure) -> {
              if (failure != null) {
                publisher.published().completeExceptionally(failure);
              } else if (closed) {
                kept.keys().close();
                kept.points().forEach(PointKey::wipe);
              } else {
                keys = kept.keys();
                points.start(kept.points());
                rotate();
              }
            });
    return publisher.published();
  }

  /**
   * Tries at once again what waits to be tried, since there is another consensus, or circuits can
   * be built again.
   */
  public void hurry() {
    points.hurry();
    publisher.hurry();
  }

  /** What was read from the disk. */
  private record Kept(KeptKeys<ReceptionKeys> keys, List<PointKey> points) {}

  /** Waits at no relay any longer. What is kept on disk stays for the next time. */
  public void close() {
    closed = true;
    retries.close();
    points.close();
    publisher.close();
    if (rotation != null) {
      rotation.cancel();
    }
    if (keys != null) {
      keys.close();
    }
  }

  private void rotate() {
    KeptKeys<ReceptionKeys> current = keys;
    if (closed || current == null) {
      return;
    }
    current.rotate(this::publish);
    rotation = overlay.time().after(ROTATION_CHECK, this::rotate);
  }

  private void gather() {
    if (serving.size() >= wanted) {
      publish();
    } else if (gathering == null && !closed) {
      gathering = overlay.time().after(GATHERING, this::publish);
    }
  }

  private void publish() {
    if (gathering != null) {
      gathering.cancel();
      gathering = null;
    }
    KeptKeys<ReceptionKeys> current = keys;
    if (closed || current == null || serving.isEmpty()) {
      return;
    }
    ReceptionKeys now = current.newest();
    Bytes32 handshakeKey = Bytes32.of(now.handshake().publicKey());
    publisher.publish(new Presence(now.prekey().publicKey(), handshakeKey, serving));
  }

  private void open(PointKey at, IntroductionPoint point, long number, Introduction introduction) {
    Instant now = overlay.time().now();
    Bytes32 digest = Bytes32.of(Sha256.hash(introduction.sealed()));
    Optional<ReceptionKeys> sealedTo =
        keys == null ? Optional.empty() : keys.find(introduction.prekeyId());
    if (sealedTo.isEmpty() || opening >= MAX_OPENING || at.opened().known(digest, now)) {
      LOG.debug("an introduction is not opened");
      return;
    }
    opening++;
    overlay
        .reactor()
        .compute(() -> open(at, sealedTo.get(), digest, introduction))
        .whenComplete(
            (opened, failure) -> {
              opening--;
              if (opened != null && opened.isPresent() && !closed) {
                Opened content = opened.get();
                content.acknowledgement().close();
                incoming.accept(
                    new Incoming(
                        content.content(),
                        content.sender(),
                        sealedTo.get().handshake(),
                        new Answering(point, number, content.content().id(), content.answerKey())));
              }
            });
  }

  /** What is inside, unless it was opened before: on a worker. */
  private Optional<Opened> open(
      PointKey at, ReceptionKeys sealedTo, Bytes32 digest, Introduction introduction) {
    Optional<Opened> opened =
        Sealer.open(identity, sealedTo.prekey(), introduction.visible(), introduction.sealed());
    // Only what opens is remembered: else anyone could fill the memory. What the disk does not
    // take fails here and gets no answer: a replay would bring the same answer key once more.
    return opened.filter(
        each -> at.opened().admit(digest, at.remembered(), overlay.time().now()) == Admission.NEW);
  }

  private final class FromPoints implements PointSet.Events {
    @Override
    public void onIntroduction(
        PointKey key, IntroductionPoint point, long number, Introduction introduction) {
      open(key, point, number, introduction);
    }

    @Override
    public void onChanged(List<PresencePoint> now) {
      serving = now;
      gather();
    }

    @Override
    public void onReturned() {
      // What ended all circuits may have ended the stores as well.
      publisher.assure();
    }
  }
}
