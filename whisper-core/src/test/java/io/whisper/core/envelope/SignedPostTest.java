package io.whisper.core.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.BoardKey;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Posted;
import io.whisper.core.seal.RoomKey;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Posts that bear a signature, and what others who know the topic can make of them. */
class SignedPostTest {
  private static final long NOW = 1_800_000_000;

  private final SeededRandom random = new SeededRandom(3);
  private final Topic topic = Topic.random(random);
  private final Address author = Identity.ephemeral(random).address();
  private final RoomKey key = RoomKey.generate(random);
  private final Bytes32 withdrawal = Bytes32.of(random.bytes(32));
  private final EnvelopeTerms terms = EnvelopeTerms.board(topic.tag(5), NOW, 3_600, withdrawal);

  @Test
  void whoKnowsTheTopicReadsThemWithTheirAuthorAndKey() {
    Property.holds(
        40,
        trial -> {
          FirstContact content =
              new FirstContact(
                  Kind.SIGNED_PUBLICATION,
                  MessageId.generate(trial),
                  trial.nextLong(1L << 32),
                  trial.bytes(Math.min(trial.nextInt(1 << trial.nextInt(17)), 65_440)));
          Envelope envelope = BoardSealer.sealSigned(trial, topic, terms, content, author, key);
          Envelope received = Envelope.decode(envelope.encode()).orElseThrow();
          Posted posted = BoardSealer.open(topic, received).orElseThrow();
          assertThat(posted.author()).isEqualTo(author);
          assertThat(posted.roomKey()).isEqualTo(key.publicKey());
          assertThat(posted.content()).usingRecursiveComparison().isEqualTo(content);
        });
  }

  /** A member has all that the author has but the room key. */
  @Test
  void nobodyMovesASignatureToAnotherTopicPeriodTimeOrWithdrawal() {
    Forger member = new Forger(topic, sealed("one bicycle"));
    assertThat(member.posted(topic, terms)).isPresent();
    assertThat(
            Stream.of(
                board(topic.tag(6), NOW, 3_600, withdrawal),
                board(terms.tag(), NOW + 1, 3_600, withdrawal),
                board(terms.tag(), NOW + 1, 3_599, withdrawal),
                board(terms.tag(), NOW, 3_601, withdrawal),
                board(terms.tag(), NOW, 3_600, topic.tag(9)),
                board(terms.tag(), NOW, 3_600, null)))
        .allSatisfy(other -> assertThat(member.posted(topic, other)).isEmpty());
    Topic elsewhere = Topic.random(random);
    assertThat(member.posted(elsewhere, terms)).isEmpty();
    assertThat(member.posted(elsewhere, board(elsewhere.tag(5), NOW, 3_600, withdrawal))).isEmpty();
  }

  /** Otherwise readers would get it twice, and what was withdrawn could be put again. */
  @Test
  void nobodyMakesASecondEnvelopeOfASignedPost() {
    Envelope original = sealed("one bicycle");
    Forger member = new Forger(topic, original);
    assertThat(member.seal(topic, terms).id()).isEqualTo(original.id());
    member.salt[7]++;
    assertThat(member.posted(topic, terms)).isEmpty();
  }

  @Test
  void everyChangeInsideIsRefused() {
    Forger member = new Forger(topic, sealed("one bicycle"));
    // All of the frame and of the payload, and what is padded as well.
    assertThat(Tampering.singleByteChanges(member.plaintext, random))
        .hasSize(96 + 256)
        .allSatisfy(
            changed -> {
              Forger forger = new Forger(member, changed);
              assertThat(forger.posted(topic, terms)).isEmpty();
            });
  }

  @Test
  void anotherAuthorOrKeyIsRefused() {
    Forger member = new Forger(topic, sealed("one bicycle"));
    byte[] other = member.plaintext.clone();
    byte[] name = Identity.ephemeral(random).address().publicKey().toByteArray();
    System.arraycopy(name, 0, other, 32, 32);
    assertThat(new Forger(member, other).posted(topic, terms)).isEmpty();

    byte[] withKey = member.plaintext.clone();
    byte[] anotherKey = RoomKey.generate(random).publicKey().toByteArray();
    System.arraycopy(anotherKey, 0, withKey, 96, 32);
    assertThat(new Forger(member, withKey).posted(topic, terms)).isEmpty();
  }

  @Test
  void withoutANameOrTooShortItIsNoSignedPost() {
    Forger member = new Forger(topic, sealed(""));
    byte[] nameless = member.plaintext.clone();
    nameless[2] = 0;
    Arrays.fill(nameless, 32, 64, (byte) 0);
    assertThat(new Forger(member, nameless).posted(topic, terms)).isEmpty();

    byte[] cut = member.plaintext.clone();
    cut[7]--;
    cut[96 + 95] = 0;
    assertThat(new Forger(member, cut).posted(topic, terms)).isEmpty();
  }

  @Test
  void itIsSealedWithARoomKeyOrNotAtAll() {
    FirstContact signed = content(Kind.SIGNED_PUBLICATION, new byte[0]);
    assertThatThrownBy(() -> BoardSealer.seal(random, topic, terms, signed, author))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SIGNED_PUBLICATION is sealed with a room key");
    FirstContact plain = content(Kind.PUBLICATION, new byte[0]);
    assertThatThrownBy(() -> BoardSealer.sealSigned(random, topic, terms, plain, author, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PUBLICATION is not signed");
    FirstContact tooLong = content(Kind.SIGNED_PUBLICATION, new byte[BoardKey.MAX_SIGNED_TEXT + 1]);
    assertThatThrownBy(() -> BoardSealer.sealSigned(random, topic, terms, tooLong, author, key))
        .isInstanceOf(IllegalArgumentException.class);
    EnvelopeTerms mailbox = EnvelopeTerms.mailbox(topic.tag(5), NOW, 60);
    assertThatThrownBy(() -> BoardSealer.sealSigned(random, topic, mailbox, signed, author, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("terms are of a MAILBOX, not of a BOARD");
  }

  @Test
  void aRoomKeyIsWhatItsSeedSaysUntilItIsWiped() {
    try (RoomKey again = RoomKey.of(key.seed())) {
      assertThat(again.publicKey()).isEqualTo(key.publicKey());
    }
    assertThat(RoomKey.generate(random).publicKey()).isNotEqualTo(key.publicKey());
    assertThat(key).hasToString("RoomKey");
    key.close();
    assertThatThrownBy(key::seed).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sealed("no more")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> RoomKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("room key has 31 bytes where 32 belong");
  }

  @Test
  void aRoomIsAnotherForEachTopicAndNoneOfItsTags() {
    assertThat(topic.room()).isEqualTo(Topic.ofKey(topic.secret()).room());
    assertThat(topic.room()).isNotEqualTo(Topic.random(random).room());
    assertThat(topic.room()).isNotEqualTo(topic.tag(0));
  }

  private Envelope sealed(String text) {
    byte[] payload = text.getBytes(UTF_8);
    return BoardSealer.sealSigned(
        random, topic, terms, content(Kind.SIGNED_PUBLICATION, payload), author, key);
  }

  private FirstContact content(Kind kind, byte[] payload) {
    return new FirstContact(kind, MessageId.generate(random), 3_600, payload);
  }

  private static EnvelopeTerms board(
      Bytes32 tag, long made, int ttl, @Nullable Bytes32 withdrawal) {
    return EnvelopeTerms.board(tag, made, ttl, withdrawal);
  }
}
