package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionHandshakeTest {
  private final SeededRandom random = new SeededRandom(31);
  private final BlindedKey recipient = new BlindedKey(Bytes32.of(random.bytes(32)));
  private final X25519KeyPair handshakeKey = X25519.generate(random);

  @Test
  void bothSidesHaveTheSameKeysAndTheRecipientThePurpose() {
    for (SessionPurpose purpose : SessionPurpose.values()) {
      SessionHandshake initiator = start(purpose);
      assertThat(initiator.hello()).hasSize(1313);
      SessionHandshake.Response response = respond(initiator.hello()).orElseThrow();
      assertThat(response.purpose()).isEqualTo(purpose);
      assertThat(response.reply()).hasSize(1152);
      SessionKeys keys = initiator.complete(response.reply()).orElseThrow();
      assertThat(response.keys().open(keys.seal(SessionFrame.ack(1))))
          .contains(SessionFrame.ack(1));
      assertThat(keys.open(response.keys().seal(SessionFrame.ack(2))))
          .contains(SessionFrame.ack(2));
    }
  }

  @Test
  void aHelloForAnotherRecipientOrKeyIsRefused() {
    byte[] hello = start(SessionPurpose.CONVERSATION).hello();
    assertThat(SessionHandshake.respond(random, key -> false, handshakeKey, hello)).isEmpty();
    assertThat(SessionHandshake.respond(random, recipient::equals, X25519.generate(random), hello))
        .isEmpty();
  }

  @Test
  void aChangedHelloOrReplyIsRefusedWithoutAnException() {
    SessionHandshake initiator = start(SessionPurpose.MESSAGES);
    byte[] hello = initiator.hello();
    byte[] reply = respond(hello).orElseThrow().reply();
    Property.holds(
        1,
        seeded -> {
          // Every byte of a hello is checked by one code, so that a sample of them is enough.
          assertThat(Tampering.singleByteChanges(hello, seeded).filter(any -> sampled(seeded)))
              .allSatisfy(changed -> assertThat(respond(changed)).isEmpty());
          assertThat(Tampering.singleByteChanges(reply, seeded).filter(any -> sampled(seeded)))
              .allSatisfy(changed -> assertThat(initiator.complete(changed)).isEmpty());
        });
    assertThat(Tampering.truncations(hello).filter(any -> sampled(random)))
        .allSatisfy(changed -> assertThat(respond(changed)).isEmpty());
    assertThat(Tampering.truncations(reply).filter(any -> sampled(random)))
        .allSatisfy(changed -> assertThat(initiator.complete(changed)).isEmpty());
  }

  private static boolean sampled(SeededRandom random) {
    return random.nextInt(8) == 0;
  }

  private SessionHandshake start(SessionPurpose purpose) {
    return SessionHandshake.start(random, recipient, Bytes32.of(handshakeKey.publicKey()), purpose)
        .orElseThrow();
  }

  private Optional<SessionHandshake.Response> respond(byte[] hello) {
    return SessionHandshake.respond(random, recipient::equals, handshakeKey, hello);
  }
}
