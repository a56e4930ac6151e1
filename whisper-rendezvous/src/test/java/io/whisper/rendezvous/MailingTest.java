package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Prekey;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.lookup.FoundCard;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.VirtualStores;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A long message, which must not be left in a mailbox and sent over a session as well. */
class MailingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TTL = Duration.ofMinutes(30);
  private final ObstacleException absent =
      new ObstacleException(Obstacle.NO_PRESENCE, "no store has a presence of the recipient");
  private final ObstacleException noCard =
      new ObstacleException(Obstacle.NO_PRESENCE, "no store has a card of the recipient");

  private final SeededRandom random = new SeededRandom(103);
  private final VirtualStores stores = new VirtualStores(random, 9);
  private final VirtualTime time = stores.time();
  private final Identity alice = Identity.ephemeral(random);
  private final Bytes32 mailbox = Bytes32.of(random.bytes(32));
  private final FoundCard card = new FoundCard(card(Prekey.generate(random).publicKey()), mailbox);
  private final FoundCard badCard = new FoundCard(card(badKey()), mailbox);
  private final Delivery delivery = new Delivery(Runnable::run, alice.address());
  private final Mailings mailings =
      new Mailings(
          stores.loop(),
          stores::consensus,
          hops -> stores.replicas(),
          (address, hops) -> looked(),
          Identity.ephemeral(random),
          StateStore.inMemory(),
          new ProofSearch(stores.loop()));
  private Supplier<CompletableFuture<FoundCard>> cards =
      () -> CompletableFuture.completedFuture(card);
  private int looks;
  private final Mailing mailing = mailing();

  @Test
  void isLeftWhereItsRecipientHasAMailbox() {
    hindered();
    time.advance(SECOND);
    assertThat(delivery.stores()).isEqualTo(3);
    assertThat(delivery.isLeft()).isTrue();
    mailing.givenUp(absent);
    assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
  }

  @Test
  void failsWhereTheRecipientHasNone() {
    cards = () -> CompletableFuture.failedFuture(noCard);
    hindered();
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
    mailing.givenUp(absent);
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
  }

  @Test
  void isNotLeftBeforeItIsSealed() {
    stores.busy(true);
    hindered();
    time.advance(MINUTE);
    assertThat(delivery.isLeft()).isFalse();
    // The other way ends while this one waits for workers.
    mailing.givenUp(absent);
    time.advance(MINUTE);
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
    stores.busy(false);
    time.advance(MINUTE.plus(SECOND));
    assertThat(delivery.stores()).isEqualTo(3);
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void goesToNoStoreBeforeItIsOnTheDisk() {
    hindered();
    // From here on it can be sealed and not be written.
    stores.busy(true);
    time.advance(MINUTE);
    assertThat(delivery.isLeft()).isTrue();
    assertThat(stores.said(StoreCommand.PUT)).isEmpty();
    stores.busy(false);
    time.advance(MINUTE.plus(SECOND));
    assertThat(delivery.stores()).isEqualTo(3);
  }

  @Test
  void isNotLeftWhenItLeavesOverASessionMeanwhile() {
    stores.busy(true);
    hindered();
    time.advance(MINUTE);
    delivery.attempted();
    stores.busy(false);
    time.advance(MINUTE.multipliedBy(2));
    assertThat(delivery.isLeft()).isFalse();
    assertThat(stores.holding(Shelf.MAILBOX, mailbox)).isZero();
    delivery.deliveredOver(1);
    assertThat(delivery.state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void aCardThatNothingCanBeSealedToLeavesTheOtherWayOpen() {
    cards = () -> CompletableFuture.completedFuture(badCard);
    hindered();
    time.advance(SECOND);
    assertThat(delivery.isLeft()).isFalse();
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
    // The next card is a good one.
    cards = () -> CompletableFuture.completedFuture(card);
    hindered();
    time.advance(SECOND);
    assertThat(delivery.stores()).isEqualTo(3);
  }

  @Test
  void aCardThatNothingCanBeSealedToIsAsGoodAsNone() {
    cards = () -> CompletableFuture.completedFuture(badCard);
    hindered();
    mailing.givenUp(absent);
    time.advance(SECOND);
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.NO_PRESENCE);
  }

  @Test
  void aCardThatCouldNotBeLookedForIsLookedForAgain() {
    cards = () -> CompletableFuture.failedFuture(new Reactor.Busy());
    hindered();
    mailing.givenUp(absent);
    time.advance(MINUTE);
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
    assertThat(looks).isBetween(5, 8);
    cards = () -> CompletableFuture.completedFuture(card);
    time.advance(MINUTE.plus(SECOND));
    assertThat(delivery.stores()).isEqualTo(3);
  }

  @Test
  void nothingIsLeftAfterItsTime() {
    stores.busy(true);
    hindered();
    time.advance(TTL);
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    stores.busy(false);
    time.advance(MINUTE.multipliedBy(2));
    assertThat(stores.holding(Shelf.MAILBOX, mailbox)).isZero();
  }

  private void hindered() {
    delivery.hindered(DeliveryFailure.of(absent), false);
  }

  private CompletableFuture<FoundCard> looked() {
    looks++;
    return cards.get();
  }

  private Mailing mailing() {
    FirstContact content =
        new FirstContact(
            Kind.MESSAGE, MessageId.generate(random), TTL.toSeconds(), random.bytes(2000));
    Outgoing message =
        new Outgoing(delivery, alice.address(), content, SendOptions.defaults().withTtl(TTL));
    Mailing made = mailings.mailing(message, true, given -> {});
    delivery.onHindered(made::hindered);
    delivery.onFinal(() -> made.over(true));
    time.after(TTL, delivery::timeIsOver);
    return made;
  }

  private static Card card(byte[] prekey) {
    return new Card(prekey, 0, EnvelopeTerms.MAX_TTL_SECONDS);
  }

  /** All coefficients of its ML-KEM half are beyond the modulus. */
  private static byte[] badKey() {
    byte[] key = new byte[XWing.PUBLIC_KEY_SIZE];
    Arrays.fill(key, (byte) 0xff);
    return key;
  }
}
