package io.whisper.core.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Encapsulation;
import io.whisper.core.crypto.XWing;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {
  private static final byte[] VISIBLE = "introduction key, key id, period".getBytes(US_ASCII);

  private final SeededRandom random = new SeededRandom(1);
  private final Identity recipient = Identity.ephemeral(random);
  private final Identity sender = Identity.ephemeral(random);
  private final Prekey prekey = Prekey.generate(random);

  @Test
  void recipientOpensWhatWasSealed() {
    Property.holds(
        20,
        trial -> {
          byte[] payload = trial.bytes(trial.nextInt(1665));
          byte[] visible = trial.bytes(trial.nextInt(80));
          Kind kind = Kind.of(trial.nextInt(1, 4)).orElseThrow();
          long ttl = trial.nextLong(1L << 32);
          MessageId id = MessageId.generate(trial);
          boolean anonymous = trial.nextBoolean();
          Sealed sealed =
              Sealer.seal(
                      trial,
                      recipient.address(),
                      prekey.publicKey(),
                      visible,
                      new FirstContact(kind, id, ttl, payload),
                      Buckets.INTRODUCTION,
                      anonymous ? null : sender)
                  .orElseThrow();
          assertThat(sealed.body()).hasSize(2896);

          Opened opened = Sealer.open(recipient, prekey, visible, sealed.body()).orElseThrow();
          assertThat(opened.content().kind()).isEqualTo(kind);
          assertThat(opened.content().id()).isEqualTo(id);
          assertThat(opened.content().ttlSeconds()).isEqualTo(ttl);
          assertThat(opened.content().payload()).isEqualTo(payload);
          assertThat(opened.sender()).isEqualTo(anonymous ? null : sender.address());

          Answer answer = new Answer(trial.nextInt(256), id, trial.bytes(trial.nextInt(1025)));
          assertThat(sealed.answerKey().open(opened.answerKey().seal(answer))).hasValue(answer);
        });
  }

  @Test
  void bodySaysNothingOfKindSenderAndLength() {
    assertThat(
            Stream.of(
                    seal(Kind.MESSAGE, new byte[0], null),
                    seal(Kind.SESSION, new byte[1500], sender),
                    seal(Kind.LATE_REPLY, new byte[1664], sender))
                .map(each -> each.body().length))
        .containsOnly(2896);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] body = seal(Kind.MESSAGE, new byte[256], sender).body();
    assertThat(Tampering.truncations(body))
        .allSatisfy(changed -> assertThat(open(changed)).isEmpty());
    assertThat(open(Arrays.copyOf(body, body.length + 1))).isEmpty();
  }

  @Test
  void everySingleByteChangeIsRefused() {
    byte[] body = seal(Kind.MESSAGE, new byte[256], sender).body();
    assertThat(Tampering.singleByteChanges(body, random))
        .hasSize(2896)
        .allSatisfy(changed -> assertThat(open(changed)).isEmpty());
  }

  @Test
  void everyChangeOfWhatIsVisibleIsRefused() {
    byte[] body = seal(Kind.MESSAGE, new byte[256], null).body();
    assertThat(Stream.concat(Tampering.bitFlips(VISIBLE), Tampering.truncations(VISIBLE)))
        .allSatisfy(changed -> assertThat(Sealer.open(recipient, prekey, changed, body)).isEmpty());
  }

  @Test
  void otherPrekeyOpensNothing() {
    byte[] body = seal(Kind.MESSAGE, new byte[256], null).body();
    assertThat(Sealer.open(recipient, Prekey.generate(random), VISIBLE, body)).isEmpty();
  }

  /** Else whoever gets a message could pass it on as if it had been sent to somebody else. */
  @Test
  void senderIsKnownOnlyToTheRecipientItNamed() {
    Sealed known = seal(Kind.MESSAGE, new byte[256], sender);
    Identity other = Identity.ephemeral(random);
    assertThat(Sealer.open(other, prekey, VISIBLE, known.body())).isEmpty();
    Sealed anonymous = seal(Kind.MESSAGE, new byte[256], null);
    assertThat(Sealer.open(other, prekey, VISIBLE, anonymous.body())).isPresent();
  }

  /** Whoever knows the prekey can seal any plaintext; only the proof shows who did. */
  @Test
  void senderWithoutItsProofIsRefused() {
    FirstContact content =
        new FirstContact(Kind.MESSAGE, MessageId.generate(random), 60, new byte[] {1, 2, 3});
    Identity forger = Identity.ephemeral(random);
    for (boolean honest : List.of(true, false)) {
      Encapsulation encapsulation = XWing.encapsulate(random, prekey.publicKey()).orElseThrow();
      BodySecret secret = new BodySecret(encapsulation.ciphertext(), encapsulation.sharedSecret());
      byte[] proven = new Plaintext(content, sender.address(), Bytes32.ZERO).proven();
      Bytes32 proof =
          honest
              ? secret.proof(sender, sender.address(), recipient.address(), proven)
              : secret.proof(forger, forger.address(), recipient.address(), proven);
      byte[] body =
          secret.encrypt(VISIBLE, new Plaintext(content, sender.address(), proof).encode(256));
      assertThat(open(body).isPresent()).isEqualTo(honest);
    }
  }

  /** What makes the proof deniable: the recipient could have made it. */
  @Test
  void recipientCanMakeTheProofItself() {
    BodySecret secret = new BodySecret(new byte[XWing.CIPHERTEXT_SIZE], new byte[32]);
    byte[] proven = random.bytes(100);
    assertThat(secret.proof(recipient, sender.address(), recipient.address(), proven))
        .isEqualTo(secret.proof(sender, sender.address(), recipient.address(), proven));
  }

  @Test
  void proofBelongsToOneContentAndOneBody() {
    byte[] proven = random.bytes(100);
    BodySecret secret = new BodySecret(new byte[XWing.CIPHERTEXT_SIZE], new byte[32]);
    Bytes32 proof = secret.proof(sender, sender.address(), recipient.address(), proven);
    byte[] otherCiphertext = new byte[XWing.CIPHERTEXT_SIZE];
    otherCiphertext[9] = 1;
    assertThat(
            Stream.of(
                new BodySecret(otherCiphertext, new byte[32])
                    .proof(sender, sender.address(), recipient.address(), proven),
                secret.proof(sender, recipient.address(), sender.address(), proven),
                secret.proof(sender, sender.address(), recipient.address(), random.bytes(100))))
        .doesNotContain(proof)
        .doesNotHaveDuplicates();
  }

  @Test
  void identityMayWriteToItself() {
    Sealed sealed = seal(Kind.MESSAGE, new byte[10], recipient);
    assertThat(open(sealed.body()).orElseThrow().sender()).isEqualTo(recipient.address());
  }

  @Test
  void prekeyThatIsNoneSealsNothing() {
    FirstContact content =
        new FirstContact(Kind.MESSAGE, MessageId.generate(random), 60, new byte[0]);
    assertThat(
            Sealer.seal(random, recipient.address(), new byte[1216], VISIBLE, content, 256, sender))
        .isEmpty();
    assertThat(
            Sealer.seal(random, recipient.address(), new byte[32], VISIBLE, content, 256, sender))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 255, 257, 1000, 1 << 20})
  void paddedSizeThatIsNoneIsRefused(int size) {
    FirstContact content =
        new FirstContact(Kind.MESSAGE, MessageId.generate(random), 60, new byte[0]);
    assertThatThrownBy(
            () ->
                Sealer.seal(
                    random, recipient.address(), prekey.publicKey(), VISIBLE, content, size, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payloads are not padded to " + size + " bytes");
  }

  @Test
  void payloadLargerThanItsPaddingIsRefused() {
    FirstContact content =
        new FirstContact(Kind.MESSAGE, MessageId.generate(random), 60, new byte[257]);
    assertThatThrownBy(
            () ->
                Sealer.seal(
                    random, recipient.address(), prekey.publicKey(), VISIBLE, content, 256, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload of 257 bytes is not within 0 to 256");
  }

  @Test
  void secretsSayOnlyTheirType() {
    Sealed sealed = seal(Kind.MESSAGE, new byte[3], sender);
    assertThat(sealed).hasToString("Sealed");
    assertThat(sealed.answerKey()).hasToString("AnswerKey");
    assertThat(prekey).hasToString("Prekey");
    Opened opened = open(sealed.body()).orElseThrow();
    assertThat(opened).hasToString("Opened");
    assertThat(opened.content()).hasToString("FirstContact");
    assertThat(opened.content().id()).hasToString("MessageId");
  }

  private Sealed seal(Kind kind, byte[] payload, @Nullable Identity from) {
    return Sealer.seal(
            random,
            recipient.address(),
            prekey.publicKey(),
            VISIBLE,
            new FirstContact(kind, MessageId.generate(random), 60, payload),
            Buckets.INTRODUCTION,
            from)
        .orElseThrow();
  }

  private Optional<Opened> open(byte[] body) {
    return Sealer.open(recipient, prekey, VISIBLE, body);
  }
}
