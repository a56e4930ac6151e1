package io.whisper.rendezvous.store.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.cell.RelayCommand;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class StoreMessagesTest {
  private static final SeededRandom RANDOM = new SeededRandom(3);

  @Test
  void whateverIsWrittenIsReadAgain() {
    Property.holds(
        200,
        random -> {
          returns(
              new OpenTag(Shelf.BOARD, id(random), new byte[0]).encode(), StoreMessagesTest::open);
          returns(
              new OpenTag(Shelf.MAILBOX, id(random), random.bytes(64)).encode(),
              StoreMessagesTest::open);
          returns(listed(random).encode(), data -> Listed.decode(data).map(Listed::encode));
          returns(ids(random).encode(), data -> Ids.decode(data).map(Ids::encode));
          returns(Given.gone(id(random)).encode(), data -> Given.decode(data).map(Given::encode));
          returns(
              Given.withdrawn(mark(random)).encode(),
              data -> Given.decode(data).map(Given::encode));
          returns(
              new PeerHello(id(random), random.nextBoolean(), random.bytes(64)).encode(),
              data -> PeerHello.decode(data).map(PeerHello::encode));
          returns(
              new Withdraw(id(random), id(random)).encode(),
              data -> Withdraw.decode(data).map(Withdraw::encode));
          returns(
              offer(random, 1 + random.nextInt(Offer.MAX_ENTRIES)).encode(),
              data -> Offer.decode(data).map(Offer::encode));
          returns(
              new PutAnswer(PutAnswer.Status.FULL, random.nextLong(Long.MAX_VALUE)).encode(),
              data -> PutAnswer.decode(data).map(PutAnswer::encode));
          for (byte[] message :
              PutPart.messages(
                  DocumentKind.ENVELOPE, random.bytes(1 + random.nextInt(Part.MAX_TOTAL)))) {
            returns(message, data -> PutPart.decode(data).map(PutPart::encode));
          }
        });
  }

  @Test
  void truncatedMessagesAreRefused() {
    refusedWhenCut(
        new OpenTag(Shelf.MAILBOX, id(RANDOM), RANDOM.bytes(64)).encode(), OpenTag::decode);
    refusedWhenCut(OpenTag.board(id(RANDOM)).encode(), OpenTag::decode);
    refusedWhenCut(listed(RANDOM).encode(), Listed::decode);
    refusedWhenCut(new Withdraw(id(RANDOM), id(RANDOM)).encode(), Withdraw::decode);
    refusedWhenCut(Given.gone(id(RANDOM)).encode(), Given::decode);
    refusedWhenCut(Given.withdrawn(mark(RANDOM)).encode(), Given::decode);
    refusedWhenCut(Given.of(Part.of(RANDOM.bytes(90)).get(0)).encode(), Given::decode);
    refusedWhenCut(PutAnswer.of(PutAnswer.Status.STORED).encode(), PutAnswer::decode);
    refusedWhenCut(PutPart.messages(DocumentKind.CARD, RANDOM.bytes(300)).get(0), PutPart::decode);
    refusedWhenCut(TagStatus.DONE.encode(), TagStatus::decode);
    refusedWhenCut(new PeerHello(id(RANDOM), true, RANDOM.bytes(64)).encode(), PeerHello::decode);
  }

  @Test
  void theLongestMessagesFitTheLimitOfTheService() {
    List<byte[]> put = PutPart.messages(DocumentKind.ENVELOPE, new byte[Part.MAX_TOTAL]);
    List<Listed.Entry> entries = new ArrayList<>();
    ordered(RANDOM, Listed.MAX_ENTRIES).forEach(id -> entries.add(new Listed.Entry(id, 1)));
    assertThat(put).hasSize(3);
    assertThat(put)
        .allSatisfy(
            message -> assertThat(message).hasSizeLessThanOrEqualTo(RelayCommand.STORE_LIMIT));
    assertThat(new Listed(entries, true).encode())
        .hasSizeLessThanOrEqualTo(RelayCommand.STORE_LIMIT);
    assertThat(offer(RANDOM, Offer.MAX_ENTRIES).encode())
        .hasSizeLessThanOrEqualTo(RelayCommand.STORE_LIMIT);
  }

  @Test
  void documentsComeTogetherFromTheirPartsInOrder() {
    Property.holds(
        50,
        random -> {
          Assembly assembly = new Assembly();
          for (int document = 0; document < 3; document++) {
            byte[] bytes = random.bytes(1 + random.nextInt(Part.MAX_TOTAL));
            List<Part> parts = Part.of(bytes);
            for (int i = 0; i < parts.size(); i++) {
              assertThat(assembly.take(parts.get(i)))
                  .isEqualTo(
                      i == parts.size() - 1 ? Assembly.Progress.WHOLE : Assembly.Progress.MORE);
            }
            assertThat(assembly.finish()).isEqualTo(bytes);
            assertThat(assembly.underway()).isFalse();
          }
        });
  }

  @Test
  void partsOutOfOrderAreRefused() {
    List<Part> parts = Part.of(RANDOM.bytes(2 * Part.SIZE + 1));
    Assembly assembly = new Assembly();
    assertThat(assembly.take(parts.get(1))).isEqualTo(Assembly.Progress.REFUSED);
    Assembly other = new Assembly();
    other.take(parts.get(0));
    assertThat(other.take(parts.get(0))).isEqualTo(Assembly.Progress.REFUSED);
    assertThat(other.take(Part.of(RANDOM.bytes(Part.SIZE + 5)).get(1)))
        .isEqualTo(Assembly.Progress.REFUSED);
    assertThatThrownBy(other::finish).hasMessageContaining("not whole");
  }

  @Test
  void aPartThatLiesAboutItsLengthIsRefused() {
    byte[] message = PutPart.messages(DocumentKind.ENVELOPE, RANDOM.bytes(500)).get(0);
    for (int total : new int[] {0, 499, 501, Part.MAX_TOTAL + 1, -1}) {
      byte[] lying = message.clone();
      for (int i = 0; i < 4; i++) {
        lying[1 + i] = (byte) (total >>> (24 - 8 * i));
      }
      assertThat(PutPart.decode(lying)).isEmpty();
    }
  }

  @Test
  void onlyTheOwnerOpensAMailboxAndOnlyOnTheCircuitItSignedFor() {
    try (Identity identity = Identity.ephemeral(RANDOM);
        Identity stranger = Identity.ephemeral(RANDOM);
        BlindedIdentity owner = identity.blind(20_000, 1440);
        BlindedIdentity other = stranger.blind(20_000, 1440)) {
      byte[] binding = RANDOM.bytes(32);
      OpenTag proved = OpenTag.mailbox(owner, binding);
      assertThat(proved.allowed(binding)).isTrue();
      assertThat(proved.allowed(RANDOM.bytes(32))).isFalse();
      assertThat(new OpenTag(Shelf.MAILBOX, other.key().bytes(), proved.proof()).allowed(binding))
          .isFalse();
      Tampering.singleByteChanges(proved.encode(), RANDOM)
          .map(OpenTag::decode)
          .flatMap(Optional::stream)
          .filter(open -> open.shelf() == Shelf.MAILBOX)
          .forEach(changed -> assertThat(changed.allowed(binding)).isFalse());
    }
  }

  @Test
  void aListOutOfOrderIsRefused() {
    List<Bytes32> ids = ordered(RANDOM, 2);
    Listed wrong =
        new Listed(
            List.of(new Listed.Entry(ids.get(1), 5), new Listed.Entry(ids.get(0), 5)), false);
    Listed twice =
        new Listed(
            List.of(new Listed.Entry(ids.get(0), 5), new Listed.Entry(ids.get(0), 5)), false);
    assertThat(Listed.decode(wrong.encode())).isEmpty();
    assertThat(Listed.decode(twice.encode())).isEmpty();
    assertThat(Listed.decode(new Listed(List.of(), true).encode())).isEmpty();
  }

  @Test
  void anEntryOfAnUnknownKindIsRefused() {
    byte[] message = new Listed(List.of(new Listed.Entry(id(RANDOM), 5)), false).encode();
    message[3] = 2;
    assertThat(Listed.decode(message)).isEmpty();
  }

  @Test
  void whatAMarkIsAboutFollowsFromItAndItsKeyIsChecked() {
    Property.holds(
        20,
        random -> {
          byte[] key = random.bytes(WithdrawalKey.SIZE);
          EnvelopeTerms terms =
              EnvelopeTerms.board(id(random), 1000, 60, WithdrawalKey.commitment(key));
          Envelope post = new Envelope(terms, 7, random.bytes(EnvelopeKind.BOARD.sealedSize(256)));
          WithdrawnMark mark = WithdrawnMark.of(post, Bytes32.of(key));
          assertThat(mark.encode()).hasSize(149);
          assertThat(WithdrawnMark.decode(mark.encode()).orElseThrow().id()).isEqualTo(post.id());
          // Whatever else stands in it, it is not about this post.
          Tampering.singleByteChanges(mark.encode(), random)
              .map(WithdrawnMark::decode)
              .flatMap(Optional::stream)
              .filter(changed -> changed.nonce() == mark.nonce())
              .forEach(changed -> assertThat(changed.id()).isNotEqualTo(post.id()));
          WithdrawnMark forged = WithdrawnMark.of(post, id(random));
          assertThat(WithdrawnMark.decode(forged.encode())).isEmpty();
        });
  }

  @Test
  void whatIsWantedOfAnOfferIsNamedByBits() {
    Property.holds(
        100,
        random -> {
          Offer offer = offer(random, 1 + random.nextInt(30));
          BitSet wanted = new BitSet();
          List<Offer.Entry> expected = new ArrayList<>();
          for (int i = 0; i < offer.entries().size(); i++) {
            if (random.nextBoolean()) {
              wanted.set(i);
              expected.add(offer.entries().get(i));
            }
          }
          byte[] bits = offer.wanted(wanted);
          assertThat(offer.readWanted(bits)).contains(expected);
          Tampering.truncations(bits).forEach(cut -> assertThat(offer.readWanted(cut)).isEmpty());
        });
  }

  @Test
  void bitsBeyondAnOfferAreRefused() {
    assertThat(offer(RANDOM, 3).readWanted(new byte[] {0x10})).isEmpty();
    assertThat(offer(RANDOM, 3).readWanted(new byte[] {(byte) 0xe0})).isPresent();
  }

  private static Optional<byte[]> open(byte[] data) {
    return OpenTag.decode(data).map(OpenTag::encode);
  }

  private static void returns(byte[] message, Function<byte[], Optional<byte[]>> codec) {
    assertThat(codec.apply(message)).contains(message);
  }

  private static void refusedWhenCut(byte[] message, Function<byte[], Optional<?>> decoder) {
    Tampering.truncations(message).forEach(cut -> assertThat(decoder.apply(cut)).isEmpty());
  }

  private static Bytes32 id(SeededRandom random) {
    return Bytes32.of(random.bytes(Bytes32.SIZE));
  }

  private static List<Bytes32> ordered(SeededRandom random, int count) {
    TreeSet<Bytes32> ids = new TreeSet<>();
    while (ids.size() < count) {
      ids.add(id(random));
    }
    return List.copyOf(ids);
  }

  private static Listed listed(SeededRandom random) {
    List<Listed.Entry> entries = new ArrayList<>();
    ordered(random, 1 + random.nextInt(20))
        .forEach(
            id ->
                entries.add(
                    new Listed.Entry(id, random.nextInt(Integer.MAX_VALUE), random.nextBoolean())));
    return new Listed(entries, random.nextBoolean());
  }

  private static WithdrawnMark mark(SeededRandom random) {
    byte[] key = random.bytes(WithdrawalKey.SIZE);
    EnvelopeTerms terms = EnvelopeTerms.board(id(random), 1000, 60, WithdrawalKey.commitment(key));
    return new WithdrawnMark(terms, id(random), random.nextLong(), Bytes32.of(key));
  }

  private static Ids ids(SeededRandom random) {
    return new Ids(ordered(random, 1 + random.nextInt(Ids.MAX_IDS)));
  }

  private static Offer offer(SeededRandom random, int count) {
    List<Offer.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          new Offer.Entry(
              random.nextBoolean() ? Shelf.BOARD : Shelf.MAILBOX, id(random), id(random)));
    }
    return new Offer(entries);
  }
}
