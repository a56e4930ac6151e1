package io.whisper.onion.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.crypto.X25519;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The hybrid handshake as both sides use it. */
final class HandshakeTest {

  private static final int KEY_BYTES = 192;
  private static final byte[] EMPTY = new byte[0];

  private final SeededRandom random = new SeededRandom(11);
  private final Bytes32 id = Bytes32.of(random.bytes(32));
  private final X25519KeyPair b = X25519.generate(random);
  private final Bytes32 key = Bytes32.of(b.publicKey());

  private HandshakeClient start(byte[] message) {
    return HandshakeClient.start(HandshakePurpose.CIRCUIT, random, id, key, message).orElseThrow();
  }

  private Optional<Answered> respond(byte[] hello, UnaryOperator<byte[]> answer) {
    return HandshakeServer.respond(
        HandshakePurpose.CIRCUIT, random, id, b, hello, KEY_BYTES, answer);
  }

  private Optional<Answered> respond(byte[] hello) {
    return respond(hello, message -> EMPTY);
  }

  @Test
  void bothSidesGetTheSameKeysAndEachOthersMessage() {
    Property.holds(
        10,
        seeded -> {
          byte[] there = seeded.bytes(seeded.nextInt(100));
          byte[] back = seeded.bytes(seeded.nextInt(100));
          int keyBytes = 1 + seeded.nextInt(400);
          for (HandshakePurpose purpose : HandshakePurpose.values()) {
            HandshakeClient client =
                HandshakeClient.start(purpose, seeded, id, key, there).orElseThrow();
            Answered answered =
                HandshakeServer.respond(
                        purpose,
                        seeded,
                        id,
                        b,
                        client.hello(),
                        keyBytes,
                        message -> {
                          assertThat(message).isEqualTo(there);
                          return back;
                        })
                    .orElseThrow();
            Completed completed = client.complete(answered.reply(), keyBytes).orElseThrow();

            assertThat(completed.message()).isEqualTo(back);
            assertThat(completed.keyStream()).hasSize(keyBytes).isEqualTo(answered.keyStream());
          }
        });
  }

  @Test
  void sizesAreThoseOfThreeCells() {
    HandshakeClient client = start(EMPTY);
    assertThat(client.hello()).hasSize(1312).hasSize(HandshakeClient.HELLO_SIZE);
    assertThat(respond(client.hello()).orElseThrow().reply())
        .hasSize(1152)
        .hasSize(HandshakeClient.REPLY_SIZE);
    NtorV3 ntor = new NtorV3(new HybridKem(), new byte[0]);
    assertThat(ntor.helloSize()).isEqualTo(1312);
    assertThat(ntor.replySize()).isEqualTo(1152);
  }

  @Test
  void twoHandshakesShareNoKey() {
    byte[] one = respond(start(EMPTY).hello()).orElseThrow().keyStream();
    byte[] other = respond(start(EMPTY).hello()).orElseThrow().keyStream();
    assertThat(one).isNotEqualTo(other);
    byte[] hello = start(EMPTY).hello();
    assertThat(respond(hello).orElseThrow().keyStream())
        .isNotEqualTo(respond(hello).orElseThrow().keyStream());
  }

  @Test
  void everyChangedByteOfAHelloIsRefused() {
    byte[] hello = start(new byte[] {1, 2, 3}).hello();
    Tampering.singleByteChanges(hello, random)
        .forEach(
            changed ->
                assertThat(respond(changed, message -> fail("asked for a forged hello")))
                    .isEmpty());
  }

  @Test
  void everyTruncationOfAHelloIsRefused() {
    byte[] hello = start(new byte[] {1, 2, 3}).hello();
    Tampering.truncations(hello).forEach(cut -> assertThat(respond(cut)).isEmpty());
    assertThat(respond(Arrays.copyOf(hello, hello.length + 1))).isEmpty();
  }

  @Test
  void everyChangedByteOfAReplyIsRefused() {
    HandshakeClient client = start(EMPTY);
    byte[] reply = respond(client.hello(), message -> new byte[] {4, 5}).orElseThrow().reply();
    Tampering.singleByteChanges(reply, random)
        .forEach(changed -> assertThat(client.complete(changed, KEY_BYTES)).isEmpty());
    assertThat(client.complete(reply, KEY_BYTES)).isPresent();
  }

