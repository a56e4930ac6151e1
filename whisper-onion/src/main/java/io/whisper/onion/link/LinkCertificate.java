package io.whisper.onion.link;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The self-signed P-256 certificate of a relay's links, with its private key (docs/protocol.md,
 * "Links").
 *
 * <p>Who dials the relay knows the certificate's hash and needs nothing else from it, so it says
 * nothing: its name and serial number are random, its validity is the same for everybody. Immutable
 * and thread-safe.
 */
public final class LinkCertificate {

  private static final String SIGNATURE = "SHA256withECDSA";
  private static final int VERSION = 1;
  private static final int NAME_BITS = 64;
  private static final int SERIAL_BITS = 120;

  // The widest validity that X.509 can express, so that the certificate tells no time.
  private static final Instant NOT_BEFORE = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant NOT_AFTER = Instant.parse("9999-12-31T23:59:59Z");

  private final X509Certificate certificate;
  private final PrivateKey privateKey;
  private final Bytes32 hash;

  private LinkCertificate(X509Certificate certificate, PrivateKey privateKey)
      throws CertificateException {
    this.certificate = certificate;
    this.privateKey = privateKey;
    this.hash = hash(certificate);
  }

  /** A new key with a new certificate. */
  public static LinkCertificate generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair keys = generator.generateKeyPair();
      X500Name name = new X500Name("CN=" + new BigInteger(NAME_BITS, random).toString(16));
      BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name, serial, Date.from(NOT_BEFORE), Date.from(NOT_AFTER), name, keys.getPublic());
      byte[] encoded =
          builder
              .build(
                  new JcaContentSignerBuilder(SIGNATURE)
                      .setSecureRandom(random)
                      .build(keys.getPrivate()))
              .getEncoded();
      return new LinkCertificate(parse(encoded), keys.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("this Java runtime cannot make P-256 certificates", e);
    }
  }

  /** What {@link #save} stored under this name, or empty when there is nothing. */
  public static Optional<LinkCertificate> load(StateStore store, String name) {
    return store.read(name).map(bytes -> decode(name, bytes));
  }

  /**
   * Stores the certificate and its key under this name: {@code version 1 | length 2, certificate |
   * length 2, PKCS #8 key}.
   */
  public void save(StateStore store, String name) {
    byte[] bytes = encode();
    store.write(name, bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  /** What is stored under this name, or a new one that then is. */
  public static LinkCertificate loadOrGenerate(StateStore store, String name, SecureRandom random) {
    return load(store, name)
        .orElseGet(
            () -> {
              LinkCertificate made = generate(random);
              made.save(store, name);
              return made;
            });
  }

  /** SHA-256 of the certificate's DER bytes: what a relay descriptor and a consensus say of it. */
  public Bytes32 hash() {
    return hash;
  }

  X509Certificate certificate() {
    return certificate;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** SHA-256 of a certificate's DER bytes. */
  static Bytes32 hash(X509Certificate certificate) throws CertificateException {
    try {
      return Bytes32.of(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the certificate has no hash", e);
    }
  }

  private byte[] encode() {
    try {
      byte[] encodedCertificate = certificate.getEncoded();
      byte[] encodedKey = privateKey.getEncoded();
      ByteWriter out = ByteWriter.growing();
      out.u8(VERSION);
      out.u16(encodedCertificate.length).bytes(encodedCertificate);
      out.u16(encodedKey.length).bytes(encodedKey);
      Arrays.fill(encodedKey, (byte) 0);
      byte[] bytes = out.toByteArray();
      out.wipe();
      return bytes;
    } catch (CertificateException e) {
      throw new IllegalStateException("the certificate cannot be encoded", e);
    }
  }

  private static LinkCertificate decode(String name, byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    byte[] encodedCertificate = in.bytes(in.u16());
    byte[] encodedKey = in.bytes(in.u16());
    try {
      if (version != VERSION || !in.done()) {
        throw new CertificateException("version " + version + ", expected " + VERSION);
      }
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encodedKey));
      if (!(key instanceof ECPrivateKey)) {
        throw new CertificateException("not a key of an elliptic curve");
      }
      X509Certificate certificate = parse(encodedCertificate);
      certificate.verify(certificate.getPublicKey());
      checkPair(certificate, key);
      return new LinkCertificate(certificate, key);
    } catch (GeneralSecurityException e) {
      throw new LinkException("the stored link certificate '" + name + "' is damaged", e);
    } finally {
      Arrays.fill(encodedKey, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Refuses a key that is not the certificate's: TLS would fail later and say less. */
  private static void checkPair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    byte[] message = certificate.getEncoded();
    Signature signature = Signature.getInstance(SIGNATURE);
    signature.initSign(key);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(message);
    if (!signature.verify(signed)) {
      throw new CertificateException("the key is not that of the certificate");
    }
  }

  private static X509Certificate parse(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /** Only the type: the certificate names a relay, and its key is secret. */
  @Override
  public String toString() {
    return "LinkCertificate";
  }
}
