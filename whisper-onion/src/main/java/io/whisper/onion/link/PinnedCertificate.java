package io.whisper.onion.link;

import io.whisper.core.bytes.Bytes32;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The trust of the side that dials: the one certificate whose hash was asked for, and nothing else.
 *
 * <p>Serves all links of a dialer, which pins a hash to the engine of each before its handshake.
 * Thread-safe: certificates are checked on the workers.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {

  private final Map<SSLEngine, Bytes32> pins = new ConcurrentHashMap<>();

  /** From now on this engine accepts a certificate with this SHA-256 only. */
  void pin(SSLEngine engine, Bytes32 certificateHash) {
    pins.put(engine, certificateHash);
  }

  /** Forgets the engine, which then accepts nothing. */
  void unpin(SSLEngine engine) {
    pins.remove(engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    Bytes32 pinned = pins.get(engine);
    // Bytes32 compares in constant time.
    if (pinned == null || !pinned.equals(LinkCertificate.hash(single(chain)))) {
      throw new WrongCertificateException();
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw wrongSide();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw wrongSide();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw wrongSide();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw wrongSide();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw wrongSide();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** The one certificate of a chain of one. */
  static X509Certificate single(X509Certificate[] chain) throws CertificateException {
    if (chain.length != 1) {
      throw new CertificateException(chain.length + " certificates, expected 1");
    }
    return chain[0];
  }

  static CertificateException wrongSide() {
    return new CertificateException("this side checks no such certificate");
  }

  /** The peer's certificate is not the one that was asked for. */
  static final class WrongCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    WrongCertificateException() {
      super("another certificate was asked for");
    }
  }
}