  @Test
  void everyTruncationOfAReplyIsRefused() {
    HandshakeClient client = start(EMPTY);
    byte[] reply = respond(client.hello(), message -> new byte[] {4, 5}).orElseThrow().reply();
    Tampering.truncations(reply)
        .forEach(cut -> assertThat(client.complete(cut, KEY_BYTES)).isEmpty());
    assertThat(client.complete(Arrays.copyOf(reply, reply.length + 1), KEY_BYTES)).isEmpty();
  }

  @Test
  void helloForAnotherServerKeyOrPurposeIsRefused() {
    byte[] hello = start(EMPTY).hello();
    X25519KeyPair otherKey = X25519.generate(random);
    Bytes32 otherId = Bytes32.of(random.bytes(32));

    assertThat(HandshakeServer.keyOf(hello)).contains(key);
    assertThat(HandshakeServer.keyOf(new byte[63])).isEmpty();
    assertThat(respondAs(HandshakePurpose.CIRCUIT, id, otherKey, hello)).isEmpty();
    assertThat(respondAs(HandshakePurpose.CIRCUIT, otherId, b, hello)).isEmpty();
    assertThat(respondAs(HandshakePurpose.SESSION, id, b, hello)).isEmpty();
    assertThat(respondAs(HandshakePurpose.CIRCUIT, id, b, hello)).isPresent();
  }

  private Optional<Answered> respondAs(
      HandshakePurpose purpose, Bytes32 as, X25519KeyPair with, byte[] hello) {
    return HandshakeServer.respond(purpose, random, as, with, hello, KEY_BYTES, m -> EMPTY);
  }

  @Test
  void replyToAnotherHelloIsRefused() {
    HandshakeClient client = start(EMPTY);
    assertThat(client.complete(respond(start(EMPTY).hello()).orElseThrow().reply(), KEY_BYTES))
        .isEmpty();
  }

  @Test
  void pointsOfSmallOrderAreRefused() {
    for (byte[] point : List.of(new byte[32], one())) {
      assertThat(
              HandshakeClient.start(HandshakePurpose.CIRCUIT, random, id, Bytes32.of(point), EMPTY))
          .isEmpty();

      // The forger of X knows Bx = 0 and can compute a valid MAC.
      NtorV3 ntor = new NtorV3(new HybridKem(), HandshakePurpose.CIRCUIT.verification());
      byte[] offer = ntor.augmentation().offer(random).bytes();
      NtorV3.Keys keys = ntor.phase1(new byte[32], id, point, key);
      byte[] mac = ntor.messageMac(keys.rest(), id, key, point, offer, EMPTY);
      byte[] hello = NtorV3.concat(id.toByteArray(), key.toByteArray(), point, offer, EMPTY, mac);
      assertThat(respond(hello)).isEmpty();

      HandshakeClient client = start(EMPTY);
      byte[] reply = respond(client.hello()).orElseThrow().reply();
      System.arraycopy(point, 0, reply, 0, 32);
      assertThat(client.complete(reply, KEY_BYTES)).isEmpty();
    }
  }

  private static byte[] one() {
    byte[] one = new byte[32];
    one[0] = 1;
    return one;
  }

  @Test
  void offerThatIsNoKeyIsRefusedThoughItsMacIsRight() {
    NtorV3 ntor = new NtorV3(new HybridKem(), HandshakePurpose.CIRCUIT.verification());
    X25519KeyPair x = X25519.generate(random);
    byte[] offer = new byte[ntor.augmentation().offerSize()];
    Arrays.fill(offer, (byte) 0xff);
    NtorV3.Keys keys = ntor.phase1(x.agree(b.publicKey()).orElseThrow(), id, x.publicKey(), key);
    byte[] mac = ntor.messageMac(keys.rest(), id, key, x.publicKey(), offer, EMPTY);
    assertThat(
            respond(
                NtorV3.concat(
                    id.toByteArray(), key.toByteArray(), x.publicKey(), offer, EMPTY, mac)))
        .isEmpty();
  }

