package io.whisper.onion.handshake;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The server's single step of an ntor-v3 handshake (docs/protocol.md, section 5). */
final class NtorV3Server {

  private final NtorV3 ntor;
  private final Bytes32 id;
  private final X25519KeyPair b;

  NtorV3Server(NtorV3 ntor, Bytes32 id, X25519KeyPair b) {
    this.ntor = ntor;
    this.id = id;
    this.b = b;
  }

  /** Answers a hello with this ephemeral key; empty when the hello is not for this server. */
  Optional<Answered> respond(
      SecureRandom random,
      X25519KeyPair y,
      byte[] hello,
      int keyBytes,
      UnaryOperator<byte[]> answerMessage) {
    ByteReader in = new ByteReader(hello);
    Bytes32 helloId = in.bytes32();
    Bytes32 helloKey = in.bytes32();
    byte[] x = in.bytes(NtorV3.FIELD);
    byte[] offer = in.bytes(ntor.augmentation().offerSize());
    byte[] encrypted = in.bytes(Math.max(0, in.remaining() - NtorV3.FIELD));
    byte[] mac = in.bytes(NtorV3.FIELD);
    Bytes32 key = Bytes32.of(b.publicKey());
    if (!in.done() || !helloId.equals(id) || !helloKey.equals(key)) {
      return Optional.empty();
    }
    Optional<byte[]> xb = b.agree(x);
    if (xb.isEmpty()) {
      return Optional.empty();
    }
    NtorV3.Keys keys = ntor.phase1(xb.get(), id, x, key);
    byte[] expected = ntor.messageMac(keys.rest(), id, key, x, offer, encrypted);
    Optional<byte[]> xy = Optional.empty();
    Optional<Augmentation.Answer> answer = Optional.empty();
    try {
      if (!MessageDigest.isEqual(expected, mac)) {
        return Optional.empty();
      }
      xy = y.agree(x);
      answer = ntor.augmentation().answer(random, offer);
      if (xy.isEmpty() || answer.isEmpty()) {
        return Optional.empty();
      }
      byte[] reply = answerMessage.apply(NtorV3.enc(keys.first(), encrypted));
      NtorV3.Final end =
          ntor.finalKeys(
              xy.get(), xb.get(), answer.get().secret(), id, key, x, y.publicKey(), keyBytes);
      byte[] encryptedReply = NtorV3.enc(end.keys().first(), reply);
      byte[] ct = answer.get().bytes();
      byte[] auth =
          ntor.auth(end.verify(), id, key, y.publicKey(), x, offer, ct, mac, encryptedReply);
      Answered answered =
          new Answered(NtorV3.concat(y.publicKey(), auth, ct, encryptedReply), end.keys().rest());
      end.wipe();
      return Optional.of(answered);
    } finally {
      keys.wipe();
      Arrays.fill(xb.get(), (byte) 0);
      xy.ifPresent(secret -> Arrays.fill(secret, (byte) 0));
      answer.ifPresent(given -> Arrays.fill(given.secret(), (byte) 0));
    }
  }
}
