package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.LinkListener;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.reactor.Reactor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An endpoint's link on which a test sends and reads single cells. */
final class RawLink implements LinkListener, AutoCloseable {

  /** Guards against a test that hangs; no test depends on it. */
  static final int PATIENCE_SECONDS = 60;

  private final Reactor reactor;
  private final Map<Integer, BlockingQueue<Cell>> arrived = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Link link;
  private int lastId = Cell.DIALLER_BIT;

  private RawLink(Reactor reactor, LinkTarget target) {
    this.reactor = reactor;
    LinkDialer dialer = new LinkDialer(reactor, TlsContext.endpoint(), null);
    this.link = await(dialer.dial(target.addresses(), target.certificateHash(), this));
    dialer.close();
  }

  static RawLink to(Reactor reactor, LinkTarget target) {
    return new RawLink(reactor, target);
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s", e);
    } catch (Exception e) {
      throw new AssertionError(e.getCause() == null ? e : e.getCause());
    }
  }

  /** A circuit id that was not used before. */
  int newId() {
    return ++lastId;
  }

  /** Sends a copy of the cell. */
  void send(Cell cell) {
    Cell copy = Cell.wrap(cell.array().clone());
    assertThat(await(reactor.call(() -> link.send(copy.array())))).isTrue();
  }

  /** Sends cells in one turn of the loop. */
  void sendAll(List<Cell> cells) {
    assertThat(trySendAll(cells)).isTrue();
  }

  /** Sends cells in one turn of the loop; answers false when the link took not all of them. */
  boolean trySendAll(List<Cell> cells) {
    return await(reactor.call(() -> cells.stream().allMatch(cell -> link.send(cell.array()))));
  }

  /** Forgets what came for a circuit. */
  void forget(int id) {
    arrived.remove(id);
  }

  /** The next cell of a circuit. */
  Cell next(int id) {
    try {
      Cell cell = of(id).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (cell == null) {
        throw new AssertionError("no cell came in " + PATIENCE_SECONDS + " s");
      }
      return cell;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many cells of a circuit came that were not read yet. */
  int unread(int id) {
    return of(id).size();
  }

  private BlockingQueue<Cell> of(int id) {
    return arrived.computeIfAbsent(id, any -> new LinkedBlockingQueue<>());
  }

  /** Stops or goes on reading from the network. */
  void reading(boolean on) {
    reactor.execute(() -> link.reading(on));
  }

  /** Completes when the relay, or this side, closed the link. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  @Override
  public void onCell(Link from, byte[] array) {
    Cell cell = Cell.wrap(array.clone());
    of(cell.circuitId()).add(cell);
  }

  @Override
  public void onClosed(Link gone) {
    closed.complete(null);
  }

  @Override
  public void close() {
    reactor.execute(link::close);
  }
}