  /** Breaking one of the two problems must not be enough: each secret alone decides the keys. */
  @Test
  void everySecretChangesEveryKey() {
    NtorV3 ntor = new NtorV3(new HybridKem(), HandshakePurpose.CIRCUIT.verification());
    byte[] x = random.bytes(32);
    byte[] y = random.bytes(32);
    byte[][] secrets = {random.bytes(32), random.bytes(32), random.bytes(32)};
    NtorV3.Final right =
        ntor.finalKeys(secrets[0], secrets[1], secrets[2], id, key, x, y, KEY_BYTES);
    for (int which = 0; which < secrets.length; which++) {
      byte[][] wrong = secrets.clone();
      wrong[which] = random.bytes(32);
      NtorV3.Final other = ntor.finalKeys(wrong[0], wrong[1], wrong[2], id, key, x, y, KEY_BYTES);
      assertThat(other.verify()).isNotEqualTo(right.verify());
      assertThat(other.keys().first()).isNotEqualTo(right.keys().first());
      assertThat(other.keys().rest()).isNotEqualTo(right.keys().rest());
    }
  }

  /** A server that has the X25519 keys but not the secret behind ct. */
  @Test
  void serverWithoutTheKemSecretIsRefused() {
    HybridKem hybrid = new HybridKem();
    Augmentation guessing =
        new Augmentation() {
          @Override
          public String protocolId() {
            return hybrid.protocolId();
          }

          @Override
          public int offerSize() {
            return hybrid.offerSize();
          }

          @Override
          public int answerSize() {
            return hybrid.answerSize();
          }

          @Override
          public Offer offer(SecureRandom source) {
            return hybrid.offer(source);
          }

          @Override
          public Optional<Answer> answer(SecureRandom source, byte[] offer) {
            return hybrid.answer(source, offer).map(a -> new Answer(a.bytes(), new byte[32]));
          }
        };
    NtorV3 ntor = new NtorV3(guessing, HandshakePurpose.CIRCUIT.verification());
    HandshakeClient client = start(EMPTY);
    byte[] reply =
        new NtorV3Server(ntor, id, b)
            .respond(random, X25519.generate(random), client.hello(), KEY_BYTES, m -> EMPTY)
            .orElseThrow()
            .reply();
    assertThat(client.complete(reply, KEY_BYTES)).isEmpty();
  }

  /** A server that can answer the KEM but has not the X25519 key that the client expects. */
  @Test
  void serverWithoutTheX25519KeyIsRefused() {
    NtorV3 ntor = new NtorV3(new HybridKem(), HandshakePurpose.CIRCUIT.verification());
    HandshakeClient client = start(EMPTY);
    byte[] hello = client.hello();
    final byte[] mac = Arrays.copyOfRange(hello, hello.length - 32, hello.length);
    final byte[] offer = Arrays.copyOfRange(hello, 96, 96 + 1184);
    byte[] x = Arrays.copyOfRange(hello, 64, 96);
    X25519KeyPair y = X25519.generate(random);
    Augmentation.Answer answer = new HybridKem().answer(random, offer).orElseThrow();
    byte[] xb = X25519.generate(random).agree(x).orElseThrow();
    NtorV3.Final end =
        ntor.finalKeys(
            y.agree(x).orElseThrow(), xb, answer.secret(), id, key, x, y.publicKey(), KEY_BYTES);
    byte[] auth =
        ntor.auth(end.verify(), id, key, y.publicKey(), x, offer, answer.bytes(), mac, EMPTY);
    assertThat(
            client.complete(NtorV3.concat(y.publicKey(), auth, answer.bytes(), EMPTY), KEY_BYTES))
        .isEmpty();
  }

  @Test
  void secretsAreWipedAndNotShown() {
    HandshakeClient client = start(EMPTY);
    Answered answered = respond(client.hello()).orElseThrow();
    Completed completed = client.complete(answered.reply(), KEY_BYTES).orElseThrow();
    answered.close();
    completed.close();
    client.close();
    assertThat(answered.keyStream()).containsOnly(0);
    assertThat(completed.keyStream()).containsOnly(0);
    assertThat(answered).hasToString("Answered");
    assertThat(completed).hasToString("Completed");
    assertThat(client).hasToString("HandshakeClient");
  }

  /** Made by this code once the published vectors had passed. */
  @Test
  void handshakeStaysAsItWas() {
    HandshakeClient client = start(new byte[] {7});
    Answered answered = respond(client.hello(), message -> new byte[] {8}).orElseThrow();
    assertThat(Sha256.hash(client.hello(), answered.reply(), answered.keyStream()))
        .asHexString()
        .isEqualTo("2CAD9893CFD711699481E7376BFFB19D0514B60654BAC6C812A60EDBF6628F23");
  }
}
