package io.whisper.onion.link;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of links: which engine runs it and what it may negotiate (docs/protocol.md, "Links").
 *
 * <p>TLS 1.3 only; no server name, no application protocol, no session tickets and no resumption.
 * Immutable and thread-safe.
 */
public final class TlsContext {

  static final String HYBRID_GROUP = "X25519MLKEM768";
  private static final String CLASSICAL_GROUP = "X25519";
  private static final String PROTOCOL = "TLSv1.3";

  /** A link certificate has about 300 bytes; nobody may make us parse much more. */
  private static final int MAX_CERTIFICATE_BYTES = 4096;

  private final boolean nativeEngine;
  private final String[] dialerGroups;

  private TlsContext(boolean nativeEngine, String... dialerGroups) {
    this.nativeEngine = nativeEngine;
    this.dialerGroups = dialerGroups;
  }

  /**
   * The TLS of relays and authorities, on BoringSSL: dials with the hybrid group X25519MLKEM768
   * only and accepts X25519 beside it.
   *
   * @throws LinkException when netty-tcnative does not load on this machine
   */
  public static TlsContext relay() {
    if (!nativeEngineLoads()) {
      throw new LinkException(
          "a relay needs TLS by BoringSSL, which netty-tcnative does not provide on this machine",
          OpenSsl.isAvailable()
              ? new SSLException(OpenSsl.versionString())
              : OpenSsl.unavailabilityCause());
    }
    return boringSsl();
  }

  /**
   * The TLS of endpoints: BoringSSL, or the JDK's engine where netty-tcnative does not load. With
   * the latter {@link #hybrid} is false.
   */
  public static TlsContext endpoint() {
    return nativeEngineLoads() ? boringSsl() : jdk();
  }

  /** BoringSSL, known to load. */
  private static TlsContext boringSsl() {
    return new TlsContext(true, HYBRID_GROUP);
  }

  /** BoringSSL as a stranger might use it, without the hybrid group. */
  static TlsContext classicalBoringSsl() {
    return new TlsContext(true, CLASSICAL_GROUP);
  }

  /** The JDK's engine. */
  static TlsContext jdk() {
    return new TlsContext(false);
  }

  private static boolean nativeEngineLoads() {
    return OpenSsl.isAvailable()
        && OpenSsl.versionString().contains("BoringSSL")
        && SslProvider.isTlsv13Supported(SslProvider.OPENSSL_REFCNT);
  }

  /** Whether links dialled with it agree on their keys by X25519 and ML-KEM-768 together. */
  public boolean hybrid() {
    return nativeEngine && dialerGroups[0].equals(HYBRID_GROUP);
  }

  /** What runs TLS, for a status: {@code BoringSSL} or {@code JDK}. */
  public String engine() {
    return nativeEngine ? "BoringSSL" : "JDK";
  }

  /** The side that dials, with a certificate of its own or none. To be released. */
  SslContext dialer(@Nullable LinkCertificate own, X509ExtendedTrustManager trust) {
    SslContextBuilder builder =
        SslContextBuilder.forClient().trustManager(trust).endpointIdentificationAlgorithm(null);
    if (own != null) {
      builder.keyManager(own.privateKey(), own.certificate());
    }
    return build(builder, dialerGroups);
  }

  /** The side that accepts, asking for a certificate but not insisting. To be released. */
  SslContext acceptor(LinkCertificate own) {
    if (!nativeEngine) {
      throw new IllegalStateException("links are accepted with BoringSSL only, this is the JDK's");
    }
    SslContextBuilder builder =
        SslContextBuilder.forServer(own.privateKey(), own.certificate())
            .trustManager(new AnyCertificate())
            .clientAuth(ClientAuth.OPTIONAL);
    return build(builder, HYBRID_GROUP, CLASSICAL_GROUP);
  }

  private SslContext build(SslContextBuilder builder, String... groups) {
    // Netty switches session tickets off (SSL_OP_NO_TICKET) unless keys for them are set, and
    // without
    // tickets TLS 1.3 resumes nothing.
    builder.protocols(PROTOCOL);
    if (nativeEngine) {
      builder
          .sslProvider(SslProvider.OPENSSL_REFCNT)
          .option(OpenSslContextOption.GROUPS, groups)
          .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CERTIFICATE_BYTES);
    } else {
      builder.sslProvider(SslProvider.JDK);
    }
    try {
      SslContext context = builder.build();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        sessions.setSessionCacheEnabled(false);
      }
      return context;
    } catch (SSLException e) {
      throw new LinkException("TLS could not be set up: " + e.getMessage(), e);
    }
  }

  /**
   * The TLS of one connection: signatures on the workers, whole cells in each record, no session
   * tickets (which would be records of another size, and identify who comes back).
   */
  static SslHandler handler(SslContext context, ByteBufAllocator allocator, Executor workers) {
    SslHandler handler = context.newHandler(allocator, workers);
    handler.setWrapDataSize(RecordWriter.RECORD_SIZE);
    // Handshakes end by the role's own time.
    handler.setHandshakeTimeoutMillis(0);
    if (handler.engine() instanceof ReferenceCountedOpenSslEngine boring) {
      SSL.setOptions(boring.sslPointer(), SSL.SSL_OP_NO_TICKET);
    }
    return handler;
  }

  /** Whether this engine, its handshake done, agreed on its keys by the hybrid group. */
  static boolean hybrid(SSLEngine engine) {
    if (!(engine instanceof ReferenceCountedOpenSslEngine boring)) {
      return false;
    }
    long ssl = boring.sslPointer();
    if (ssl == 0) {
      return false;
    }
    try {
      return HYBRID_GROUP.equals(SSL.getGroupName(ssl));
    } catch (Exception unknown) {
      return false;
    }
  }
}
