package io.whisper.rendezvous.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.XWing;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.directory.TimePeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceDocumentTest {
  private static final TimePeriod PERIOD = new TimePeriod(20_000, 1440);
  private static final Instant EXPIRES = Instant.ofEpochSecond(1_800_000_000);

  @Test
  void whoKnowsTheAddressReadsIt() {
    Property.holds(
        20,
        random -> {
          Identity identity = Identity.ephemeral(random);
          Presence presence = presence(random, 1 + random.nextInt(Presence.MAX_POINTS));
          PresenceDocument made =
              PresenceDocument.create(random, identity, PERIOD, 7, EXPIRES, presence);
          PresenceDocument read = PresenceDocument.verify(made.bytes()).orElseThrow();
          assertThat(read.open(identity.address())).contains(presence);
          assertThat(read.period()).isEqualTo(PERIOD);
          assertThat(read.revision()).isEqualTo(7);
          assertThat(read.expires()).isEqualTo(EXPIRES);
          assertThat(read.tag()).isEqualTo(made.tag());
          assertThat(read.bytes()).isEqualTo(made.bytes());
        });
  }

  @Test
  void whoDoesNotKnowTheAddressDoesNot() {
    SeededRandom random = new SeededRandom(1);
    PresenceDocument made = document(random, Identity.ephemeral(random), 3);
    assertThat(made.open(Identity.ephemeral(random).address())).isEmpty();
  }

  @Test
  void theAddressIsNotInIt() {
    SeededRandom random = new SeededRandom(2);
    Identity identity = Identity.ephemeral(random);
    String hex = HexFormat.of().formatHex(document(random, identity, 3).bytes());
    assertThat(hex).doesNotContain(identity.address().publicKey().hex());
  }

  @Test
  void itsLengthTellsTheNumberOfPointsInTwoStepsOnly() {
    SeededRandom random = new SeededRandom(3);
    Identity identity = Identity.ephemeral(random);
    List<Integer> lengths = new ArrayList<>();
    for (int points = 1; points <= Presence.MAX_POINTS; points++) {
      lengths.add(document(random, identity, points).bytes().length);
    }
    assertThat(lengths.stream().distinct()).hasSize(2);
    assertThat(lengths.get(0)).isEqualTo(lengths.get(2));
    assertThat(1 + lengths.get(19)).isLessThanOrEqualTo(RelayCommand.DEFAULT_LIMIT);
    assertThat(lengths.get(19)).isLessThanOrEqualTo(PresenceDocument.MAX_SIZE);
  }

  @Test
  void everyTruncationAndEveryChangedByteIsRefused() {
    SeededRandom random = new SeededRandom(4);
    byte[] bytes = document(random, Identity.ephemeral(random), 3).bytes();
    assertThat(Tampering.truncations(bytes))
        .allSatisfy(changed -> assertThat(PresenceDocument.verify(changed)).isEmpty());
    Property.holds(
        1,
        seeded ->
            assertThat(Tampering.singleByteChanges(bytes, seeded))
                .allSatisfy(changed -> assertThat(PresenceDocument.verify(changed)).isEmpty()));
  }

  @Test
  void bytesBehindADocumentAreRefused() {
    SeededRandom random = new SeededRandom(5);
    byte[] bytes = document(random, Identity.ephemeral(random), 3).bytes();
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 2);
    longer[bytes.length] = 0x18;
    longer[bytes.length + 1] = 1;
    assertThat(PresenceDocument.verify(longer)).isEmpty();
  }

  @Test
  void randomBytesAreRefusedWithoutAnException() {
    Property.holds(
        500,
        random -> assertThat(PresenceDocument.verify(random.bytes(random.nextInt(300)))).isEmpty());
  }

  @Test
  void everyPeriodHasAnotherTag() {
    SeededRandom random = new SeededRandom(6);
    Identity identity = Identity.ephemeral(random);
    Presence presence = presence(random, 3);
    PresenceDocument one = PresenceDocument.create(random, identity, PERIOD, 1, EXPIRES, presence);
    PresenceDocument two =
        PresenceDocument.create(random, identity, PERIOD.next(), 1, EXPIRES, presence);
    assertThat(one.tag()).isNotEqualTo(two.tag());
    assertThat(one.tag())
        .isEqualTo(
            PresenceDocument.tag(
                KeyBlinding.blindPublic(identity.address(), 20_000, 1440), 20_000));
  }

  @Test
  void aPresenceChecksWhatItIsGiven() {
    assertThatThrownBy(() -> new Presence(new byte[1], Bytes32.ZERO, List.of()))
        .hasMessageContaining("1216");
    assertThatThrownBy(() -> new Presence(new byte[1216], Bytes32.ZERO, List.of()))
        .hasMessageContaining("1 to 20");
    PresencePoint point = new PresencePoint(Bytes32.ZERO, Bytes32.ZERO);
    assertThatThrownBy(() -> new Presence(new byte[1216], Bytes32.ZERO, List.of(point, point)))
        .hasMessageContaining("twice");
  }

  private static PresenceDocument document(SeededRandom random, Identity identity, int points) {
    return PresenceDocument.create(random, identity, PERIOD, 1, EXPIRES, presence(random, points));
  }

  /** A presence; its prekey is random bytes, since nobody seals to it here. */
  static Presence presence(SeededRandom random, int count) {
    List<PresencePoint> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(
          new PresencePoint(
              Bytes32.of(random.bytes(32)), Bytes32.of(Ed25519.publicKey(random.bytes(32)))));
    }
    return new Presence(random.bytes(XWing.PUBLIC_KEY_SIZE), Bytes32.of(random.bytes(32)), points);
  }
}
