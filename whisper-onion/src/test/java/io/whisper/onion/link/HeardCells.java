package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener that keeps what it heard for a test to ask. */
final class HeardCells implements LinkListener {

  private final BlockingQueue<byte[]> cells = new LinkedBlockingQueue<>();
  private final CompletableFuture<Link> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  @Override
  public void onCell(Link link, byte[] cell) {
    cells.add(cell.clone());
    // Listeners may change the cell in place.
    cell[0] ^= (byte) 0xff;
  }

  @Override
  public void onDrained(Link link) {
    drained.complete(null);
  }

  @Override
  public void onClosed(Link link) {
    assertThat(closed.complete(link)).as("onClosed comes once").isTrue();
  }

  byte[] next() throws InterruptedException, TimeoutException {
    byte[] cell = cells.poll(30, TimeUnit.SECONDS);
    if (cell == null) {
      throw new TimeoutException("no cell came");
    }
    return cell;
  }

  boolean none() {
    return cells.isEmpty();
  }

  void awaitClosed() throws Exception {
    closed.get(30, TimeUnit.SECONDS);
  }

  boolean heardClosed() {
    return closed.isDone();
  }

  void awaitDrained() throws Exception {
    drained.get(30, TimeUnit.SECONDS);
  }
}
