package io.whisper.onion.relay;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a relay counted since it started; written by the relay's loop alone, read from any thread.
 *
 * <p>They name no circuit, no link and no peer.
 */
public final class RelayCounters {

  final Count forwardedCells = new Count();
  final Count outwardCells = new Count();
  final Count endedCells = new Count();
  final Count splicedCells = new Count();
  final Count originatedCells = new Count();
  final Count created = new Count();
  final Count extended = new Count();
  final Count destroyed = new Count();
  final Count refused = new Count();
  final Count failedExtensions = new Count();
  final Count malformed = new Count();
  final Count ignored = new Count();
  final Count circuits = new Count();
  final Count links = new Count();
  final Count queuedBytes = new Count();
  final Count paused = new Count();

  RelayCounters() {}

  /** Relay cells passed on to the next relay or back toward the client, splices not among them. */
  public long forwardedCells() {
    return forwardedCells.get();
  }

  /**
   * Of the forwarded cells those with messages of clients: RELAY cells passed on toward the end of
   * their circuit. Making circuits longer is not among them.
   */
  public long outwardCells() {
    return outwardCells.get();
  }

  /** Relay cells that were for this relay. */
  public long endedCells() {
    return endedCells.get();
  }

  /** End-to-end cells that crossed a splice. */
  public long splicedCells() {
    return splicedCells.get();
  }

  /** Relay cells that this relay made itself. */
  public long originatedCells() {
    return originatedCells.get();
  }

  /** Circuits whose handshake this relay answered. */
  public long created() {
    return created.get();
  }

  /** Circuits that this relay extended to another one, each time counted. */
  public long extended() {
    return extended.get();
  }

  /** Circuits that came to an end, whoever ended them. */
  public long destroyed() {
    return destroyed.get();
  }

  /** Circuits refused at a limit, before their handshake was answered. */
  public long refused() {
    return refused.get();
  }

  /** Extensions answered with TRUNCATED. */
  public long failedExtensions() {
    return failedExtensions.get();
  }

  /**
   * Cells and messages that ended their circuit or their link, not being what the protocol says.
   */
  public long malformed() {
    return malformed.get();
  }

  /** Cells of circuits not known here, as they arrive in the moment after a circuit's end. */
  public long ignored() {
    return ignored.get();
  }

  /** Circuits standing now, those still in their handshake among them. */
  public long circuits() {
    return circuits.get();
  }

  /** Links standing now. */
  public long links() {
    return links.get();
  }

  /** Bytes that wait in circuits' queues now. */
  public long queuedBytes() {
    return queuedBytes.get();
  }

  /** Whether it reads nothing now, having reached its rate. */
  public boolean paused() {
    return paused.get() == 1;
  }

  /** One number with a single writer: no read-modify-write instruction on the way of a cell. */
  static final class Count {

    private final AtomicLong value = new AtomicLong();

    void increment() {
      add(1);
    }

    void add(long difference) {
      value.setRelease(value.getPlain() + difference);
    }

    void set(long now) {
      value.setRelease(now);
    }

    long get() {
      return value.getAcquire();
    }
  }
}
