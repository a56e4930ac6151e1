package io.whisper.onion.handshake;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A client in the middle of an ntor-v3 handshake: it has said hello and waits for the reply
 * (docs/protocol.md, section 5).
 */
final class NtorV3Client implements AutoCloseable {

  private final NtorV3 ntor;
  private final Bytes32 id;
  private final Bytes32 b;
  private final X25519KeyPair x;
  private final Augmentation.Offer offer;
  private final byte[] bx;
  private final byte[] mac;
  private final byte[] hello;

  private NtorV3Client(
      NtorV3 ntor,
      Bytes32 id,
      Bytes32 b,
      X25519KeyPair x,
      Augmentation.Offer offer,
      byte[] bx,
      byte[] message) {
    this.ntor = ntor;
    this.id = id;
    this.b = b;
    this.x = x;
    this.offer = offer;
    this.bx = bx;
    NtorV3.Keys keys = ntor.phase1(bx, id, x.publicKey(), b);
    byte[] encrypted = NtorV3.enc(keys.first(), message);
    this.mac = ntor.messageMac(keys.rest(), id, b, x.publicKey(), offer.bytes(), encrypted);
    keys.wipe();
    this.hello =
        NtorV3.concat(
            id.toByteArray(), b.toByteArray(), x.publicKey(), offer.bytes(), encrypted, mac);
  }

  /** Says hello; empty when B is a point of small order. */
  static Optional<NtorV3Client> start(
      NtorV3 ntor, SecureRandom random, X25519KeyPair x, Bytes32 id, Bytes32 b, byte[] message) {
    return x.agree(b.toByteArray())
        .map(
            bx -> new NtorV3Client(ntor, id, b, x, ntor.augmentation().offer(random), bx, message));
  }

  /** ID | B | X | ek | MSG | MAC. */
  byte[] hello() {
    return hello.clone();
  }

  /** Checks Y | AUTH | ct | encrypted message; empty when it is not the reply to this hello. */
  Optional<Completed> complete(byte[] reply, int keyBytes) {
    ByteReader in = new ByteReader(reply);
    byte[] y = in.bytes(NtorV3.FIELD);
    byte[] auth = in.bytes(NtorV3.FIELD);
    byte[] answer = in.bytes(ntor.augmentation().answerSize());
    byte[] encrypted = in.rest();
    if (!in.done()) {
      return Optional.empty();
    }
    Optional<byte[]> yx = x.agree(y);
    Optional<byte[]> secret = offer.accept(answer);
    if (yx.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    NtorV3.Final end =
        ntor.finalKeys(yx.get(), bx, secret.get(), id, b, x.publicKey(), y, keyBytes);
    Arrays.fill(yx.get(), (byte) 0);
    Arrays.fill(secret.get(), (byte) 0);
    byte[] expected =
        ntor.auth(end.verify(), id, b, y, x.publicKey(), offer.bytes(), answer, mac, encrypted);
    try {
      if (!MessageDigest.isEqual(expected, auth)) {
        return Optional.empty();
      }
      byte[] message = NtorV3.enc(end.keys().first(), encrypted);
      return Optional.of(new Completed(end.keys().rest(), message));
    } finally {
      end.wipe();
    }
  }

  @Override
  public void close() {
    x.close();
    offer.close();
    Arrays.fill(bx, (byte) 0);
  }
}
