package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.VirtualStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A mailbox and a sender whose workers have too much to do. */
@SuppressWarnings("FutureReturnValueIgnored") // What happens at the stores is what is looked at.
class BusyMailboxTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final VirtualStores stores = new VirtualStores(new SeededRandom(93), 9);
  private final VirtualTime time = stores.time();
  private final Identity alice = Identity.ephemeral(new SeededRandom(94));
  private final StateStore state = StateStore.inMemory();
  private final Letters letters = new Letters(stores, alice.address());
  private final MessageId id = MessageId.generate(new SeededRandom(95));
  private final List<String> handed = new ArrayList<>();

  @Test
  void aMailboxThatCannotBeOpenedAtOnceIsOpenedSoon() {
    stores.busy(true);
    Mailbox here = open(Mail::taken);
    time.advance(MINUTE);
    stores.busy(false);
    time.advance(MINUTE.multipliedBy(2));
    assertThat(letters.card(letters.period())).isPresent();
    here.close();
  }

  @Test
  void aLetterStaysUntilItsAcknowledgementIsThere() {
    SealedMail letter = leftWhileAway("remember");
    Mailbox here =
        open(
            mail -> {
              stores.busy(true);
              mail.taken();
            });
    time.advance(MINUTE.multipliedBy(3));
    assertThat(handed).containsExactly("remember");
    assertThat(stores.holding(Shelf.MAILBOX, tag())).isEqualTo(3);
    assertThat(stores.holding(Shelf.BOARD, board(letter))).isZero();

    stores.busy(false);
    time.advance(MINUTE.plusSeconds(10));
    assertThat(stores.holding(Shelf.BOARD, board(letter))).isEqualTo(3);
    assertThat(stores.holding(Shelf.MAILBOX, tag())).isZero();
    assertThat(handed).hasSize(1);
    here.close();
  }

  @Test
  void whatIsClosedBeforeItCouldAcknowledgeDoesSoTheNextTime() {
    SealedMail letter = leftWhileAway("remember");
    Mailbox brief =
        open(
            mail -> {
              stores.busy(true);
              mail.taken();
            });
    time.advance(MINUTE);
    assertThat(brief.settled()).isNotDone();
    brief.close();
    stores.busy(false);
    time.advance(MINUTE.multipliedBy(2));
    assertThat(stores.holding(Shelf.BOARD, board(letter))).isZero();
    assertThat(stores.holding(Shelf.MAILBOX, tag())).isEqualTo(3);

    Mailbox again = open(Mail::taken);
    time.advance(MINUTE);
    assertThat(stores.holding(Shelf.BOARD, board(letter))).isEqualTo(3);
    assertThat(stores.holding(Shelf.MAILBOX, tag())).isZero();
    assertThat(handed).containsExactly("remember");
    again.close();
  }

  @Test
  void anAcknowledgementThatCannotBeOpenedAtOnceIsOpenedSoon() {
    SealedMail letter = leftWhileAway("remember");
    List<Instant> acknowledged = new ArrayList<>();
    AckWatch watch = watch(letter, acknowledged);
    watch.follow();
    Mailbox here =
        open(
            mail -> {
              mail.taken();
              // It is sealed by then, and not put.
              time.after(Duration.ofMillis(20), () -> stores.busy(true));
            });
    time.advance(MINUTE);
    assertThat(stores.holding(Shelf.BOARD, board(letter))).isEqualTo(3);
    assertThat(acknowledged).isEmpty();
    stores.busy(false);
    time.advance(MINUTE);
    assertThat(acknowledged).hasSize(1);
    here.close();
  }

  @Test
  void aClosedWatchOpensNothingMore() {
    SealedMail letter = leftWhileAway("remember");
    List<Instant> acknowledged = new ArrayList<>();
    AckWatch watch = watch(letter, acknowledged);
    watch.follow();
    Mailbox here =
        open(
            mail -> {
              mail.taken();
              time.after(Duration.ofMillis(20), () -> stores.busy(true));
            });
    time.advance(MINUTE);
    watch.close();
    stores.busy(false);
    time.advance(MINUTE.multipliedBy(30));
    assertThat(acknowledged).isEmpty();
    here.close();
  }

  private SealedMail leftWhileAway(String text) {
    Mailbox visit = open(Mail::taken);
    time.advance(MINUTE);
    visit.close();
    SealedMail letter = letters.seal(id, DAY, text);
    letters.put(letter.envelope());
    return letter;
  }

  private AckWatch watch(SealedMail letter, List<Instant> acknowledged) {
    return new AckWatch(
        stores.loop(),
        stores.replicas(),
        letter.acknowledgement(),
        id,
        given -> acknowledged.add(time.now()));
  }

  private Mailbox open(Consumer<Mail> taking) {
    Mailbox mailbox =
        new Mailbox(
            stores.loop(),
            stores::consensus,
            stores.replicas(),
            alice,
            state,
            new ProofSearch(stores.loop()),
            new MailListener() {
              @Override
              public void onMail(Mail mail) {
                mail.admit();
                handed.add(new String(mail.content().payload(), StandardCharsets.UTF_8));
                taking.accept(mail);
              }

              @Override
              public void onUnreadable() {
                throw new AssertionError("everything here can be read");
              }
            });
    mailbox.start();
    return mailbox;
  }

  private Bytes32 tag() {
    return letters.tag(letters.period());
  }

  private static Bytes32 board(SealedMail letter) {
    return letter.acknowledgement().tag(AckWatch.PERIOD);
  }
}
