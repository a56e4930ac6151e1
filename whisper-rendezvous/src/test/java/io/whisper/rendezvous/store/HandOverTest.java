package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.QuotaRule;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Offer;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.PeerHello;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.Withdraw;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandOverTest {
  private static final int DAY = 86_400;
  private static final Duration A_WHILE = Duration.ofMinutes(3);

  private final SeededRandom random = new SeededRandom(81);

  @Test
  void killingAnyTwoOfThreeReplicasWithAConsensusBetweenLosesNothing() {
    Property.holds(
        5,
        seeded -> {
          FakeRing town = new FakeRing(seeded, 10);
          List<Envelope> all = post(seeded, town, 40);
          Bytes32 tag = all.get(seeded.nextInt(all.size())).terms().tag();
          List<FakeRing.Store> replicas = town.replicas(tag);
          int spared = seeded.nextInt(3);
          for (int i = 0; i < 3; i++) {
            if (i != spared) {
              replicas.get(i).kill();
              town.pass(Duration.ofMinutes(1));
              town.publish();
              town.pass(A_WHILE);
            }
          }
          everyReplicaHas(town, all);
        });
  }

  @Test
  void storesThatComeAndGoLoseNothing() {
    Property.holds(
        3,
        seeded -> {
          FakeRing town = new FakeRing(seeded, 8);
          List<Envelope> all = post(seeded, town, 30);
          for (int i = 0; i < 15; i++) {
            List<FakeRing.Store> running = town.running();
            boolean leaves = running.size() > 4 && seeded.nextBoolean();
            if (leaves) {
              running.get(seeded.nextInt(running.size())).kill();
            } else {
              town.add();
            }
            town.publish();
            town.pass(A_WHILE);
          }
          everyReplicaHas(town, all);
        });
  }

  @Test
  void aReplicaThatCameBackEmptyIsFilled() {
    FakeRing town = new FakeRing(random, 8);
    List<Envelope> all = post(random, town, 60);
    FakeRing.Store lost = town.replicas(all.get(0).terms().tag()).get(1);
    town.pass(A_WHILE);
    lost.kill();
    town.pass(A_WHILE);
    FakeRing.Store back = lost.restart(true);
    assertThat(back.disk().size().entries()).isZero();
    town.pass(Duration.ofMinutes(1));
    assertThat(back.disk().size().entries()).isPositive();
    everyReplicaHas(town, all);
  }

  @Test
  void whatWasPutWhenLessWasAskedForIsHandedOverAsLongAsTheNetworkSaysSo() {
    for (boolean accepted : new boolean[] {true, false}) {
      FakeRing town = new FakeRing(random, 6);
      Posts posts = new Posts(random);
      Bytes32 tag = posts.tag();
      Envelope post = posts.board(tag, town.time().now(), DAY);
      put(town.replicas(tag).get(0), List.of(post));
      long raised = 1L << 40;
      town.work(raised, accepted ? StoreAtWork.WORK : raised);
      town.publish();
      town.pass(Duration.ofMinutes(70));
      assertThat(town.replicas(tag).stream().map(FakeRing.Store::disk))
          .filteredOn(disk -> disk.contains(Shelf.BOARD, tag, post.id()))
          .hasSize(accepted ? 3 : 1);
    }
  }

  @Test
  void longEnvelopesGoOverInParts() {
    FakeRing town = new FakeRing(random, 4);
    Posts posts = new Posts(random);
    Bytes32 tag = posts.tag();
    List<Envelope> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(posts.board(tag, town.time().now(), DAY, null, 65_536));
    }
    put(town.replicas(tag).get(0), all);
    town.pass(A_WHILE);
    everyReplicaHas(town, all);
  }

  @Test
  void whatIsMissingAnywhereIsThereAgainWithinTheHour() {
    FakeRing town = new FakeRing(random, 6);
    List<Envelope> all = post(random, town, 20);
    town.pass(Duration.ofMinutes(5));
    for (Envelope envelope : all) {
      FakeRing.Store store = town.replicas(envelope.terms().tag()).get(0);
      store.disk().remove(envelope.terms().kind().shelf(), envelope.terms().tag(), envelope.id());
    }
    town.pass(Duration.ofMinutes(65));
    everyReplicaHas(town, all);
  }

  @Test
  void whatFullReplicasDidNotTakeFromAFormerOneIsOfferedAgain() {
    FakeRing town = new FakeRing(random, 8);
    Posts posts = new Posts(random);
    Bytes32 tag = posts.tag();
    Envelope post = posts.board(tag, town.time().now(), DAY);
    List<FakeRing.Store> replicas = town.replicas(tag);
    replicas.forEach(store -> fill(store.disk(), tag, town.time().now().plusSeconds(7200)));
    FakeRing.Store former =
        town.running().stream()
            .filter(store -> !replicas.contains(store))
            .findFirst()
            .orElseThrow();
    former.disk().put(post.stored());
    town.pass(Duration.ofMinutes(70));
    assertThat(replicas).noneMatch(store -> store.disk().contains(Shelf.BOARD, tag, post.id()));
    town.pass(Duration.ofHours(2));
    everyReplicaHas(town, List.of(post));
  }

  /** Uses the share of a tag up, with the highest rank. */
  private static void fill(EnvelopeStore disk, Bytes32 tag, Instant until) {
    int entries = (int) (QuotaRule.tagShare(disk.quota()) >> 16);
    for (int i = 0; i < entries; i++) {
      byte[] id = new byte[Bytes32.SIZE];
      id[0] = (byte) i;
      byte[] document = new byte[(1 << 16) - StoredEnvelope.OVERHEAD];
      StoredEnvelope entry =
          new StoredEnvelope(
              Shelf.BOARD, tag, Bytes32.of(id), until.getEpochSecond(), Long.MAX_VALUE, document);
      assertThat(disk.put(entry)).isEqualTo(PutOutcome.STORED);
    }
  }

  @Test
  void whatExpiresOnTheWayIsNotKept() {
    FakeRing town = new FakeRing(random, 6);
    Posts posts = new Posts(random);
    Bytes32 tag = posts.tag();
    Envelope brief = posts.board(tag, town.time().now(), 30);
    put(town.replicas(tag).get(0), List.of(brief));
    town.pass(Duration.ofMinutes(70));
    assertThat(town.running())
        .allSatisfy(store -> assertThat(store.disk().size().entries()).isZero());
  }

  @Test
  void whatWasWithdrawnWhileAReplicaWasAwayGoesThereToo() {
    FakeRing town = new FakeRing(random, 7);
    Posts posts = new Posts(random);
    Bytes32 tag = posts.tag();
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      Envelope offer = posts.board(tag, town.time().now(), DAY, key, 256);
      List<FakeRing.Store> replicas = town.replicas(tag);
      replicas.forEach(store -> put(store, List.of(offer)));
      replicas.get(2).kill();
      for (FakeRing.Store store : replicas.subList(0, 2)) {
        withdraw(store, tag, offer.id(), key);
      }
      FakeRing.Store back = replicas.get(2).restart(false);
      assertThat(back.disk().contains(Shelf.BOARD, tag, offer.id())).isTrue();
      town.pass(A_WHILE);
      for (FakeRing.Store store : town.replicas(tag)) {
        assertThat(store.disk().contains(Shelf.BOARD, tag, offer.id())).isFalse();
        assertThat(store.put(DocumentKind.ENVELOPE, offer.encode())).isEqualTo(Status.WITHDRAWN);
      }
    }
  }

  /** Its followers may have the envelope from another store. */
  @Test
  void aStoreThatNeverHadWhatWasWithdrawnShowsItsFollowersTheMark() {
    FakeRing town = new FakeRing(random, 6);
    Posts posts = new Posts(random);
    Bytes32 tag = posts.tag();
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      Envelope offer = posts.board(tag, town.time().now(), DAY, key, 256);
      List<FakeRing.Store> replicas = town.replicas(tag);
      put(replicas.get(0), List.of(offer));
      withdraw(replicas.get(0), tag, offer.id(), key);
      FakeCircuit follower = replicas.get(1).relay().circuit("reader");
      follower.receive(StoreCommand.OPEN, OpenTag.board(tag).encode());
      follower.receive(StoreCommand.SUBSCRIBE, new byte[0]);
      StoreAtWork.data(follower, StoreCommand.OPENED);
      StoreAtWork.data(follower, StoreCommand.SUBSCRIBED);
      town.pass(Duration.ofMinutes(70));
      Given pushed = Given.decode(StoreAtWork.data(follower, StoreCommand.PUSHED)).orElseThrow();
      assertThat(pushed)
          .isEqualTo(Given.withdrawn(WithdrawnMark.of(offer, Bytes32.of(key.toByteArray()))));
      assertThat(follower.next()).isNull();
    }
  }

  @Test
  void theNewestCardGoesWhereAnOlderOneIs() {
    FakeRing town = new FakeRing(random, 6);
    try (Identity identity = Identity.ephemeral(random)) {
      CardDocument old = card(town, identity, 1);
      CardDocument recent = card(town, identity, 2);
      List<FakeRing.Store> replicas = town.replicas(old.tag());
      replicas.forEach(store -> put(store, old));
      put(replicas.get(0), recent);
      town.pass(Duration.ofMinutes(70));
      for (FakeRing.Store store : replicas) {
        assertThat(CardShelf.get(store.disk(), old.tag())).contains(recent.bytes());
        assertThat(store.disk().size().entries()).isEqualTo(1);
      }
    }
  }

  @Test
  void whatWasDeletedFromAMailboxDoesNotComeBackFromOtherReplicas() {
    FakeRing town = new FakeRing(random, 6);
    Posts posts = new Posts(random);
    Bytes32 tag = posts.tag();
    Envelope mail = posts.mailbox(tag, town.time().now(), DAY);
    List<FakeRing.Store> replicas = town.replicas(tag);
    replicas.forEach(store -> put(store, List.of(mail)));
    EnvelopeShelf.delete(replicas.get(0).disk(), tag, List.of(mail.id()));
    town.pass(Duration.ofMinutes(70));
    assertThat(replicas.get(0).disk().contains(Shelf.MAILBOX, tag, mail.id())).isFalse();
    assertThat(replicas.get(1).disk().contains(Shelf.MAILBOX, tag, mail.id())).isTrue();
  }

  @Test
  void onlyAStoreOfTheNetworkMayOffer() {
    FakeRing town = new FakeRing(random, 6);
    FakeRing.Store store = town.running().get(0);
    FakeRing.Store other = town.running().get(1);
    byte[] stranger = random.bytes(Ed25519.SEED_SIZE);
    FakeCircuit circuit = store.relay().circuit("stranger");
    greet(circuit, Bytes32.of(Ed25519.publicKey(stranger)), stranger, TagStatus.REFUSED);
    circuit = store.relay().circuit("stranger");
    greet(circuit, other.identity(), stranger, TagStatus.REFUSED);
    Offer offer =
        new Offer(List.of(new Offer.Entry(Shelf.MAILBOX, other.identity(), other.identity())));
    circuit.receive(StoreCommand.OFFER, offer.encode());
    assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
    circuit = store.relay().circuit("stranger");
    circuit.receive(StoreCommand.OFFER, offer.encode());
    assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void aProofOfAStoreHoldsOnItsCircuitOnly() {
    FakeRing town = new FakeRing(random, 6);
    FakeRing.Store store = town.running().get(0);
    FakeRing.Store other = town.running().get(1);
    FakeCircuit first = store.relay().circuit("other");
    FakeCircuit second = store.relay().circuit("thief");
    PeerHello hello = PeerHello.of(other.identity(), false, other::sign, first.binding());
    second.receive(StoreCommand.PEER, hello.encode());
    assertThat(StoreAtWork.data(second, StoreCommand.PEER_STATUS))
        .isEqualTo(TagStatus.REFUSED.encode());
    first.receive(StoreCommand.PEER, hello.encode());
    assertThat(StoreAtWork.data(first, StoreCommand.PEER_STATUS))
        .isEqualTo(TagStatus.DONE.encode());
  }

  @Test
  void nobodyButAStorePutsMarks() {
    FakeRing town = new FakeRing(random, 3);
    Posts posts = new Posts(random);
    Bytes32 tag = posts.tag();
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      Envelope envelope = posts.board(tag, town.time().now(), DAY, key, 256);
      FakeRing.Store store = town.replicas(tag).get(0);
      WithdrawnMark mark = WithdrawnMark.of(envelope, Bytes32.of(key.toByteArray()));
      assertThat(store.put(DocumentKind.WITHDRAWN, mark.encode())).isEqualTo(Status.MALFORMED);
      assertThat(store.put(DocumentKind.ENVELOPE, envelope.encode())).isEqualTo(Status.STORED);
    }
  }

  private void greet(FakeCircuit circuit, Bytes32 identity, byte[] seed, TagStatus expected) {
    PeerHello hello =
        PeerHello.of(identity, true, message -> Ed25519.sign(seed, message), circuit.binding());
    circuit.receive(StoreCommand.PEER, hello.encode());
    assertThat(StoreAtWork.data(circuit, StoreCommand.PEER_STATUS)).isEqualTo(expected.encode());
  }

  /** Envelopes at tags of their own, put to all of their replicas. */
  private static List<Envelope> post(SeededRandom random, FakeRing town, int count) {
    Posts posts = new Posts(random);
    List<Envelope> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes32 tag = posts.tag();
      Envelope envelope =
          random.nextBoolean()
              ? posts.board(tag, town.time().now(), DAY)
              : posts.mailbox(tag, town.time().now(), DAY);
      all.add(envelope);
      town.replicas(tag).forEach(store -> put(store, List.of(envelope)));
    }
    return all;
  }

  private static void put(FakeRing.Store store, List<Envelope> envelopes) {
    for (Envelope envelope : envelopes) {
      assertThat(store.put(DocumentKind.ENVELOPE, envelope.encode())).isEqualTo(Status.STORED);
    }
  }

  private void put(FakeRing.Store store, CardDocument card) {
    assertThat(store.put(DocumentKind.CARD, Posts.paid(card, random).encode()))
        .isEqualTo(Status.STORED);
  }

  private static void withdraw(FakeRing.Store store, Bytes32 tag, Bytes32 id, WithdrawalKey key) {
    FakeCircuit circuit = store.relay().circuit("author");
    circuit.receive(StoreCommand.OPEN, OpenTag.board(tag).encode());
    circuit.take();
    circuit.receive(
        StoreCommand.WITHDRAW, new Withdraw(id, Bytes32.of(key.toByteArray())).encode());
    assertThat(StoreAtWork.data(circuit, StoreCommand.WITHDRAWN))
        .isEqualTo(TagStatus.DONE.encode());
  }

  private CardDocument card(FakeRing town, Identity identity, long revision) {
    Card card = new Card(random.bytes(XWing.PUBLIC_KEY_SIZE), 0, DAY);
    return CardDocument.create(
        random,
        identity,
        new TimePeriod(20_000, 1440),
        revision,
        town.time().now().plus(Duration.ofDays(1)),
        card);
  }

  private static void everyReplicaHas(FakeRing town, List<Envelope> all) {
    for (Envelope envelope : all) {
      Bytes32 tag = envelope.terms().tag();
      Shelf shelf = envelope.terms().kind() == EnvelopeKind.BOARD ? Shelf.BOARD : Shelf.MAILBOX;
      assertThat(town.replicas(tag))
          .hasSize(3)
          .allSatisfy(
              store -> assertThat(store.disk().contains(shelf, tag, envelope.id())).isTrue());
    }
  }
}
