package io.whisper.onion.link;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.reactor.IoTransport;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.reactor.ReactorPoolOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Two roles on loops of their own and in one virtual time: one that dials and one that listens. */
final class LinkWorld implements AutoCloseable {

  final VirtualTime time = new VirtualTime();
  final ReactorPool pool;
  final Reactor here;
  final Reactor there;
  final LinkCertificate ours = LinkCertificate.generate(new SecureRandom());
  final LinkCertificate theirs = LinkCertificate.generate(new SecureRandom());
  private final BlockingQueue<End> accepted = new LinkedBlockingQueue<>();

  LinkWorld() {
    this(IoTransport.AUTO);
  }

  LinkWorld(IoTransport transport) {
    pool =
        ReactorPool.create(
            ReactorPoolOptions.defaults().withLoops(2).withWorkers(2).withTransport(transport));
    here = pool.reactor(time, new SecureRandom());
    there = pool.reactor(time, new SecureRandom());
  }

  /** One end of a link, with what was heard there. */
  record End(Reactor reactor, Link link, HeardCells heard) {

    <T> T ask(Supplier<T> question) throws Exception {
      return reactor.call(question).get(30, SECONDS);
    }

    boolean send(int circuitId, CellCommand command, int number) throws Exception {
      return ask(() -> link.send(cell(circuitId, command, number)));
    }

    void close() throws Exception {
      ask(
          () -> {
            link.close();
            return true;
          });
    }
  }

  /** A cell with a number in its body. */
  static byte[] cell(int circuitId, CellCommand command, int number) {
    Cell cell = Cell.of(circuitId, command);
    for (int i = 0; i < 4; i++) {
      cell.array()[Cell.BODY_OFFSET + i] = (byte) (number >>> (24 - 8 * i));
      cell.array()[Cell.SIZE - 1 - i] = (byte) (number >>> (8 * i));
    }
    return cell.array();
  }

  /** The number in the body of a cell. */
  static int number(byte[] cell) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = number << 8 | (cell[Cell.BODY_OFFSET + i] & 0xff);
    }
    return number;
  }

  LinkServer serve() throws Exception {
    return serve(LinkLimits.defaults());
  }

  LinkServer serve(LinkLimits limits) throws Exception {
    return serve(limits, InetAddress.getLoopbackAddress());
  }

  LinkServer serve(LinkLimits limits, InetAddress address) throws Exception {
    return LinkServer.bind(
            there,
            TlsContext.relay(),
            theirs,
            new InetSocketAddress(address, 0),
            link -> {
              HeardCells heard = new HeardCells();
              accepted.add(new End(there, link, heard));
              return heard;
            },
            limits)
        .get(30, SECONDS);
  }

  /** Dials as an endpoint does. */
  End dial(LinkServer server) throws Exception {
    return dial(TlsContext.endpoint(), null, server.address());
  }

  End dial(TlsContext tls, @Nullable LinkCertificate own, InetSocketAddress address)
      throws Exception {
    HeardCells heard = new HeardCells();
    Link link =
        new LinkDialer(here, tls, own)
            .dial(List.of(address), theirs.hash(), heard)
            .get(30, SECONDS);
    return new End(here, link, heard);
  }

  /** The other end of a link that was dialled: the next one not yet asked for. */
  End accepted() throws Exception {
    End end = accepted.poll(30, SECONDS);
    if (end == null) {
      throw new TimeoutException("no link was accepted");
    }
    return end;
  }

  boolean noneAccepted() {
    return accepted.isEmpty();
  }

  /** Waits until both loops have run what they were given before. */
  void turn() throws Exception {
    here.call(() -> true).get(30, SECONDS);
    there.call(() -> true).get(30, SECONDS);
  }

  @Override
  public void close() {
    here.close();
    there.close();
    pool.close();
  }
}
