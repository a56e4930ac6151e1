package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.descriptor.PaidCard;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardPutTest {
  private static final TimePeriod PERIOD = new TimePeriod(20_000, 1440);

  private final SeededRandom random = new SeededRandom(71);
  private final VirtualTime time = new VirtualTime();
  private final EnvelopeStore disk = EnvelopeStore.inMemory(100_000, time);
  private final StoreAtWork store = new StoreAtWork(disk, time);
  private final Identity identity = Identity.ephemeral(random);

  @Test
  void theHighestRevisionStandsAlone() {
    CardDocument second = card(identity, 2, Duration.ofDays(2));
    assertThat(put(second)).isEqualTo(Status.STORED);
    assertThat(put(second)).isEqualTo(Status.STORED);
    assertThat(put(card(identity, 1, Duration.ofDays(2)))).isEqualTo(Status.OLDER_REVISION);
    assertThat(put(card(identity, 2, Duration.ofDays(2)))).isEqualTo(Status.OLDER_REVISION);
    assertThat(store.get(DocumentKind.CARD, second.tag())).contains(second.bytes());
    CardDocument third = card(identity, 3, Duration.ofDays(2));
    assertThat(put(third)).isEqualTo(Status.STORED);
    assertThat(store.get(DocumentKind.CARD, second.tag())).contains(third.bytes());
    assertThat(disk.size().entries()).isEqualTo(1);
  }

  @Test
  void anOlderCardThatACrashLeftBehindIsNotGiven() {
    CardDocument old = card(identity, 1, Duration.ofDays(2));
    CardDocument stands = card(identity, 2, Duration.ofDays(2));
    for (CardDocument each : List.of(old, stands)) {
      disk.put(
          new StoredEnvelope(
              Shelf.CARD, each.tag(), each.id(), each.expires().getEpochSecond(), 0, paid(each)));
    }
    assertThat(store.get(DocumentKind.CARD, old.tag())).contains(stands.bytes());
    assertThat(put(card(identity, 3, Duration.ofDays(2)))).isEqualTo(Status.STORED);
    assertThat(disk.size().entries()).isEqualTo(1);
  }

  @Test
  void aCardExpiresAtTheVerySecondAndLivesNoLongerThanFifteenDays() {
    CardDocument card = card(identity, 1, Duration.ofSeconds(60));
    put(card);
    time.advance(Duration.ofSeconds(59));
    assertThat(store.get(DocumentKind.CARD, card.tag())).isPresent();
    time.advance(Duration.ofSeconds(1));
    assertThat(store.get(DocumentKind.CARD, card.tag())).isEmpty();
    assertThat(put(card)).isEqualTo(Status.EXPIRED);
    assertThat(put(card(identity, 1, Duration.ofDays(15).plusSeconds(120))))
        .isEqualTo(Status.STORED);
    assertThat(put(card(identity, 2, Duration.ofDays(15).plusSeconds(121))))
        .isEqualTo(Status.OUT_OF_TIME);
  }

  @Test
  void whatIsNoCardIsMalformed() {
    byte[] bytes = paid(card(identity, 1, Duration.ofDays(1)));
    bytes[100] ^= 1;
    assertThat(store.put(DocumentKind.CARD, bytes).status()).isEqualTo(Status.MALFORMED);
    assertThat(store.put(DocumentKind.CARD, new byte[7]).status()).isEqualTo(Status.MALFORMED);
  }

  @Test
  void cardsOfOtherStoresAreNotTaken() {
    store.relays(List.of());
    assertThat(put(card(identity, 1, Duration.ofDays(1)))).isEqualTo(Status.NOT_RESPONSIBLE);
  }

  @Test
  void aCardWithoutTheWorkThatIsAskedForIsNotTaken() {
    CardDocument card = card(identity, 1, Duration.ofDays(1));
    PaidCard free = PaidCard.unpaid(card);
    assertThat(free.rank()).isLessThan(StoreAtWork.WORK);
    assertThat(store.put(DocumentKind.CARD, free.encode()))
        .isEqualTo(new PutAnswer(Status.TOO_LITTLE_WORK, StoreAtWork.WORK));
    assertThat(put(card)).isEqualTo(Status.STORED);
  }

  @Test
  void whatIsPaidForOneCardIsNotForAnother() {
    PaidCard paid = Posts.paid(card(identity, 1, Duration.ofDays(1)), random);
    PaidCard other = new PaidCard(card(identity, 2, Duration.ofDays(1)), paid.nonce());
    assertThat(store.put(DocumentKind.CARD, other.encode()).status())
        .isEqualTo(Status.TOO_LITTLE_WORK);
  }

  @Test
  void aCardWithMoreWorkStaysLonger() {
    PaidCard paid = Posts.paid(card(identity, 1, Duration.ofDays(1)), random);
    PaidCard more = paid.worked(64 * paid.rank(), random, () -> false).orElseThrow();
    for (PaidCard each : List.of(paid, more)) {
      assertThat(store.put(DocumentKind.CARD, each.encode()).status()).isEqualTo(Status.STORED);
    }
    CardDocument card = paid.card();
    assertThat(disk.get(Shelf.CARD, card.tag(), card.id()).orElseThrow().rank())
        .isEqualTo(more.rank());
    assertThat(store.get(DocumentKind.CARD, card.tag())).contains(card.bytes());
  }

  /** With many free identities nobody takes the place of a card that is paid for. */
  @Test
  void cardsOfStrangersLeaveForOneThatPaidMore() {
    Status answer = Status.STORED;
    int held = 0;
    while (answer == Status.STORED) {
      answer = put(card(Identity.ephemeral(random), 1, Duration.ofDays(1)));
      held++;
    }
    assertThat(answer).isIn(Status.FULL, Status.TOO_LITTLE_WORK);
    assertThat(held).isGreaterThan(30);
    CardDocument card = card(identity, 1, Duration.ofDays(1));
    PaidCard paid =
        PaidCard.unpaid(card).worked(64 * StoreAtWork.WORK, random, () -> false).orElseThrow();
    assertThat(store.put(DocumentKind.CARD, paid.encode()).status()).isEqualTo(Status.STORED);
    assertThat(store.get(DocumentKind.CARD, card.tag())).contains(card.bytes());
  }

  private Status put(CardDocument card) {
    return store.put(DocumentKind.CARD, paid(card)).status();
  }

  private byte[] paid(CardDocument card) {
    return Posts.paid(card, random).encode();
  }

  private CardDocument card(Identity owner, long revision, Duration life) {
    Card card = new Card(random.bytes(XWing.PUBLIC_KEY_SIZE), 0, 86_400);
    return CardDocument.create(random, owner, PERIOD, revision, time.now().plus(life), card);
  }
}
