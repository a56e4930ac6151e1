package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenedTagTest {
  private static final int HOUR = 3600;

  private final SeededRandom random = new SeededRandom(41);
  private final VirtualTime time = new VirtualTime();
  private final Posts posts = new Posts(random);
  private final StoreAtWork store = StoreAtWork.ofQuota(64 << 20, time);
  private final Bytes32 tag = posts.tag();

  @Test
  void aLongListComesInPieces() {
    Set<Bytes32> all = new TreeSet<>();
    for (int i = 0; i < Listed.MAX_ENTRIES + 5; i++) {
      Envelope envelope = posts.board(tag, time.now(), HOUR);
      store.put(envelope);
      all.add(envelope.id());
    }
    StoreAtWork.Reader reader = store.board(tag);
    Listed first = reader.listed(Bytes32.ZERO);
    assertThat(first.entries()).hasSize(Listed.MAX_ENTRIES);
    assertThat(first.more()).isTrue();
    Listed second = reader.listed(first.entries().get(Listed.MAX_ENTRIES - 1).id());
    assertThat(second.more()).isFalse();
    List<Bytes32> found = new ArrayList<>();
    first.entries().forEach(entry -> found.add(entry.id()));
    second.entries().forEach(entry -> found.add(entry.id()));
    assertThat(found).containsExactlyElementsOf(all);
    assertThat(first.entries().get(0).expires()).isEqualTo(time.now().getEpochSecond() + HOUR);
  }

  @Test
  void otherTagsAreNotSeen() {
    store.put(posts.board(tag, time.now(), HOUR));
    Envelope other = posts.board(posts.tag(), time.now(), HOUR);
    store.put(other);
    assertThat(store.board(tag).list()).hasSize(1).doesNotContain(other.id());
    assertThat(store.board(tag).take(other.id())).isNull();
  }

  @Test
  void aTagOfOtherStoresIsNotOpened() {
    store.relays(List.of());
    assertThat(store.board(tag).opened()).isEqualTo(TagStatus.NOT_RESPONSIBLE);
  }

  @Test
  void manyLongEnvelopesAreTakenAsCreditLets() {
    List<Bytes32> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Envelope envelope = posts.board(tag, time.now(), HOUR, null, 65_536);
      store.put(envelope);
      ids.add(envelope.id());
    }
    FakeCircuit circuit = store.board(tag).circuit();
    circuit.sendable(0);
    circuit.receive(StoreCommand.TAKE, new Ids(ids).encode());
    assertThat(circuit.next()).isNull();
    // Whoever gives credit for one gets one.
    circuit.sendableOnce();
    int parts = 0;
    for (RelayMessage next = circuit.next(); next != null; next = circuit.next()) {
      parts++;
    }
    assertThat(parts).isEqualTo(3);
    circuit.sendable(256);
    for (RelayMessage next = circuit.next(); next != null; next = circuit.next()) {
      parts++;
    }
    assertThat(parts).isEqualTo(60);
  }

  @Test
  void whatComesIsPushedToThoseWhoFollowAndToNobodyElse() {
    StoreAtWork.Reader one = store.board(tag);
    StoreAtWork.Reader two = store.board(tag);
    StoreAtWork.Reader silent = store.board(tag);
    StoreAtWork.Reader elsewhere = store.board(posts.tag());
    assertThat(one.subscribe()).isEqualTo(TagStatus.DONE);
    assertThat(one.subscribe()).isEqualTo(TagStatus.DONE);
    two.subscribe();
    elsewhere.subscribe();
    Envelope envelope = posts.board(tag, time.now(), HOUR, null, 65_536);
    store.put(envelope);
    store.put(envelope);
    assertThat(one.pushed()).isEqualTo(envelope);
    assertThat(two.pushed()).isEqualTo(envelope);
    for (StoreAtWork.Reader reader : List.of(one, two, silent, elsewhere)) {
      assertThat(reader.circuit().next()).isNull();
    }
    one.circuit().destroy(DestroyReason.CLOSED);
    Envelope second = posts.board(tag, time.now(), HOUR);
    store.put(second);
    assertThat(two.pushed()).isEqualTo(second);
  }

  @Test
  void whoComesBehindCatchesUpInOrder() {
    StoreAtWork.Reader slow = store.board(tag);
    slow.subscribe();
    slow.circuit().sendable(0);
    List<Envelope> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Envelope envelope = posts.board(tag, time.now(), HOUR);
      store.put(envelope);
      all.add(envelope);
    }
    assertThat(slow.circuit().next()).isNull();
    slow.circuit().sendable(256);
    for (Envelope envelope : all) {
      assertThat(slow.pushed()).isEqualTo(envelope);
    }
  }

  @Test
  void whoDoesNotKeepUpLosesTheCircuitAndNobodyElseDoes() {
    StoreAtWork.Reader slow = store.board(tag);
    StoreAtWork.Reader quick = store.board(tag);
    slow.subscribe();
    quick.subscribe();
    slow.circuit().sendable(0);
    for (int i = 0; i <= Giving.MOST_PUSHED; i++) {
      assertThat(slow.circuit().closed()).isFalse();
      store.put(posts.board(tag, time.now(), HOUR));
    }
    assertThat(slow.circuit().end()).isEqualTo(DestroyReason.LIMIT);
    assertThat(quick.circuit().closed()).isFalse();
    for (int i = 0; i <= Giving.MOST_PUSHED; i++) {
      assertThat(quick.pushed()).isNotNull();
    }
  }

  @Test
  void subscriptionsAreBounded() {
    for (int i = 0; i < 20; i++) {
      assertThat(store.board(posts.tag()).subscribe()).isEqualTo(TagStatus.DONE);
    }
    StoreAtWork.Reader last = store.board(tag);
    assertThat(last.subscribe()).isEqualTo(TagStatus.LIMITED);
    assertThat(last.circuit().closed()).isFalse();
  }

  @Test
  void theAuthorWithdrawsAndItDoesNotComeBack() {
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      Envelope offer = posts.board(tag, time.now(), HOUR, key, 256);
      Envelope other = posts.board(tag, time.now(), HOUR);
      store.put(offer);
      store.put(other);
      StoreAtWork.Reader reader = store.board(tag);
      reader.subscribe();
      StoreAtWork.Reader author = store.board(tag);
      author.subscribe();
      Bytes32 wrong = posts.tag();
      assertThat(author.withdraw(offer.id(), wrong)).isEqualTo(TagStatus.REFUSED);
      assertThat(author.withdraw(other.id(), wrong)).isEqualTo(TagStatus.REFUSED);
      assertThat(author.list()).hasSize(2);
      Bytes32 right = Bytes32.of(key.toByteArray());
      assertThat(author.withdraw(offer.id(), right)).isEqualTo(TagStatus.DONE);
      assertThat(author.withdraw(offer.id(), right)).isEqualTo(TagStatus.DONE);
      assertThat(author.list()).containsExactly(other.id());
      assertThat(reader.pushed()).isNull();
      assertThat(author.circuit().next()).isNull();
      assertThat(store.put(offer).status()).isEqualTo(Status.WITHDRAWN);
      assertThat(reader.list()).containsExactly(other.id());
    }
  }

  @Test
  void whatWasWithdrawnIsShownByItsMark() {
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      Envelope offer = posts.board(tag, time.now(), HOUR, key, 256);
      Envelope other = posts.board(tag, time.now(), HOUR);
      store.put(offer);
      store.put(other);
      StoreAtWork.Reader reader = store.board(tag);
      reader.subscribe();
      Bytes32 right = Bytes32.of(key.toByteArray());
      WithdrawnMark mark = WithdrawnMark.of(offer, right);
      store.board(tag).withdraw(offer.id(), right);
      assertThat(reader.pushedInstead()).isEqualTo(Given.withdrawn(mark));
      StoreAtWork.Reader later = store.board(tag);
      assertThat(later.listed(Bytes32.ZERO).entries())
          .containsExactlyInAnyOrder(
              new Listed.Entry(offer.id(), offer.terms().expires(), true),
              new Listed.Entry(other.id(), other.terms().expires()));
      assertThat(later.instead(offer.id())).isEqualTo(Given.withdrawn(mark));
      Bytes32 unknown = posts.tag();
      assertThat(later.instead(unknown)).isEqualTo(Given.gone(unknown));
      time.advance(Duration.ofSeconds(HOUR));
      assertThat(later.marks()).isEmpty();
      assertThat(later.instead(offer.id())).isEqualTo(Given.gone(offer.id()));
    }
  }

  @Test
  void aListOfEnvelopesAndMarksComesInPieces() {
    Set<Bytes32> all = new TreeSet<>();
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      for (int i = 0; i < 2 * Listed.MAX_ENTRIES + 5; i++) {
        Envelope envelope = posts.board(tag, time.now(), HOUR, key, 256);
        store.put(envelope);
        all.add(envelope.id());
        if (random.nextInt(3) > 0) {
          store.board(tag).withdraw(envelope.id(), Bytes32.of(key.toByteArray()));
        }
      }
    }
    StoreAtWork.Reader reader = store.board(tag);
    List<Bytes32> listed = new ArrayList<>();
    Bytes32 after = Bytes32.ZERO;
    for (int page = 0; page < 3; page++) {
      Listed next = reader.listed(after);
      assertThat(next.more()).isEqualTo(page < 2);
      next.entries().forEach(entry -> listed.add(entry.id()));
      after = listed.get(listed.size() - 1);
    }
    assertThat(listed).containsExactlyElementsOf(all);
  }

  /** A tag may be opened as that of a board, whatever else it is. */
  @Test
  void whatWasDeletedFromAMailboxIsShownToNobody() {
    try (Identity identity = Identity.ephemeral(random);
        BlindedIdentity owner = identity.blind(BlindingPurpose.MAILBOX, 20_000, 1440);
        WithdrawalKey key = WithdrawalKey.generate(random)) {
      Bytes32 box = owner.key().bytes();
      Envelope mail = posts.mailbox(box, time.now(), HOUR);
      Envelope post = posts.board(box, time.now(), HOUR, key, 256);
      store.put(mail);
      store.put(post);
      StoreAtWork.Reader reader = store.mailbox(owner);
      reader.delete(List.of(mail.id()));
      StoreAtWork.Reader stranger = store.board(box);
      stranger.withdraw(post.id(), Bytes32.of(key.toByteArray()));
      assertThat(stranger.marks()).containsExactly(post.id());
      assertThat(stranger.instead(mail.id())).isEqualTo(Given.gone(mail.id()));
      assertThat(reader.marks()).isEmpty();
      assertThat(reader.instead(mail.id())).isEqualTo(Given.gone(mail.id()));
      assertThat(reader.instead(post.id())).isEqualTo(Given.gone(post.id()));
    }
  }

  @Test
  void onlyTheOwnerReadsAndDeletesFromAMailbox() {
    try (Identity identity = Identity.ephemeral(random);
        BlindedIdentity owner = identity.blind(BlindingPurpose.MAILBOX, 20_000, 1440)) {
      Bytes32 box = owner.key().bytes();
      Envelope mail = posts.mailbox(box, time.now(), HOUR);
      assertThat(store.put(mail).status()).isEqualTo(Status.STORED);
      StoreAtWork.Reader reader = store.mailbox(owner);
      assertThat(reader.opened()).isEqualTo(TagStatus.DONE);
      assertThat(reader.list()).containsExactly(mail.id());
      assertThat(reader.take(mail.id())).isEqualTo(mail);
      StoreAtWork.Reader other = store.mailbox(owner);
      other.subscribe();
      assertThat(reader.delete(List.of(mail.id(), posts.tag()))).isEqualTo(TagStatus.DONE);
      assertThat(other.pushed()).isNull();
      assertThat(reader.list()).isEmpty();
      // Neither comes it back, nor does its sender learn that it was read.
      assertThat(store.put(mail).status()).isEqualTo(Status.STORED);
      assertThat(reader.list()).isEmpty();
      assertThat(store.board(box).list()).isEmpty();
    }
  }

  @Test
  void aStrangerCannotTellAFullMailboxFromAnEmptyOne() {
    try (Identity identity = Identity.ephemeral(random);
        BlindedIdentity owner = identity.blind(BlindingPurpose.MAILBOX, 20_000, 1440);
        BlindedIdentity empty = identity.blind(BlindingPurpose.MAILBOX, 20_001, 1440)) {
      Bytes32 full = owner.key().bytes();
      List<Bytes32> ids = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Envelope mail = posts.mailbox(full, time.now(), HOUR);
        ids.add(mail.id());
        store.put(mail);
      }
      for (int command = StoreCommand.LIST; command <= StoreCommand.WITHDRAWN; command++) {
        for (byte[] data :
            List.of(new byte[0], new byte[32], new Ids(ids).encode(), new byte[64])) {
          assertThat(answers(full, command, data))
              .isEqualTo(answers(empty.key().bytes(), command, data))
              .containsOnlyOnce("OPENED REFUSED")
              .doesNotContain("LISTED");
        }
      }
      // Whoever poses as a reader of a board with the same tag finds nothing there either.
      assertThat(store.board(full).list()).isEmpty();
      assertThat(store.board(full).take(ids.get(0))).isNull();
      assertThat(store.mailbox(owner).list()).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  /** Everything that a stranger sees of a mailbox that it opens and asks. */
  private String answers(Bytes32 box, int command, byte[] data) {
    StoreAtWork.Reader stranger = store.stranger(box);
    StringBuilder seen = new StringBuilder("OPENED " + stranger.opened());
    FakeCircuit circuit = stranger.circuit();
    circuit.receive(command, data);
    for (@Nullable RelayMessage next = circuit.next(); next != null; next = circuit.next()) {
      seen.append(next.command()).append(Arrays.toString(next.data()));
    }
    return seen.append(circuit.end()).toString();
  }

  @Test
  void aProofThatSomebodyElseSawOpensNothing() {
    try (Identity identity = Identity.ephemeral(random);
        BlindedIdentity owner = identity.blind(BlindingPurpose.MAILBOX, 20_000, 1440)) {
      FakeCircuit first = store.relay().circuit("owner");
      FakeCircuit second = store.relay().circuit("thief");
      byte[] open = OpenTag.mailbox(owner, first.binding()).encode();
      second.receive(StoreCommand.OPEN, open);
      store.relay().work();
      assertThat(StoreAtWork.data(second, StoreCommand.OPENED))
          .isEqualTo(TagStatus.REFUSED.encode());
    }
  }

  @Test
  void whatIsNotARequestEndsTheCircuit() {
    for (int command :
        List.of(StoreCommand.PUT, StoreCommand.OPEN, StoreCommand.LISTED, StoreCommand.GET, 95)) {
      FakeCircuit circuit = store.board(tag).circuit();
      circuit.receive(command, new byte[33]);
      assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
    }
    for (int command :
        List.of(
            StoreCommand.LIST,
            StoreCommand.TAKE,
            StoreCommand.SUBSCRIBE,
            StoreCommand.DELETE,
            StoreCommand.WITHDRAW)) {
      FakeCircuit circuit = store.board(tag).circuit();
      circuit.receive(command, new byte[31]);
      assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
    }
    FakeCircuit circuit = store.relay().circuit("rude");
    circuit.receive(StoreCommand.LIST, new byte[32]);
    assertThat(circuit.end()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void whoAsksForMoreThanMayWaitLosesTheCircuit() {
    FakeCircuit circuit = store.board(tag).circuit();
    store.hold();
    for (int i = 0; i < 40; i++) {
      circuit.receive(StoreCommand.LIST, new byte[32]);
    }
    assertThat(circuit.end()).isEqualTo(DestroyReason.LIMIT);
    store.release();
  }
}
