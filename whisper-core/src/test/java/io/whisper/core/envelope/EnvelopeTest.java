package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final long NOW = 1_800_000_000;

  private final SeededRandom random = new SeededRandom(1);

  @Test
  void everyEnvelopeReadsAsItWasWritten() {
    Property.holds(
        200,
        trial -> {
          Envelope envelope = Envelopes.any(trial);
          byte[] encoded = envelope.encode();
          assertThat(encoded).hasSize(envelope.size()).hasSizeLessThan(Envelope.MAX_SIZE);
          Envelope decoded = Envelope.decode(encoded).orElseThrow();
          assertThat(decoded).isEqualTo(envelope).hasSameHashCodeAs(envelope);
          assertThat(decoded.terms()).isEqualTo(envelope.terms());
          assertThat(decoded.nonce()).isEqualTo(envelope.nonce());
          assertThat(decoded.sealed()).isEqualTo(envelope.sealed());
          assertThat(decoded.id()).isEqualTo(envelope.id());
          assertThat(decoded.rank()).isEqualTo(envelope.rank());
        });
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] encoded = Envelopes.board(random, 256, Bytes32.of(random.bytes(32))).encode();
    assertThat(Tampering.truncations(encoded))
        .allSatisfy(changed -> assertThat(Envelope.decode(changed)).isEmpty());
    assertThat(Envelope.decode(Arrays.copyOf(encoded, encoded.length + 1))).isEmpty();
  }

  /** Only the nonce may change and leave the id, and it is what the work is checked by. */
  @Test
  void everyChangedByteIsRefusedOrMakesAnotherEnvelope() {
    Envelope envelope = Envelopes.board(random, 256, Bytes32.of(random.bytes(32)));
    for (int i = 0; i < 4; i++) {
      assertThat(Tampering.singleByteChanges(envelope.encode(), random))
          .allSatisfy(changed -> assertIsAnother(envelope, changed));
    }
    Envelope mail = Envelopes.mailbox(random, 256);
    assertThat(Tampering.singleByteChanges(mail.encode(), random))
        .allSatisfy(changed -> assertIsAnother(mail, changed));
  }

  private static void assertIsAnother(Envelope envelope, byte[] changed) {
    Optional<Envelope> decoded = Envelope.decode(changed);
    assertThat(decoded).isNotEqualTo(Optional.of(envelope));
    decoded.ifPresent(
        other -> {
          assertThat(other.encode()).isEqualTo(changed);
          assertThat(!other.id().equals(envelope.id()) || other.nonce() != envelope.nonce())
              .isTrue();
        });
  }

  @Test
  void otherEncodingsOfAnEnvelopeAreRefused() {
    byte[] encoded = Envelopes.board(random, 256, null).encode();
    byte[] unknownField = Arrays.copyOf(encoded, encoded.length + 2);
    unknownField[encoded.length] = 9 << 3;
    byte[] longVersion = new byte[encoded.length + 1];
    System.arraycopy(encoded, 1, longVersion, 2, encoded.length - 1);
    longVersion[0] = 8;
    longVersion[1] = (byte) 0x81;
    longVersion[2] = 0;
    byte[] versionTwice = new byte[encoded.length + 2];
    System.arraycopy(encoded, 0, versionTwice, 2, encoded.length);
    versionTwice[0] = 8;
    versionTwice[1] = 1;
    byte[] versionBehindKind = encoded.clone();
    System.arraycopy(encoded, 0, versionBehindKind, 2, 2);
    System.arraycopy(encoded, 2, versionBehindKind, 0, 2);
    byte[] emptyWithdrawal = new byte[encoded.length + 2];
    int nonceAt = encoded.length - 403 - 9;
    System.arraycopy(encoded, 0, emptyWithdrawal, 0, nonceAt);
    emptyWithdrawal[nonceAt] = 0x32;
    System.arraycopy(encoded, nonceAt, emptyWithdrawal, nonceAt + 2, encoded.length - nonceAt);
    assertThat(encoded[nonceAt]).isEqualTo((byte) 0x39);

    assertThat(Envelope.decode(encoded)).isPresent();
    assertThat(
            Stream.of(unknownField, longVersion, versionTwice, versionBehindKind, emptyWithdrawal))
        .allSatisfy(other -> assertThat(Envelope.decode(other)).isEmpty());
  }

  @Test
  void withdrawalOfZerosIsRefused() {
    byte[] encoded = Envelopes.board(random, 256, Bytes32.of(filled())).encode();
    int at = encoded.length - 403 - 9 - 32;
    assertThat(Arrays.copyOfRange(encoded, at, at + 32)).isEqualTo(filled());
    Arrays.fill(encoded, at, at + 32, (byte) 0);
    assertThat(Envelope.decode(encoded)).isEmpty();
  }

  @Test
  void sizeDoesNotDependOnTheNonce() {
    EnvelopeTerms terms = EnvelopeTerms.mailbox(Bytes32.of(random.bytes(32)), NOW, 60);
    byte[] sealed = random.bytes(EnvelopeKind.MAILBOX.sealedSize(0));
    Envelope none = new Envelope(terms, 0, sealed);
    Envelope all = new Envelope(terms, -1, sealed);
    assertThat(none.size()).isEqualTo(all.size()).isEqualTo(none.encode().length);
    assertThat(none.id()).isEqualTo(all.id());
    assertThat(none).isNotEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 399, 401, 1_496, 65_681})
  void lengthOfNoBucketIsRefused(int length) {
    EnvelopeTerms terms = EnvelopeTerms.board(Bytes32.ZERO, NOW, 60, null);
    assertThatThrownBy(() -> new Envelope(terms, 0, new byte[length]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(length + " bytes are not the length of anything sealed for a BOARD");
  }

  @Test
  void workIsDoneForTheEnvelope() {
    Envelope envelope = Envelopes.board(random, 256, null);
    Envelope worked = envelope.worked(5_000_000, random, () -> false).orElseThrow();
    assertThat(worked.rank()).isGreaterThanOrEqualTo(5_000_000);
    assertThat(worked.id()).isEqualTo(envelope.id());
    assertThat(worked.sealed()).isEqualTo(envelope.sealed());
    assertThat(envelope.worked(Long.MAX_VALUE, random, () -> true)).isEmpty();
  }

  @Test
  void storedFormIsTheEnvelope() {
    Envelope envelope = Envelopes.mailbox(random, 256).worked(9, random, () -> false).orElseThrow();
    StoredEnvelope stored = envelope.stored();
    assertThat(stored.shelf()).isEqualTo(Shelf.MAILBOX);
    assertThat(stored.tag()).isEqualTo(envelope.terms().tag());
    assertThat(stored.id()).isEqualTo(envelope.id());
    assertThat(stored.expires()).isEqualTo(envelope.terms().expires());
    assertThat(stored.rank()).isEqualTo(envelope.rank());
    assertThat(stored.charge()).isEqualTo(envelope.size() + 256);
    assertThat(Envelope.decode(stored.document())).hasValue(envelope);
  }

  @Test
  void timeIsCheckedToTheSecond() {
    EnvelopeTerms terms = EnvelopeTerms.board(Bytes32.ZERO, NOW, 60, null);
    assertThat(terms.expires()).isEqualTo(NOW + 60);
    assertThat(terms.made()).isEqualTo(NOW);
    assertThat(terms.timeliness(NOW - 121)).isEqualTo(Timeliness.FROM_THE_FUTURE);
    assertThat(terms.timeliness(NOW - 120)).isEqualTo(Timeliness.TIMELY);
    assertThat(terms.timeliness(NOW + 59)).isEqualTo(Timeliness.TIMELY);
    assertThat(terms.timeliness(NOW + 60)).isEqualTo(Timeliness.EXPIRED);
    EnvelopeTerms longest = EnvelopeTerms.board(Bytes32.ZERO, NOW, 1_209_600, null);
    assertThat(longest.timeliness(NOW)).isEqualTo(Timeliness.TIMELY);
    EnvelopeTerms longer =
        new EnvelopeTerms(EnvelopeKind.BOARD, Bytes32.ZERO, NOW + 1_209_601, 1_209_601, null);
    assertThat(longer.timeliness(NOW)).isEqualTo(Timeliness.OVER_LONG);
    EnvelopeTerms utmost =
        new EnvelopeTerms(EnvelopeKind.BOARD, Bytes32.ZERO, Long.MAX_VALUE, 1, null);
    assertThat(utmost.timeliness(NOW)).isEqualTo(Timeliness.FROM_THE_FUTURE);
  }

  @Test
  void termsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> EnvelopeTerms.board(Bytes32.ZERO, NOW, 0, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time to live of 0 s is not within 1 to 1209600");
    assertThatThrownBy(() -> EnvelopeTerms.mailbox(Bytes32.ZERO, NOW, 1_209_601))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time to live of 1209601 s is not within 1 to 1209600");
    assertThatThrownBy(() -> EnvelopeTerms.board(Bytes32.ZERO, NOW, 9, Bytes32.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new EnvelopeTerms(EnvelopeKind.MAILBOX, Bytes32.ZERO, NOW, 9, Bytes32.of(filled())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EnvelopeTerms(EnvelopeKind.BOARD, Bytes32.ZERO, 0, 9, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingOfItIsPrinted() {
    Envelope envelope = Envelopes.board(random, 256, null);
    assertThat(envelope).hasToString("Envelope");
    assertThat(envelope.terms()).hasToString("EnvelopeTerms");
    assertThat(envelope.stored()).hasToString("StoredEnvelope");
  }

  private static byte[] filled() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 0x5a);
    return bytes;
  }
}
