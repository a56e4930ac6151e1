package io.whisper.onion.relay;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.crypto.X25519;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.link.LinkCertificate;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a relay: its Ed25519 identity, its X25519 onion key and the one before it, and the
 * certificate of its links.
 *
 * <p>They are a relay's own and never an endpoint's, also where one process is both. Thread-safe;
 * wiped by {@link #close}.
 */
public final class RelayKeys implements AutoCloseable {

  private static final String KEYS = "relay-keys";
  private static final String CERTIFICATE = "link-certificate";
  private static final int VERSION = 1;

  private final SecretBytes seed;
  private final Bytes32 identity;
  private final X25519KeyPair onion;
  private final @Nullable X25519KeyPair previous;
  private final LinkCertificate certificate;

  private RelayKeys(
      SecretBytes seed,
      X25519KeyPair onion,
      @Nullable X25519KeyPair previous,
      LinkCertificate certificate) {
    this.seed = seed;
    this.onion = onion;
    this.previous = previous;
    this.certificate = certificate;
    byte[] secret = seed.toByteArray();
    this.identity = Bytes32.of(Ed25519.publicKey(secret));
    Arrays.fill(secret, (byte) 0);
  }

  /** New keys. */
  public static RelayKeys generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SEED_SIZE];
    random.nextBytes(seed);
    return new RelayKeys(
        SecretBytes.owning(seed), X25519.generate(random), null, LinkCertificate.generate(random));
  }

  /**
   * The keys that {@link #save} stored, or empty when there are none.
   *
   * @throws StateException when what is stored is damaged or of a newer version
   */
  public static Optional<RelayKeys> load(StateStore store) {
    Optional<byte[]> stored = store.read(KEYS);
    Optional<LinkCertificate> certificate = LinkCertificate.load(store, CERTIFICATE);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty()) {
      throw new StateException("'" + KEYS + "' is there, but '" + CERTIFICATE + "' is missing");
    }
    byte[] bytes = stored.get();
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    if (version != VERSION) {
      throw new StateException("'" + KEYS + "' is of version " + version + ", expected " + VERSION);
    }
    byte[] seed = in.bytes(Ed25519.SEED_SIZE);
    byte[] onion = in.bytes(X25519.KEY_SIZE);
    boolean hasPrevious = in.u8() == 1;
    byte[] previous = in.bytes(hasPrevious ? X25519.KEY_SIZE : 0);
    Arrays.fill(bytes, (byte) 0);
    if (!in.done()) {
      throw new StateException("'" + KEYS + "' is damaged");
    }
    RelayKeys keys =
        new RelayKeys(
            SecretBytes.owning(seed),
            X25519KeyPair.of(onion),
            hasPrevious ? X25519KeyPair.of(previous) : null,
            certificate.get());
    Arrays.fill(onion, (byte) 0);
    Arrays.fill(previous, (byte) 0);
    return Optional.of(keys);
  }

  /** The stored keys, or new ones that then are. */
  public static RelayKeys loadOrGenerate(StateStore store, SecureRandom random) {
    return load(store)
        .orElseGet(
            () -> {
              RelayKeys made = generate(random);
              made.save(store);
              return made;
            });
  }

  /**
   * Stores the keys: {@code version 1 | seed 32 | onion key 32 | 1 and the previous onion key 32,
   * or 0}, and the certificate beside them.
   */
  public void save(StateStore store) {
    // The certificate first: keys without it would be refused when they are loaded.
    certificate.save(store, CERTIFICATE);
    ByteWriter out = ByteWriter.growing();
    out.u8(VERSION);
    write(out, seed.toByteArray());
    write(out, onion.privateKey());
    out.u8(previous == null ? 0 : 1);
    if (previous != null) {
      write(out, previous.privateKey());
    }
    byte[] bytes = out.toByteArray();
    out.wipe();
    store.write(KEYS, bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  private static void write(ByteWriter out, byte[] secret) {
    out.bytes(secret);
    Arrays.fill(secret, (byte) 0);
  }

  /** The same keys with a new onion key; the one until now goes on being answered as previous. */
  public RelayKeys withNewOnionKey(SecureRandom random) {
    return new RelayKeys(
        SecretBytes.owning(seed.toByteArray()), X25519.generate(random), copy(onion), certificate);
  }

  private static X25519KeyPair copy(X25519KeyPair pair) {
    byte[] secret = pair.privateKey();
    X25519KeyPair copy = X25519KeyPair.of(secret);
    Arrays.fill(secret, (byte) 0);
    return copy;
  }

  /** The public identity key. */
  public Bytes32 identity() {
    return identity;
  }

  /** The public onion key that clients are to use. */
  public Bytes32 onionKey() {
    return Bytes32.of(onion.publicKey());
  }

  /** The certificate of the relay's links. */
  public LinkCertificate certificate() {
    return certificate;
  }

  /** The signature of the identity over a message, which must begin with a label of its own. */
  public byte[] sign(byte[] message) {
    byte[] secret = seed.toByteArray();
    try {
      return Ed25519.sign(secret, message);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** A copy of the 32-byte seed of the identity, which the caller has to wipe. */
  public byte[] seed() {
    return seed.toByteArray();
  }

  /** The onion key pair that a client used: the present one unless it named the previous. */
  X25519KeyPair onionPair(Bytes32 publicKey) {
    return previous != null && publicKey.equals(Bytes32.of(previous.publicKey()))
        ? previous
        : onion;
  }

  @Override
  public void close() {
    seed.close();
    onion.close();
    if (previous != null) {
      previous.close();
    }
  }

  /** Only the type. */
  @Override
  public String toString() {
    return "RelayKeys";
  }
}
