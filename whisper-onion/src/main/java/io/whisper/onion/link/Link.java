package io.whisper.onion.link;

import io.netty.channel.ChannelHandlerContext;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.NetInfo;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection that carries cells between two neighbours (docs/protocol.md, "Links").
 *
 * <p>A link exists once both sides' first cells have crossed. It is confined to the loop of its
 * role: every method is called there, and its listener is. Cells sent during one turn of the loop
 * are flushed together at its end. While the network takes no more, cells wait in a queue of their
 * circuit, at most 512 each and 16,384 in all, and leave round robin.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the pipeline what went wrong.
public final class Link {

  private final ChannelHandlerContext context;
  private final boolean dialer;
  private final boolean hybrid;
  private final InetAddress peerAddress;
  private final @Nullable Bytes32 peerCertificate;
  private final RecordWriter records;
  private final CellQueues queues = new CellQueues();
  private final Runnable flush = this::flush;

  private @Nullable LinkListener listener;
  private NetInfo peerInfo = NetInfo.ENDPOINT;
  private int version;
  private boolean flushing;
  private boolean closed;
  private boolean active;

  private long sent;
  private long received;
  private long padding;
  private long unknown;
  private long malformed;
  private long refused;

  Link(
      ChannelHandlerContext context,
      boolean dialer,
      boolean hybrid,
      InetAddress peerAddress,
      @Nullable Bytes32 peerCertificate) {
    this.context = context;
    this.dialer = dialer;
    this.hybrid = hybrid;
    this.peerAddress = peerAddress;
    this.peerCertificate = peerCertificate;
    this.records = new RecordWriter(context);
  }

  /**
   * Sends a cell, whose 514 bytes are copied at once.
   *
   * @return false when the cell was refused because the link is closed or because too much waits
   *     for this circuit or this link: the circuit has lost a cell then and is to be destroyed. A
   *     DESTROY is refused by a closed link only.
   */
  public boolean send(byte[] cell) {
    checkLoop();
    if (cell.length != Cell.SIZE) {
      throw new IllegalArgumentException(
          "a cell has " + Cell.SIZE + " bytes, this one " + cell.length);
    }
    if (closed) {
      return false;
    }
    if (queues.size() == 0 && context.channel().isWritable()) {
      write(cell);
    } else {
      boolean last = (cell[Cell.BODY_OFFSET - 1] & 0xff) == CellCommand.DESTROY.code();
      if (!queues.offer(circuitId(cell), cell, last)) {
        refused++;
        return false;
      }
    }
    return true;
  }

  /** How many cells wait for this circuit. */
  public int queued(int circuitId) {
    checkLoop();
    return queues.size(circuitId);
  }

  /** How many cells wait in all. */
  public int queued() {
    checkLoop();
    return queues.size();
  }

  /** The circuit for which the most cells wait; empty when none waits. Takes a look at each. */
  public OptionalInt longestQueue() {
    checkLoop();
    return queues.longest();
  }

  /** Drops what waits for a circuit that was destroyed. */
  public void forget(int circuitId) {
    checkLoop();
    queues.forget(circuitId);
  }

  /** SHA-256 of the peer's certificate, of which it proved to have the key; empty for endpoints. */
  public Optional<Bytes32> peerCertificate() {
    return Optional.ofNullable(peerCertificate);
  }

  /** The address at the other end of the connection. */
  public InetAddress peerAddress() {
    return peerAddress;
  }

  /** Whether this side dialled: then the circuit ids that it picks have the top bit set. */
  public boolean dialer() {
    return dialer;
  }

  /** Whether the keys of the link come from X25519 and ML-KEM-768 together. */
  public boolean hybrid() {
    return hybrid;
  }

  /** The link version that both sides speak. */
  public int version() {
    return version;
  }

  /** The time that the peer told when the link became ready; empty for endpoints. */
  public Optional<Instant> peerTime() {
    return peerInfo.time() == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(peerInfo.time()));
  }

  /** Our own address as the peer sees it; empty when it did not say. */
  public Optional<InetAddress> observedAddress() {
    return Optional.ofNullable(peerInfo.observed());
  }

  /**
   * Stops or goes on reading from the network, so that the peer has to wait. A few cells that were
   * read already may still come.
   */
  public void reading(boolean on) {
    checkLoop();
    context.channel().config().setAutoRead(on);
  }

  /** Makes this listener the one who hears what comes from now on. */
  public void attach(LinkListener value) {
    checkLoop();
    this.listener = Objects.requireNonNull(value, "listener");
  }

  /** Whether {@link #close} was called or the connection has ended. */
  public boolean closed() {
    return closed;
  }

  /**
   * Ends the link after what was given to the network already; what waits in queues is dropped. The
   * listener hears of it later and hears no cell any more.
   */
  public void close() {
    checkLoop();
    if (closed) {
      return;
    }
    closed = true;
    queues.clear();
    records.flush();
    context.close();
  }

  /** What went over the link so far. */
  public LinkCounters counters() {
    checkLoop();
    return new LinkCounters(sent, received, padding, unknown, malformed, refused);
  }

  // What follows is for LinkHandler and LinkServer.

  /** The peer's first cells came and were understood. */
  void ready(int commonVersion, NetInfo info) {
    this.version = commonVersion;
    this.peerInfo = info;
  }

  void deliver(byte[] cell) {
    LinkListener hears = listener;
    if (hears != null) {
      hears.onCell(this, cell);
    }
  }

  void countReceived() {
    received++;
    active = true;
  }

  void countPadding() {
    padding++;
  }

  void countUnknown() {
    unknown++;
  }

  void countMalformed() {
    malformed++;
  }

  /** Whether a cell crossed the link since the last call. */
  boolean takeActivity() {
    boolean was = active;
    active = false;
    return was;
  }

  /** The network takes cells again: those that waited go first. */
  void writable() {
    if (closed || queues.size() == 0) {
      return;
    }
    while (context.channel().isWritable()) {
      byte[] cell = queues.poll();
      if (cell == null) {
        break;
      }
      write(cell);
    }
    LinkListener hears = listener;
    if (queues.size() == 0 && hears != null) {
      hears.onDrained(this);
    }
  }

  /** The connection has ended. */
  void ended() {
    closed = true;
    queues.clear();
    records.clear();
    LinkListener hears = listener;
    if (hears != null) {
      hears.onClosed(this);
    }
  }

  private void write(byte[] cell) {
    sent++;
    active = true;
    records.add(cell);
    // Only behind a write: a flush of nothing costs TLS an entry in the queue of the socket.
    if (!flushing) {
      flushing = true;
      context.channel().eventLoop().execute(flush);
    }
  }

  private void flush() {
    flushing = false;
    if (!closed) {
      records.flush();
      writable();
    }
  }

  private static int circuitId(byte[] cell) {
    return (cell[0] & 0xff) << 24
        | (cell[1] & 0xff) << 16
        | (cell[2] & 0xff) << 8
        | (cell[3] & 0xff);
  }

  private void checkLoop() {
    if (!context.channel().eventLoop().inEventLoop()) {
      throw new IllegalStateException("a link is confined to the loop of its role");
    }
  }

  /** Only the type: who is at the other end is not for logs. */
  @Override
  public String toString() {
    return "Link";
  }
}
