package io.whisper.onion.relay;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.link.LinkCertificate;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

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
  private static final int VERSION = 2;

  /** The version before, without times of onion keys. */
  private static final int UNTIMED = 1;

  private final SecretBytes seed;
  private final Bytes32 identity;
  private final LinkCertificate certificate;
  private volatile OnionKeys onion;

  private RelayKeys(SecretBytes seed, OnionKeys onion, LinkCertificate certificate) {
    this.seed = seed;
    this.onion = onion;
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
        SecretBytes.owning(seed), OnionKeys.generate(random), LinkCertificate.generate(random));
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
    if (version != VERSION && version != UNTIMED) {
      throw new StateException("'" + KEYS + "' is of version " + version + ", expected " + VERSION);
    }
    byte[] seed = in.bytes(Ed25519.SEED_SIZE);
    OnionKeys onion = OnionKeys.read(in, version == VERSION);
    Arrays.fill(bytes, (byte) 0);
    if (!in.done()) {
      throw new StateException("'" + KEYS + "' is damaged");
    }
    return Optional.of(new RelayKeys(SecretBytes.owning(seed), onion, certificate.get()));
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

  /** Stores the keys: {@code version 2 | seed 32 | onion keys}, and the certificate beside them. */
  public synchronized void save(StateStore store) {
    // The certificate first: keys without it would be refused when they are loaded.
    certificate.save(store, CERTIFICATE);
    save(store, onion);
  }

  private void save(StateStore store, OnionKeys keys) {
    ByteWriter out = ByteWriter.growing().u8(VERSION);
    byte[] secret = seed.toByteArray();
    out.bytes(secret);
    Arrays.fill(secret, (byte) 0);
    keys.write(out);
    byte[] bytes = out.toByteArray();
    out.wipe();
    try {
      store.write(KEYS, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Makes a new onion key, which clients are to use once it is stored; the one until now goes on
   * being answered. May block, like the three methods that follow.
   */
  synchronized void renewOnionKey(
      StateStore store, SecureRandom random, Instant now, Instant keptUntil) {
    replace(store, onion.next(random, now, keptUntil));
  }

  /** Notes when the present onion key was made. */
  synchronized void noteOnionKeyMade(StateStore store, Instant moment) {
    replace(store, onion.madeAt(moment));
  }

  /** Answers the onion key before the present one until then. */
  synchronized void keepPreviousOnionKey(StateStore store, Instant until) {
    replace(store, onion.keptUntil(until));
  }

  /** Destroys the onion key before the present one. */
  synchronized void dropPreviousOnionKey(StateStore store) {
    X25519KeyPair previous = onion.previous();
    replace(store, onion.withoutPrevious());
    if (previous != null) {
      previous.close();
    }
  }

  private void replace(StateStore store, OnionKeys keys) {
    save(store, keys);
    onion = keys;
  }

  /** The public identity key. */
  public Bytes32 identity() {
    return identity;
  }

  /** The public onion key that clients are to use. */
  public Bytes32 onionKey() {
    return Bytes32.of(onion.present().publicKey());
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

  /** When the present onion key was made, {@link Instant#EPOCH} when nobody noted it. */
  Instant onionKeyMade() {
    return onion.made();
  }

  /** The public onion key before the present one, as long as that is answered. */
  Optional<Bytes32> previousOnionKey() {
    X25519KeyPair previous = onion.previous();
    return previous == null ? Optional.empty() : Optional.of(Bytes32.of(previous.publicKey()));
  }

  /** Until when it is. */
  Instant previousOnionKeyUntil() {
    return onion.until();
  }

  /** The onion key pair that a client used: the present one unless it named the previous. */
  X25519KeyPair onionPair(Bytes32 publicKey) {
    return onion.pair(publicKey);
  }

  @Override
  public void close() {
    seed.close();
    onion.close();
  }

  /** Only the type. */
  @Override
  public String toString() {
    return "RelayKeys";
  }
}
