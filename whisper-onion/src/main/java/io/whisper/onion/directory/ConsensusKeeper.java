package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest consensus that a node was shown, kept on disk, and never exchanged for an older one.
 * Thread-safe.
 */
public final class ConsensusKeeper implements ConsensusSource {
  /** What became of a consensus that was offered. */
  public enum Verdict {
    /** It is held now. */
    ACCEPTED,
    /** It was held before. */
    ALREADY_HELD,
    /** A newer one is held. */
    OLDER,
    /** Another one of the same time is held: more than half of the authorities signed both. */
    CONFLICTING,
    /** It is not a consensus of this network. */
    INVALID,
    /** No more than half of the authorities signed it. */
    TOO_FEW_SIGNATURES,
    /** It has run out. */
    EXPIRED,
    /** It was voted on later than the clock here says: that clock is slow. */
    FROM_THE_FUTURE
  }

  /** How slow a clock may be before a new consensus seems to come from the future. */
  public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(30);

  private static final Logger LOG = LoggerFactory.getLogger(ConsensusKeeper.class);
  private static final String NAME = "consensus";
  private static final int STATE_VERSION = 1;

  private final Network network;
  private final TimeSource time;
  private final StateStore store;
  private final Executor writer;
  private final List<Consumer<Consensus>> listeners = new CopyOnWriteArrayList<>();
  private final Object writing = new Object();
  private volatile @Nullable Consensus held;
  private @Nullable Consensus written;
  private boolean failing;

  /** A keeper that takes up what {@code store} holds and writes to it before an offer returns. */
  public ConsensusKeeper(Network network, TimeSource time, StateStore store) {
    this(network, time, store, Runnable::run);
  }

  /** A keeper whose writes to {@code store} are done by {@code writer}. */
  public ConsensusKeeper(Network network, TimeSource time, StateStore store, Executor writer) {
    this.network = network;
    this.time = time;
    this.store = store;
    this.writer = writer;
    this.held = read().flatMap(this::restore).orElse(null);
    this.written = held;
  }

  /** What is kept; a damaged file is as good as none, because every authority has the document. */
  private Optional<byte[]> read() {
    try {
      return store.read(NAME);
    } catch (StateException damaged) {
      LOG.warn("the consensus kept here is not used: {}", damaged.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Consensus> restore(byte[] state) {
    ByteReader reader = new ByteReader(state);
    // Verified anew: the network file may have changed. One that ran out still guards the order.
    return reader.u8() == STATE_VERSION
        ? Consensus.verify(reader.rest(), network)
        : Optional.empty();
  }

  /** Takes {@code document} if it is valid now and newer than what is held. */
  public Verdict offer(byte[] document) {
    Consensus.Checked checked = Consensus.check(document, network);
    Consensus consensus = checked.consensus();
    if (consensus == null) {
      return checked.finding() == Consensus.Finding.TOO_FEW_SIGNATURES
          ? Verdict.TOO_FEW_SIGNATURES
          : Verdict.INVALID;
    }
    return offer(consensus);
  }

  /** The same for a document that was verified before, on a worker, against the same network. */
  public Verdict offer(Consensus consensus) {
    synchronized (this) {
      Verdict verdict = judge(consensus);
      if (verdict != Verdict.ACCEPTED) {
        return verdict;
      }
      held = consensus;
    }
    writer.execute(this::persist);
    listeners.forEach(listener -> listener.accept(consensus));
    return Verdict.ACCEPTED;
  }

  private Verdict judge(Consensus offered) {
    Instant now = time.now();
    if (offered.validAfter().isAfter(now.plus(CLOCK_TOLERANCE))) {
      return Verdict.FROM_THE_FUTURE;
    }
    Consensus current = held;
    if (current != null) {
      int order = offered.validAfter().compareTo(current.validAfter());
      if (order < 0) {
        return Verdict.OLDER;
      }
      if (order == 0) {
        return offered.digest().equals(current.digest())
            ? Verdict.ALREADY_HELD
            : Verdict.CONFLICTING;
      }
    }
    return now.isBefore(offered.validUntil()) ? Verdict.ACCEPTED : Verdict.EXPIRED;
  }

  private void persist() {
    synchronized (writing) {
      Consensus newest = held;
      if (newest != null && newest != written) {
        try {
          store.write(
              NAME, ByteWriter.growing().u8(STATE_VERSION).bytes(newest.document()).toByteArray());
          written = newest;
          failing = false;
        } catch (StateException unwritten) {
          if (!failing) {
            LOG.warn("the consensus is used but not kept: {}", unwritten.getMessage());
          }
          failing = true;
        }
      }
    }
  }

  @Override
  public Optional<Consensus> current() {
    Consensus consensus = held;
    return consensus != null && time.now().isBefore(consensus.validUntil())
        ? Optional.of(consensus)
        : Optional.empty();
  }

  /** The consensus that is held, also when it ran out: what was agreed on last. */
  public Optional<Consensus> newest() {
    return Optional.ofNullable(held);
  }

  /** The parameters of the live consensus, or the network file's. */
  public NetworkParameters parameters() {
    return current().map(Consensus::parameters).orElseGet(network::parameters);
  }

  /**
   * Calls {@code listener} with each consensus that is accepted from now on, where it is offered.
   */
  public void listen(Consumer<Consensus> listener) {
    listeners.add(listener);
  }
}
