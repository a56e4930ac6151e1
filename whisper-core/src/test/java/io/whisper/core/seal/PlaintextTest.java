package io.whisper.core.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlaintextTest {
  private static final SeededRandom RANDOM = new SeededRandom(1);

  private final Plaintext anonymous =
      new Plaintext(
          new FirstContact(Kind.SESSION, MessageId.of(RANDOM.bytes(16)), 3600, new byte[] {7, 8}),
          null,
          Bytes32.ZERO);

  @Test
  void fieldsStandWhereTheProtocolSays() {
    Identity sender = Identity.ephemeral(RANDOM);
    Bytes32 proof = Bytes32.of(RANDOM.bytes(32));
    byte[] bytes = new Plaintext(anonymous.content(), sender.address(), proof).encode(256);
    assertThat(bytes).hasSize(96 + 256);
    assertThat(Arrays.copyOf(bytes, 16))
        .containsExactly(1, 2, 1, 0, 0, 0, 0, 2, 0, 0, 14, 16, 0, 0, 0, 0);
    assertThat(Arrays.copyOfRange(bytes, 16, 32)).isEqualTo(anonymous.content().id().toByteArray());
    assertThat(Arrays.copyOfRange(bytes, 32, 64))
        .isEqualTo(sender.address().publicKey().toByteArray());
    assertThat(Arrays.copyOfRange(bytes, 64, 96)).isEqualTo(proof.toByteArray());
    assertThat(Arrays.copyOfRange(bytes, 96, 99)).containsExactly(7, 8, 0);
  }

  @Test
  void proofCoversFrameAndPayloadButNeitherItselfNorThePadding() {
    Identity sender = Identity.ephemeral(RANDOM);
    Bytes32 proof = Bytes32.of(RANDOM.bytes(32));
    byte[] bytes = new Plaintext(anonymous.content(), sender.address(), proof).encode(256);
    Arrays.fill(bytes, 64, 96, (byte) 0);
    assertThat(new Plaintext(anonymous.content(), sender.address(), proof).proven())
        .isEqualTo(Arrays.copyOf(bytes, 98));
  }

  /** No byte of an anonymous plaintext is free: what decodes at all encodes to the same bytes. */
  @Test
  void changedPlaintextIsRefusedOrMeansSomethingElse() {
    byte[] bytes = anonymous.encode(256);
    Property.holds(
        5,
        random ->
            assertThat(Tampering.singleByteChanges(bytes, random))
                .allSatisfy(
                    changed ->
                        assertThat(Plaintext.decode(changed).stream())
                            .allSatisfy(
                                decoded -> assertThat(decoded.encode(256)).isEqualTo(changed))));
  }

  @Test
  void everyReservedBitIsRefused() {
    byte[] bytes = anonymous.encode(256);
    for (int position : new int[] {0, 2, 3, 12, 13, 14, 15, 40, 70, 98, 351}) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = bytes.clone();
        changed[position] ^= (byte) (1 << bit);
        assertThat(Plaintext.decode(changed)).as("bit %d of byte %d", bit, position).isEmpty();
      }
    }
  }

  @Test
  void truncatedFrameAndLyingLengthAreRefused() {
    byte[] bytes = anonymous.encode(256);
    assertThat(Tampering.truncations(Arrays.copyOf(bytes, 98)))
        .allSatisfy(shorter -> assertThat(Plaintext.decode(shorter)).isEmpty());
    for (byte[] length : new byte[][] {{0, 0, 1, 1}, {127, -1, -1, -1}, {-1, -1, -1, -1}}) {
      byte[] changed = bytes.clone();
      System.arraycopy(length, 0, changed, 4, 4);
      assertThat(Plaintext.decode(changed)).isEmpty();
    }
  }

  @Test
  void senderKeyWithATorsionComponentIsRefused() {
    Identity sender = Identity.ephemeral(RANDOM);
    byte[] bytes = new Plaintext(anonymous.content(), sender.address(), Bytes32.ZERO).encode(256);
    assertThat(Plaintext.decode(bytes)).isPresent();
    Arrays.fill(bytes, 32, 64, (byte) 0);
    assertThat(Plaintext.decode(bytes)).isEmpty();
  }

  @Test
  void everyKindHasItsNumber() {
    for (Kind kind : Kind.values()) {
      assertThat(Kind.of(kind.code())).hasValue(kind);
    }
    assertThat(Kind.of(0)).isEmpty();
    assertThat(Kind.of(Kind.values().length + 1)).isEmpty();
  }
}
