package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.BoardSealer;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.Topic;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Posted;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.replica.ReaderLimits;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagKey;
import io.whisper.rendezvous.replica.TagListener;
import io.whisper.rendezvous.replica.TagReader;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sender's wait for the acknowledgement of one message: it follows the board for the first
 * minutes and looks there now and then afterwards (docs/protocol.md, "Mailboxes"). Confined to the
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class AckWatch implements TagListener {
  /** The period whose tag the board of an acknowledgement has, whenever it is put. */
  static final long PERIOD = 0;

  private static final Duration FOLLOWED = Duration.ofMinutes(10);
  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final ReaderLimits LIMITS = new ReaderLimits(16, 1 << 17, 1024, 800);

  private final RoleLoop loop;
  private final Replicas replicas;
  private final Topic topic;
  private final MessageId id;
  private final Consumer<Acknowledgement> acknowledged;
  private final TagKey key;
  private final Retries retries;

  /** What is being opened: it may be found once more meanwhile. */
  private final Set<Bytes32> opening = new HashSet<>();

  private @Nullable TagReader reader;
  private @Nullable Cancellable timer;
  private boolean following;
  private boolean closed;

  /**
   * A wait that has not begun.
   *
   * @param topic the caller's, to be open as long as this
   * @param acknowledged called once, on the loop
   */
  public AckWatch(
      RoleLoop loop,
      Replicas replicas,
      Topic topic,
      MessageId id,
      Consumer<Acknowledgement> acknowledged) {
    this.loop = loop;
    this.replicas = replicas;
    this.topic = topic;
    this.id = id;
    this.acknowledged = acknowledged;
    this.retries = new Retries(loop);
    this.key = TagKey.board(topic.tag(PERIOD));
  }

  /** Follows the board, and looks there now and then after a while. */
  public void follow() {
    TagReader follows = new TagReader(replicas, key, LIMITS);
    reader = follows;
    following = true;
    follows.follow(this);
    timer =
        loop.time()
            .after(
                FOLLOWED,
                () -> {
                  follows.close();
                  reader = null;
                  following = false;
                  lookNowAndThen();
                });
  }

  /** Whether it follows the board now. */
  public boolean follows() {
    return following && !closed;
  }

  private void look() {
    if (closed) {
      return;
    }
    TagReader looks = new TagReader(replicas, key, LIMITS);
    reader = looks;
    looks
        .fetch(this)
        .whenComplete(
            (fetched, failure) -> {
              looks.close();
              if (!closed) {
                reader = null;
                lookNowAndThen();
              }
            });
  }

  /** Looks there now and then, for the first time after a while as well. */
  public void lookNowAndThen() {
    long spread = LONGEST_PAUSE.minus(SHORTEST_PAUSE).toMillis();
    Duration pause = SHORTEST_PAUSE.plusMillis(loop.random().nextLong(spread));
    timer = loop.time().after(pause, this::look);
  }

  @Override
  public CompletableFuture<?> onEnvelope(Envelope envelope) {
    if (!opening.add(envelope.id())) {
      return CompletableFuture.completedFuture(null);
    }
    // No reader gives it again for a long time: it must not be let go unopened.
    return retries
        .compute(() -> BoardSealer.open(topic, envelope), failure -> !closed)
        .whenComplete(
            (posted, failure) -> {
              opening.remove(envelope.id());
              if (posted != null) {
                opened(posted);
              }
            });
  }

  private void opened(Optional<Posted> posted) {
    posted
        .map(Posted::content)
        .flatMap(this::acknowledgement)
        .filter(given -> !closed)
        .ifPresent(
            given -> {
              close();
              acknowledged.accept(given);
            });
  }

  private Optional<Acknowledgement> acknowledgement(FirstContact content) {
    return content.kind() == Kind.ACKNOWLEDGEMENT && content.id().equals(id)
        ? Acknowledgement.decode(content.payload())
        : Optional.empty();
  }

  /** Waits no more. */
  public void close() {
    closed = true;
    retries.close();
    if (timer != null) {
      timer.cancel();
    }
    if (reader != null) {
      reader.close();
    }
  }

  @Override
  public String toString() {
    return "AckWatch";
  }
}
