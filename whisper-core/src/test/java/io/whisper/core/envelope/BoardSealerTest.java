package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Posted;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoardSealerTest {
  private static final long NOW = 1_800_000_000;
  private static final List<Kind> KINDS = List.of(Kind.PUBLICATION, Kind.ACKNOWLEDGEMENT);

  private final SeededRandom random = new SeededRandom(1);
  private final Topic topic = Topic.random(random);
  private final WithdrawalKey withdrawal = WithdrawalKey.generate(random);
  private final EnvelopeTerms terms =
      EnvelopeTerms.board(topic.tag(5), NOW, 3_600, withdrawal.commitment());

  @Test
  void whoKnowsTheTopicReads() {
    Property.holds(
        40,
        trial -> {
          Address author = trial.nextBoolean() ? Identity.ephemeral(trial).address() : null;
          FirstContact content =
              new FirstContact(
                  KINDS.get(trial.nextInt(2)),
                  MessageId.generate(trial),
                  trial.nextLong(1L << 32),
                  trial.bytes(trial.nextInt(1 << trial.nextInt(17))));
          Envelope envelope = BoardSealer.seal(trial, topic, terms, content, author);
          Envelope received = Envelope.decode(envelope.encode()).orElseThrow();
          Posted posted = BoardSealer.open(topic, received).orElseThrow();
          assertThat(posted.author()).isEqualTo(author);
          assertThat(posted.roomKey()).isNull();
          assertThat(posted.content()).usingRecursiveComparison().isEqualTo(content);
        });
  }

  @Test
  void whoDoesNotKnowTheTopicReadsNothing() {
    Envelope envelope = seal(new byte[3]);
    assertThat(BoardSealer.open(topic, envelope)).isPresent();
    assertThat(BoardSealer.open(Topic.random(random), envelope)).isEmpty();
    assertThat(BoardSealer.open(topic, Envelopes.mailbox(random, 256))).isEmpty();
  }

  @Test
  void everyChangeOfTheTermsIsRefused() {
    Envelope envelope = seal(new byte[3]);
    byte[] sealed = envelope.sealed();
    EnvelopeKind board = EnvelopeKind.BOARD;
    Bytes32 commitment = withdrawal.commitment();
    assertThat(
            Stream.of(
                new EnvelopeTerms(board, topic.tag(6), terms.expires(), 3_600, commitment),
                new EnvelopeTerms(board, terms.tag(), terms.expires() + 1, 3_600, commitment),
                new EnvelopeTerms(board, terms.tag(), terms.expires(), 3_601, commitment),
                new EnvelopeTerms(board, terms.tag(), terms.expires(), 3_600, topic.tag(1)),
                new EnvelopeTerms(board, terms.tag(), terms.expires(), 3_600, null)))
        .allSatisfy(
            changed ->
                assertThat(BoardSealer.open(topic, new Envelope(changed, 0, sealed))).isEmpty());
    // Work may be added by anybody.
    assertThat(BoardSealer.open(topic, new Envelope(terms, 77, sealed))).isPresent();
  }

  @Test
  void everyChangedByteOfWhatIsSealedIsRefused() {
    assertThat(Tampering.singleByteChanges(seal(new byte[3]).sealed(), random))
        .hasSize(400)
        .allSatisfy(
            changed ->
                assertThat(BoardSealer.open(topic, new Envelope(terms, 0, changed))).isEmpty());
  }

  @Test
  void twoPostsOfTheSameShareNothing() {
    MessageId id = MessageId.generate(random);
    FirstContact content = new FirstContact(Kind.PUBLICATION, id, 60, new byte[200]);
    byte[] first = BoardSealer.seal(random, topic, terms, content, null).sealed();
    byte[] second = BoardSealer.seal(random, topic, terms, content, null).sealed();
    assertThat(runs(first)).doesNotContainAnyElementsOf(runs(second));
  }

  /** A store that sees one topic in two periods finds nothing by which it could tell. */
  @Test
  void twoPeriodsOfATopicShareNoBytesAtAStore() {
    MessageId id = MessageId.generate(random);
    FirstContact content = new FirstContact(Kind.PUBLICATION, id, 3_600, new byte[100]);
    Address author = Identity.ephemeral(random).address();
    StoredEnvelope first = posted(5, NOW, content, author);
    StoredEnvelope second = posted(6, NOW + 86_400, content, author);

    assertThat(runs(first.tag().toByteArray()))
        .doesNotContainAnyElementsOf(runs(second.tag().toByteArray()));
    assertThat(runs(first.id().toByteArray()))
        .doesNotContainAnyElementsOf(runs(second.id().toByteArray()));
    // What any two envelopes of this time, life and size share: names and lengths of fields, the
    // beginning of the time, the life.
    byte[] stranger = posted(Topic.random(random), 6, NOW + 86_400, content).document();
    Set<Integer> shared = runs(first.document());
    shared.retainAll(runs(second.document()));
    assertThat(runs(stranger)).containsAll(shared);
  }

  @Test
  void lengthTellsOnlyTheBucket() {
    assertThat(Stream.of(0, 1, 255, 256).map(size -> seal(new byte[size]).size()))
        .containsOnly(seal(new byte[7]).size());
    assertThat(seal(new byte[257]).sealed()).hasSize(1_024 + 144);
    assertThat(seal(new byte[65_536]).sealed()).hasSize(65_536 + 144);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"MESSAGE", "SESSION", "LATE_REPLY", "ROOM_KEY"})
  void kindThatIsNotOfBoardsIsRefused(Kind kind) {
    FirstContact content = new FirstContact(kind, MessageId.generate(random), 60, new byte[0]);
    assertThatThrownBy(() -> BoardSealer.seal(random, topic, terms, content, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(kind + " is no kind of a board");
  }

  @Test
  void termsOfAMailboxAreRefused() {
    EnvelopeTerms mailbox = EnvelopeTerms.mailbox(topic.tag(5), NOW, 60);
    FirstContact content =
        new FirstContact(Kind.PUBLICATION, MessageId.generate(random), 60, new byte[0]);
    assertThatThrownBy(() -> BoardSealer.seal(random, topic, mailbox, content, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("terms are of a MAILBOX, not of a BOARD");
  }

  @Test
  void withdrawalKeyIsKnownByItsHash() {
    byte[] key = withdrawal.toByteArray();
    assertThat(WithdrawalKey.commitment(key)).isEqualTo(withdrawal.commitment());
    assertThat(WithdrawalKey.of(key).commitment()).isEqualTo(withdrawal.commitment());
    key[3]++;
    assertThat(WithdrawalKey.commitment(key)).isNotEqualTo(withdrawal.commitment());
    assertThat(withdrawal).hasToString("WithdrawalKey");
    withdrawal.close();
    assertThatThrownBy(withdrawal::toByteArray).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> WithdrawalKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("withdrawal key has 31 bytes where 32 belong");
  }

  private Envelope seal(byte[] payload) {
    FirstContact content =
        new FirstContact(Kind.PUBLICATION, MessageId.generate(random), 60, payload);
    return BoardSealer.seal(random, topic, terms, content, null);
  }

  private StoredEnvelope posted(long period, long made, FirstContact content, Address author) {
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      EnvelopeTerms of = EnvelopeTerms.board(topic.tag(period), made, 3_600, key.commitment());
      return worked(BoardSealer.seal(random, topic, of, content, author));
    }
  }

  private StoredEnvelope posted(Topic other, long period, long made, FirstContact content) {
    EnvelopeTerms of = EnvelopeTerms.board(other.tag(period), made, 3_600, terms.tag());
    return worked(BoardSealer.seal(random, other, of, content, null));
  }

  private StoredEnvelope worked(Envelope envelope) {
    return envelope.worked(200_000, random, () -> false).orElseThrow().stored();
  }

  /** All strings of 4 bytes. */
  private static Set<Integer> runs(byte[] bytes) {
    Set<Integer> runs = new HashSet<>();
    for (int i = 0; i + 4 <= bytes.length; i++) {
      runs.add(ByteBuffer.wrap(bytes).getInt(i));
    }
    return runs;
  }
}
