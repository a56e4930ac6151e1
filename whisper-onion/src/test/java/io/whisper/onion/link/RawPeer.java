package io.whisper.onion.link;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A stranger who talks to a port byte by byte, in TLS or not. */
final class RawPeer implements AutoCloseable {

  /** Guards against a test that hangs; nothing depends on it. */
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;

  private RawPeer(Socket socket) {
    this.socket = socket;
  }

  /** A TCP connection. */
  static RawPeer plain(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return new RawPeer(socket);
  }

  /** A connection after a TLS handshake of this version, in which any certificate would do. */
  static RawPeer tls(InetSocketAddress address, String version) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setEnabledProtocols(new String[] {version});
    try {
      socket.startHandshake();
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
    return new RawPeer(socket);
  }

  /** The first bytes of a TLS 1.3 client. */
  static byte[] clientHello() throws Exception {
    SSLEngine engine = trusting().createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      engine.wrap(ByteBuffer.allocate(0), hello);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
    byte[] bytes = new byte[hello.flip().remaining()];
    hello.get(bytes);
    return bytes;
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    return context;
  }

  RawPeer write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Says that nothing more comes from this side. */
  RawPeer end() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException endedAlready) {
      // The other side was faster.
    }
    return this;
  }

  /** The next so many bytes. */
  byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    new DataInputStream(socket.getInputStream()).readFully(bytes);
    return bytes;
  }

  /** Waits until the other side ends the connection, whatever it says before. */
  void awaitEnd() throws IOException {
    try {
      InputStream in = socket.getInputStream();
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (SocketException | SSLException | EOFException reset) {
      // This is an end too.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
