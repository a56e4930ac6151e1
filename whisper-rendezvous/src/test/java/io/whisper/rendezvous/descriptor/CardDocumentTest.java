package io.whisper.rendezvous.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.directory.TimePeriod;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardDocumentTest {
  private static final TimePeriod PERIOD = new TimePeriod(20_000, 1440);
  private static final Instant EXPIRES = Instant.ofEpochSecond(1_800_000_000);

  private final SeededRandom random = new SeededRandom(61);
  private final Identity identity = Identity.ephemeral(random);

  @Test
  void whoKnowsTheAddressReadsIt() {
    Property.holds(
        20,
        seeded -> {
          Identity owner = Identity.ephemeral(seeded);
          Card card =
              new Card(
                  seeded.bytes(XWing.PUBLIC_KEY_SIZE),
                  seeded.nextLong(Long.MAX_VALUE),
                  1 + seeded.nextInt(EnvelopeTerms.MAX_TTL_SECONDS));
          CardDocument made = CardDocument.create(seeded, owner, PERIOD, 7, EXPIRES, card);
          CardDocument read = CardDocument.verify(made.bytes()).orElseThrow();
          assertThat(read.open(owner.address())).contains(card);
          assertThat(read.period()).isEqualTo(PERIOD);
          assertThat(read.revision()).isEqualTo(7);
          assertThat(read.expires()).isEqualTo(EXPIRES);
          assertThat(read.id()).isEqualTo(made.id());
        });
  }

  @Test
  void whoDoesNotKnowTheAddressDoesNot() {
    CardDocument made = document(1);
    assertThat(made.open(Identity.ephemeral(random).address())).isEmpty();
    assertThat(HexFormat.of().formatHex(made.bytes()))
        .doesNotContain(identity.address().publicKey().hex());
  }

  @Test
  void allCardsHaveOneLengthAndFit() {
    byte[] small =
        CardDocument.create(
                random,
                identity,
                PERIOD,
                5,
                EXPIRES,
                new Card(random.bytes(XWing.PUBLIC_KEY_SIZE), 0, 1))
            .bytes();
    assertThat(small).hasSameSizeAs(document(5).bytes());
    assertThat(document(Long.MAX_VALUE).bytes()).hasSizeLessThanOrEqualTo(CardDocument.MAX_SIZE);
  }

  @Test
  void everyTruncationAndEveryChangedByteIsRefused() {
    byte[] bytes = document(3).bytes();
    assertThat(Tampering.truncations(bytes))
        .allSatisfy(changed -> assertThat(CardDocument.verify(changed)).isEmpty());
    assertThat(Tampering.singleByteChanges(bytes, random))
        .allSatisfy(changed -> assertThat(CardDocument.verify(changed)).isEmpty());
  }

  @Test
  void aPresenceIsNoCardAndHasAnotherTag() {
    Presence presence = PresenceDocumentTest.presence(random, 3);
    PresenceDocument other =
        PresenceDocument.create(random, identity, PERIOD, 1, EXPIRES, presence);
    assertThat(CardDocument.verify(other.bytes())).isEmpty();
    assertThat(PresenceDocument.verify(document(1).bytes())).isEmpty();
    assertThat(document(1).tag()).isNotEqualTo(other.tag());
    assertThat(document(1).tag())
        .isEqualTo(
            CardDocument.tag(KeyBlinding.blindPublic(identity.address(), 20_000, 1440), 20_000));
  }

  @Test
  void idsAreInTheOrderOfRevisions() {
    List<Long> revisions = List.of(0L, 1L, 255L, 256L, 1L << 40, Long.MAX_VALUE);
    for (int i = 1; i < revisions.size(); i++) {
      CardDocument before = document(revisions.get(i - 1));
      CardDocument after = document(revisions.get(i));
      assertThat(before.id()).isLessThan(after.id());
      assertThat(CardDocument.revision(after.id())).isEqualTo(after.revision());
    }
  }

  @Test
  void aCardChecksWhatItIsGiven() {
    byte[] prekey = new byte[XWing.PUBLIC_KEY_SIZE];
    assertThatThrownBy(() -> new Card(new byte[1], 0, 1)).hasMessageContaining("1216");
    assertThatThrownBy(() -> new Card(prekey, -1, 1)).hasMessageContaining("0 or more");
    assertThatThrownBy(() -> new Card(prekey, 0, 0)).hasMessageContaining("1209600");
  }

  private CardDocument document(long revision) {
    Card card = new Card(random.bytes(XWing.PUBLIC_KEY_SIZE), 1 << 20, 86_400);
    return CardDocument.create(random, identity, PERIOD, revision, EXPIRES, card);
  }
}
