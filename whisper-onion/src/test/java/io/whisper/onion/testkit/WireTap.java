package io.whisper.onion.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A plain TCP proxy that notes the headers of the TLS records in both directions: an observer on
 * the wire. Whoever dials {@link #address} reaches the target through it.
 */
public final class WireTap implements AutoCloseable {

  private static final int HEADER = 5;

  private final InetSocketAddress target;
  private final ServerSocket port;
  private final List<TappedConnection> connections = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private WireTap(InetSocketAddress target) throws IOException {
    this.target = target;
    this.port = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  /** A tap on the way to this address. */
  public static WireTap before(InetSocketAddress target) throws IOException {
    WireTap tap = new WireTap(target);
    start(tap::accept);
    return tap;
  }

  /** Where to dial. */
  public InetSocketAddress address() {
    return new InetSocketAddress(port.getInetAddress(), port.getLocalPort());
  }

  /** The connections so far. */
  public List<TappedConnection> connections() {
    return List.copyOf(connections);
  }

  /** Ends all connections. */
  @Override
  public void close() throws IOException {
    port.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket dialer = port.accept();
        sockets.add(dialer);
        Socket onward = new Socket(target.getAddress(), target.getPort());
        sockets.add(onward);
        TappedConnection connection = new TappedConnection();
        connections.add(connection);
        start(() -> copy(dialer, onward, connection, true));
        start(() -> copy(onward, dialer, connection, false));
      }
    } catch (IOException closed) {
      // The tap was closed, or its target does not listen: then the dialer waits in vain.
    }
  }

  private static void copy(Socket from, Socket to, TappedConnection connection, boolean dialers) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      Records records = new Records(connection, dialers);
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        records.saw(buffer, n);
        out.write(buffer, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException reset) {
      closeAll(from, to);
    } finally {
      connection.directionEnded();
    }
  }

  private static void closeAll(Socket... sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed all the same.
      }
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "wire-tap");
    thread.setDaemon(true);
    thread.start();
  }

  /** Finds the record headers in a stream that comes in pieces. */
  private static final class Records {
    private final TappedConnection connection;
    private final boolean dialers;
    private final byte[] header = new byte[HEADER];
    private int inHeader;
    private int left;

    Records(TappedConnection connection, boolean dialers) {
      this.connection = connection;
      this.dialers = dialers;
    }

    void saw(byte[] bytes, int length) {
      int at = 0;
      while (at < length) {
        if (left > 0) {
          int skipped = Math.min(left, length - at);
          at += skipped;
          left -= skipped;
        } else {
          header[inHeader++] = bytes[at++];
        }
        if (inHeader == HEADER && left == 0) {
          int type = header[0] & 0xff;
          left = (header[3] & 0xff) << 8 | (header[4] & 0xff);
          inHeader = 0;
          connection.saw(dialers, new TlsRecord(type, left));
        }
      }
    }
  }
}
