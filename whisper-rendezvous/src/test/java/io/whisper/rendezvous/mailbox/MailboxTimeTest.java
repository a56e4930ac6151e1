package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Prekey;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.PaidCard;
import io.whisper.rendezvous.reception.KeptKeys;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.VirtualStores;
import io.whisper.rendezvous.replica.VirtualStores.Said;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Weeks of a mailbox at stores that do their whole duty. */
@SuppressWarnings("FutureReturnValueIgnored") // What happens at the stores is what is looked at.
class MailboxTimeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofSeconds(EnvelopeTerms.MAX_TTL_SECONDS);

  private final VirtualStores stores = new VirtualStores(new SeededRandom(91), 9);
  private final VirtualTime time = stores.time();
  private final Identity alice = Identity.ephemeral(new SeededRandom(92));
  private final StateStore state = StateStore.inMemory();
  private final Letters letters = new Letters(stores, alice.address());
  private final Map<String, Instant> handed = new TreeMap<>();
  private final TimePeriod first = letters.period();

  @Test
  void cardsStandForTheComingPeriodsAndOnesWithANewPrekeyTakeTheirPlace() {
    Mailbox here = open(state);
    time.advance(HOUR);
    Set<Long> prekeys = new HashSet<>();
    TimePeriod period = first;
    for (int i = 0; i < 14; i++) {
      assertThat(stores.holding(Shelf.CARD, letters.cardTag(period)))
          .as("period %d", i)
          .isEqualTo(3);
      prekeys.add(Prekey.id(letters.card(period).orElseThrow().prekey()));
      period = period.next();
    }
    assertThat(prekeys).hasSize(1);

    time.advance(DAY.plus(HOUR.multipliedBy(16)));
    period = first.next();
    for (int i = 0; i < 14; i++) {
      assertThat(prekeys)
          .as("period %d", i + 1)
          .doesNotContain(Prekey.id(letters.card(period).orElseThrow().prekey()));
      period = period.next();
    }
    here.close();
  }

  @Test
  void cardsArePlacedAtRandomMomentsAsFarApartAsIsSaid() {
    Set<Duration> gaps = new HashSet<>();
    for (int run = 0; run < 5; run++) {
      // Somebody else each time, at other moments of the day.
      try (Identity somebody = Identity.ephemeral(stores.random())) {
        time.advance(Duration.ofMillis(stores.random().nextLong(HOUR.toMillis())));
        stores.forgetSaid();
        Mailbox here = open(somebody, StateStore.inMemory());
        time.advance(HOUR);
        List<Instant> placed = placed(somebody);
        assertThat(placed).hasSizeBetween(13, 15);
        assertThat(gap(placed, 0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(6));
        for (int i = 1; i < placed.size() - 1; i++) {
          assertThat(gap(placed, i)).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(101));
          gaps.add(gap(placed, i));
        }

        time.advance(HOUR.multipliedBy(22).plusMinutes(59));
        stores.forgetSaid();
        time.advance(HOUR.multipliedBy(16));
        List<Instant> renewed = placed(somebody);
        assertThat(renewed).hasSizeGreaterThan(10);
        for (int i = 1; i < renewed.size() - 2; i++) {
          assertThat(gap(renewed, i)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(61));
          gaps.add(gap(renewed, i));
        }
        here.close();
      }
    }
    // Nothing has a rhythm, neither of one recipient nor of several.
    assertThat(gaps).hasSizeGreaterThan(80);
  }

  @Test
  void whatIsPutUnderThePeriodBeforeIsStillFound() {
    Mailbox here = open(state);
    time.advance(HOUR);
    Card card = letters.card(first).orElseThrow();
    time.advance(Duration.between(time.now(), first.end()).plus(HOUR));
    // Who goes by an older consensus puts it where the recipient follows still.
    letters.leave(card, first, DAY, "an hour late");
    time.advance(MINUTE);
    assertThat(handed).containsKey("an hour late");
    // Later it is found when the recipient looks there again, every six hours.
    time.advance(HOUR.multipliedBy(10));
    letters.leave(card, first, DAY, "eleven hours late");
    time.advance(HOUR.multipliedBy(7));
    assertThat(handed).containsKey("eleven hours late");
    time.advance(Duration.between(time.now(), first.end().plus(DAY).minus(MINUTE)));
    letters.leave(card, first, DAY, "a day late");
    time.advance(HOUR.multipliedBy(7));
    assertThat(handed).containsKey("a day late");
    assertThat(stores.at(Shelf.MAILBOX, letters.tag(first))).isEmpty();
    // Nobody may put anything there any more, and nobody looks.
    stores.forgetSaid();
    time.advance(DAY);
    assertThat(opened(letters.tag(first))).isEmpty();
    here.close();
  }

  @Test
  void whatCameInManyDaysOfAbsenceIsReadTheLatestFirst() {
    Mailbox visit = open(state);
    time.advance(HOUR);
    visit.close();
    for (int day = 0; day < 10; day++) {
      // Nothing but what stands at the stores since the first hour says how to seal it.
      letters.leave(
          letters.card(letters.period()).orElseThrow(), letters.period(), LONGEST, "day " + day);
      time.advance(DAY);
    }
    assertThat(handed).isEmpty();

    stores.forgetSaid();
    Instant back = time.now();
    Mailbox here = open(state);
    time.advance(Duration.ofMinutes(5));
    assertThat(handed).hasSize(10);
    for (int day = 0; day < 9; day++) {
      assertThat(handed.get("day " + day)).isAfter(handed.get("day " + (day + 1)));
    }
    List<Instant> pulls =
        LongStream.rangeClosed(0, 9)
            .mapToObj(day -> opened(letters.tag(new TimePeriod(first.number() + 9 - day, 1440))))
            .map(moments -> moments.get(0))
            .toList();
    Set<Duration> gaps = new HashSet<>();
    for (int i = 1; i < pulls.size() - 1; i++) {
      assertThat(gap(pulls, i)).isBetween(Duration.ofMillis(9900), Duration.ofMillis(20_100));
      gaps.add(gap(pulls, i));
    }
    assertThat(gaps).hasSize(8);
    // Nor is the first of them opened together with those that are followed.
    assertThat(Duration.between(back, pulls.get(1)))
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(21));
    // All of it is acknowledged and deleted.
    for (int day = 0; day < 10; day++) {
      assertThat(stores.at(Shelf.MAILBOX, letters.tag(new TimePeriod(first.number() + day, 1440))))
          .isEmpty();
    }
    here.close();

    stores.forgetSaid();
    Mailbox again = open(state);
    time.advance(Duration.ofMinutes(5));
    for (int day = 0; day < 9; day++) {
      assertThat(opened(letters.tag(new TimePeriod(first.number() + day, 1440))))
          .as("day %d, which was emptied after its time", day)
          .isEmpty();
    }
    assertThat(handed).hasSize(10);
    again.close();
  }

  @Test
  void aPrekeyOpensWhatWasSealedToItTheLongestAndNothingAfterwards() {
    Mailbox visit = open(state);
    time.advance(HOUR);
    visit.close();
    byte[] atFirst = state.read("prekeys").orElseThrow();
    TimePeriod last = new TimePeriod(first.number() + 13, 1440);
    time.advance(Duration.between(time.now(), last.end().minus(HOUR)));
    Card card = letters.card(last).orElseThrow();
    long prekey = Prekey.id(card.prekey());
    Envelope letter = letters.leave(card, last, LONGEST, "from the last hour");

    // The last moment at which anybody has it.
    time.advance(Duration.between(time.now(), expiry(letter).minus(MINUTE.multipliedBy(10))));
    Mailbox here = open(state);
    time.advance(MINUTE.multipliedBy(10).minusSeconds(1));
    assertThat(handed).containsKey("from the last hour");
    CardKey key = keys().find(prekey).orElseThrow();
    assertThat(key.made().plus(CardKey.MEMORY)).isAfterOrEqualTo(expiry(letter));

    byte[] secret = key.prekey().secretKey();
    assertThat(contains(atFirst, secret)).isTrue();
    time.advance(Duration.between(time.now(), key.made().plus(CardKey.MEMORY)).plus(MINUTE));
    here.close();
    // Whoever has all that there is now, and wrote down the letter, reads nothing.
    assertThat(contains(state.read("prekeys").orElseThrow(), secret)).isFalse();
    assertThat(keys().find(MailboxSealer.prekeyId(letter))).isEmpty();
  }

  @Test
  void aLetterIsThereUntilTheSecondBeforeItExpiresAndNotInIt() {
    Mailbox visit = open(state);
    time.advance(HOUR);
    visit.close();
    Card card = letters.card(letters.period()).orElseThrow();
    Envelope seen = letters.leave(card, letters.period(), Duration.ofMinutes(10), "just in time");
    time.advance(Duration.between(time.now(), expiry(seen)).minus(Duration.ofSeconds(2)));
    assertThat(stores.at(Shelf.MAILBOX, letters.tag(letters.period()))).hasSize(1);
    Mailbox here = open(state);
    time.advance(SECOND);
    assertThat(handed).containsKey("just in time");
    here.close();

    Envelope late = letters.leave(card, letters.period(), Duration.ofMinutes(10), "too late");
    time.advance(Duration.between(time.now(), expiry(late)).minusMillis(1));
    assertThat(stores.at(Shelf.MAILBOX, letters.tag(letters.period()))).isNotEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(stores.at(Shelf.MAILBOX, letters.tag(letters.period()))).isEmpty();
    Mailbox again = open(state);
    time.advance(HOUR);
    assertThat(handed).doesNotContainKey("too late");
    again.close();
  }

  @Test
  void aSenderLooksForItsAcknowledgementAtRandomMoments() {
    Mailbox visit = open(state);
    time.advance(HOUR);
    visit.close();
    Card card = letters.card(letters.period()).orElseThrow();
    Set<Duration> firstLooks = new HashSet<>();
    for (int letter = 0; letter < 6; letter++) {
      SealedMail mail = letters.seal(card, letters.period(), DAY, "letter " + letter);
      letters.put(mail.envelope());
      Bytes32 board = mail.acknowledgement().tag(0);
      stores.forgetSaid();
      Instant begun = time.now();
      List<Acknowledgement> acknowledged = new ArrayList<>();
      AckWatch watch =
          new AckWatch(
              stores.loop(),
              stores.replicas(),
              mail.acknowledgement(),
              MessageId.generate(stores.random()),
              acknowledged::add);
      watch.follow();
      assertThat(watch.follows()).isTrue();
      time.advance(Duration.ofMinutes(10));
      assertThat(watch.follows()).isFalse();
      stores.forgetSaid();
      time.advance(HOUR.multipliedBy(5));
      List<Instant> looks = looks(board);
      assertThat(looks).hasSizeBetween(20, 60);
      Duration before = Duration.between(begun, looks.get(0));
      assertThat(before).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(25).plus(SECOND));
      firstLooks.add(before);
      Set<Duration> gaps = new HashSet<>();
      for (int i = 0; i < looks.size() - 1; i++) {
        assertThat(gap(looks, i))
            .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(15).plus(SECOND));
        gaps.add(gap(looks, i));
      }
      assertThat(gaps).hasSizeGreaterThan(looks.size() - 3);
      watch.close();
    }
    assertThat(firstLooks).hasSize(6);
  }

  @Test
  void aSenderWithManyLettersLooksForNoneOfThemAtOnce() {
    Set<Duration> firstLooks = new HashSet<>();
    for (int letter = 0; letter < 8; letter++) {
      Topic topic = Topic.random(stores.random());
      stores.forgetSaid();
      Instant begun = time.now();
      AckWatch watch =
          new AckWatch(
              stores.loop(),
              stores.replicas(),
              topic,
              MessageId.generate(stores.random()),
              given -> {});
      watch.lookNowAndThen();
      assertThat(watch.follows()).isFalse();
      time.advance(HOUR);
      Duration before = Duration.between(begun, looks(topic.tag(0)).get(0));
      assertThat(before).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(15).plus(SECOND));
      firstLooks.add(before);
      watch.close();
      time.advance(HOUR);
    }
    assertThat(firstLooks).hasSize(8);
  }

  private Mailbox open(StateStore kept) {
    return open(alice, kept);
  }

  private Mailbox open(Identity identity, StateStore kept) {
    Mailbox mailbox =
        new Mailbox(
            stores.loop(),
            stores::consensus,
            stores.replicas(),
            identity,
            kept,
            new ProofSearch(stores.loop()),
            new MailListener() {
              @Override
              public void onMail(Mail mail) {
                mail.admit();
                String text = new String(mail.content().payload(), StandardCharsets.UTF_8);
                assertThat(handed.put(text, time.now())).as(text).isNull();
                mail.taken();
              }

              @Override
              public void onUnreadable() {
                throw new AssertionError("everything here can be read");
              }
            });
    mailbox.start();
    return mailbox;
  }

  private KeptKeys<CardKey> keys() {
    return KeptKeys.open(stores.loop(), state, CardKey.FORM);
  }

  private static Instant expiry(Envelope envelope) {
    return Instant.ofEpochSecond(envelope.terms().expires());
  }

  /** When a card of each period was first put, in order. */
  private List<Instant> placed(Identity owner) {
    Map<Long, Instant> byPeriod = new TreeMap<>();
    for (Said said : stores.said(StoreCommand.PUT)) {
      PutPart part = PutPart.decode(said.data()).orElseThrow();
      if (part.kind() == DocumentKind.CARD) {
        PaidCard.verify(part.part().data())
            .map(PaidCard::card)
            .filter(document -> document.open(owner.address()).isPresent())
            .ifPresent(card -> byPeriod.putIfAbsent(card.period().number(), said.when()));
      }
    }
    return byPeriod.values().stream().sorted().toList();
  }

  /** When a tag was opened at any store, in order. */
  private List<Instant> opened(Bytes32 tag) {
    return stores.said(StoreCommand.OPEN).stream()
        .filter(
            said -> OpenTag.decode(said.data()).filter(open -> open.tag().equals(tag)).isPresent())
        .map(Said::when)
        .toList();
  }

  /** The same, what two or three stores were asked within a second counted once. */
  private List<Instant> looks(Bytes32 tag) {
    List<Instant> looks = new ArrayList<>();
    for (Instant each : opened(tag)) {
      if (looks.isEmpty() || looks.get(looks.size() - 1).plus(SECOND).isBefore(each)) {
        looks.add(each);
      }
    }
    return looks;
  }

  private static Duration gap(List<Instant> moments, int index) {
    return Duration.between(moments.get(index), moments.get(index + 1));
  }

  private static boolean contains(byte[] all, byte[] part) {
    String in = new String(all, StandardCharsets.ISO_8859_1);
    return in.contains(new String(part, StandardCharsets.ISO_8859_1));
  }
}
