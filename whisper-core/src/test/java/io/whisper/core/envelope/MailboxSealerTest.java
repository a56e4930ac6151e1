package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Prekey;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MailboxSealerTest {
  private static final long NOW = 1_800_000_000;

  private final SeededRandom random = new SeededRandom(1);
  private final Identity recipient = Identity.ephemeral(random);
  private final Identity sender = Identity.ephemeral(random);
  private final Prekey prekey = Prekey.generate(random);
  private final BlindedKey key =
      KeyBlinding.blindPublic(recipient.address(), BlindingPurpose.MAILBOX, 5, 1440);
  private final EnvelopeTerms terms = EnvelopeTerms.mailbox(key.bytes(), NOW, 3_600);

  @Test
  void recipientOpensAndBothKnowTheTopicOfTheAcknowledgement() {
    Property.holds(
        10,
        trial -> {
          boolean anonymous = trial.nextBoolean();
          FirstContact content =
              new FirstContact(
                  Kind.MESSAGE,
                  MessageId.generate(trial),
                  3_600,
                  trial.bytes(trial.nextInt(1 << trial.nextInt(17))));
          try (SealedMail mail = seal(trial, content, anonymous ? null : sender)) {
            Envelope received = Envelope.decode(mail.envelope().encode()).orElseThrow();
            assertThat(MailboxSealer.prekeyId(received)).isEqualTo(prekey.id());
            OpenedMail opened = MailboxSealer.open(recipient, prekey, received).orElseThrow();
            assertThat(opened.content()).usingRecursiveComparison().isEqualTo(content);
            assertThat(opened.sender()).isEqualTo(anonymous ? null : sender.address());
            assertThat(opened.acknowledgement()).isEqualTo(mail.acknowledgement());
          }
        });
  }

  @Test
  void everyMessageHasAnAcknowledgementOfItsOwn() {
    assertThat(Stream.generate(() -> seal(Kind.MESSAGE, 3).acknowledgement()).limit(5))
        .doesNotHaveDuplicates();
  }

  @Test
  void nobodyElseOpens() {
    Envelope envelope = seal(Kind.MESSAGE, 3).envelope();
    assertThat(open(envelope)).isPresent();
    assertThat(MailboxSealer.open(recipient, Prekey.generate(random), envelope)).isEmpty();
    Envelope known = seal(random, content(Kind.MESSAGE, 3), sender).envelope();
    assertThat(MailboxSealer.open(Identity.ephemeral(random), prekey, known)).isEmpty();
    assertThat(open(Envelopes.board(random, 256, null))).isEmpty();
  }

  @Test
  void everyChangeOfTheTermsIsRefused() {
    byte[] sealed = seal(Kind.MESSAGE, 3).envelope().sealed();
    assertThat(
            Stream.of(
                EnvelopeTerms.mailbox(Bytes32.ZERO, NOW, 3_600),
                EnvelopeTerms.mailbox(terms.tag(), NOW + 1, 3_600),
                new EnvelopeTerms(EnvelopeKind.MAILBOX, terms.tag(), terms.expires(), 3_599, null)))
        .allSatisfy(changed -> assertThat(open(new Envelope(changed, 0, sealed))).isEmpty());
    assertThat(open(new Envelope(terms, 77, sealed))).isPresent();
  }

  @Test
  void everyChangedByteOfWhatIsSealedIsRefused() {
    assertThat(Tampering.singleByteChanges(seal(Kind.MESSAGE, 3).envelope().sealed(), random))
        .hasSize(256 + 1_240)
        .allSatisfy(changed -> assertThat(open(new Envelope(terms, 0, changed))).isEmpty());
  }

  @Test
  void lengthTellsOnlyTheBucket() {
    assertThat(seal(Kind.MESSAGE, 0).envelope().sealed()).hasSize(256 + 1_240);
    assertThat(seal(Kind.ROOM_KEY, 64).envelope().sealed()).hasSize(256 + 1_240);
    assertThat(seal(Kind.LATE_REPLY, 1_025).envelope().sealed()).hasSize(4_096 + 1_240);
    assertThat(seal(Kind.MESSAGE, 65_536).envelope().sealed()).hasSize(65_536 + 1_240);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"SESSION", "PUBLICATION", "ACKNOWLEDGEMENT", "SIGNED_PUBLICATION"})
  void kindThatDoesNotWaitIsRefused(Kind kind) {
    assertThatThrownBy(() -> seal(kind, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(kind + " does not wait in mailboxes");
  }

  @Test
  void prekeyThatIsNoneSealsNothing() {
    assertThat(
            MailboxSealer.seal(
                random,
                recipient.address(),
                new byte[1216],
                terms,
                content(Kind.MESSAGE, 3),
                sender))
        .isEmpty();
  }

  @Test
  void closedMailHasNoTopic() {
    SealedMail mail = seal(Kind.MESSAGE, 3);
    OpenedMail opened = open(mail.envelope()).orElseThrow();
    assertThat(mail).hasToString("SealedMail");
    assertThat(opened).hasToString("OpenedMail");
    mail.close();
    opened.close();
    assertThatThrownBy(() -> mail.acknowledgement().secret())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> opened.acknowledgement().secret())
        .isInstanceOf(IllegalStateException.class);
  }

  private Optional<OpenedMail> open(Envelope envelope) {
    return MailboxSealer.open(recipient, prekey, envelope);
  }

  private SealedMail seal(Kind kind, int size) {
    return seal(random, content(kind, size), null);
  }

  private SealedMail seal(SeededRandom from, FirstContact content, @Nullable Identity as) {
    return MailboxSealer.seal(from, recipient.address(), prekey.publicKey(), terms, content, as)
        .orElseThrow();
  }

  private FirstContact content(Kind kind, int size) {
    return new FirstContact(kind, MessageId.generate(random), 3_600, random.bytes(size));
  }
}
