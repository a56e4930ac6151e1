package io.whisper.it.shaper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy in front of one address, which gives every connection through it the conditions of a
 * link: delay with jitter, a rate, a cut. A relay behind one advertises the shaper's address.
 *
 * <p>The conditions hold for each direction of each connection, may be changed at any time and then
 * hold for the bytes that come. The seed decides the jitter.
 */
public final class LinkShaper implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int CONNECT_MILLIS = 10_000;

  private final ServerSocket socket;
  private final InetSocketAddress target;
  private final AtomicLong nextSeed;
  private final Set<ShapedConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile LinkConditions conditions;
  private volatile boolean cut;

  private LinkShaper(
      ServerSocket socket, InetSocketAddress target, LinkConditions conditions, long seed) {
    this.socket = socket;
    this.target = target;
    this.conditions = conditions;
    this.nextSeed = new AtomicLong(seed);
  }

  /** Begins to listen there and to pass on to the target. */
  public static LinkShaper start(
      InetSocketAddress listen, InetSocketAddress target, LinkConditions conditions, long seed)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(listen, BACKLOG);
    LinkShaper shaper = new LinkShaper(socket, target, conditions, seed);
    Thread thread = new Thread(shaper::accept, "shaper-accept");
    thread.setDaemon(true);
    thread.start();
    return shaper;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Other conditions from now on. */
  public void shape(LinkConditions value) {
    conditions = value;
  }

  /** Ends every connection, and lets none come about until {@link #mend}. */
  public void cut() {
    cut = true;
    connections.forEach(ShapedConnection::end);
  }

  /** The link is whole again. */
  public void mend() {
    cut = false;
  }

  /** How many connections go through it now. */
  public int connections() {
    return connections.size();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread opening = new Thread(() -> open(client), "shaper-open");
        opening.setDaemon(true);
        opening.start();
      } catch (IOException closed) {
        // The loop ends when it was closed, and goes on when one connection failed.
      }
    }
  }

  private void open(Socket client) {
    Socket server = new Socket();
    try {
      if (cut) {
        throw new IOException("the link is cut");
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, CONNECT_MILLIS);
      ShapedConnection connection =
          new ShapedConnection(
              client, server, () -> conditions, nextSeed.getAndIncrement(), connections::remove);
      connections.add(connection);
      connection.start();
      if (cut) {
        connection.end();
      }
    } catch (IOException refused) {
      ShapedConnection.reset(client);
      ShapedConnection.reset(server);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    cut();
  }
}
