package io.whisper.rendezvous.store.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.rendezvous.ring.Arc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final SeededRandom RANDOM = new SeededRandom(19);

  @Test
  void everySummaryComesBackAsItWasAndNoPartOfOneDoes() {
    Property.holds(
        40,
        random -> {
          byte[] message =
              summary(random, random.nextInt(1, 5), random.nextInt(Summary.MAX_BITS + 1)).encode();
          assertThat(message).hasSizeLessThanOrEqualTo(RelayCommand.STORE_LIMIT);
          assertThat(Summary.decode(message).map(Summary::encode)).contains(message);
          int cut = random.nextInt(message.length);
          assertThat(Summary.decode(Arrays.copyOf(message, cut))).isEmpty();
        });
  }

  @Test
  void whatIsNoSummaryIsRefused() {
    byte[] message = summary(RANDOM, 2, 3).encode();
    for (int at : new int[] {16, 24, 25 + 2 * 64}) {
      byte[] wrong = message.clone();
      wrong[at] = (byte) 0xff;
      assertThat(Summary.decode(wrong)).isEmpty();
    }
    Summary right = summary(RANDOM, 1, 0);
    assertThatThrownBy(() -> new Summary(right.salt(), 0, right.pieces(), new long[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Summary(right.salt(), 0, List.of(), new long[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bucketsThatDifferAreNamedByBits() {
    Summary summary = summary(RANDOM, 1, 4);
    long[] others = summary.sums().clone();
    others[0]++;
    others[9]--;
    BitSet differing = summary.differing(others);
    byte[] bits = summary.differs(differing);
    assertThat(bits).containsExactly(0x80, 0x40);
    assertThat(summary.readDiffers(bits)).contains(differing);
    Tampering.truncations(bits).forEach(cut -> assertThat(summary.readDiffers(cut)).isEmpty());
    assertThat(summary(RANDOM, 1, 1).readDiffers(new byte[] {0x20})).isEmpty();
  }

  @Test
  void aNameFallsIntoOneBucketThatItsSaltChooses() {
    Bytes32 tag = Bytes32.of(RANDOM.bytes(32));
    Bytes32 id = Bytes32.of(RANDOM.bytes(32));
    byte[] salt = RANDOM.bytes(Summary.SALT_SIZE);
    Summary.NameHash hash = Summary.hash(salt, Shelf.BOARD, tag, id);
    assertThat(hash).isEqualTo(Summary.hash(salt, Shelf.BOARD, tag, id));
    assertThat(hash.sum()).isNotEqualTo(Summary.hash(salt, Shelf.CARD, tag, id).sum());
    assertThat(hash.sum())
        .isNotEqualTo(Summary.hash(RANDOM.bytes(Summary.SALT_SIZE), Shelf.BOARD, tag, id).sum());
    assertThat(hash.bucket(1)).isZero();
    for (int bits = 1; bits <= Summary.MAX_BITS; bits++) {
      assertThat(hash.bucket(1 << bits) / 2).isEqualTo(hash.bucket(1 << (bits - 1)));
    }
  }

  private static Summary summary(SeededRandom random, int pieces, int bits) {
    List<Arc.Piece> all = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      all.add(new Arc.Piece(Bytes32.of(random.bytes(32)), Bytes32.of(random.bytes(32))));
    }
    long[] sums = new long[1 << bits];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = random.nextLong();
    }
    return new Summary(random.bytes(Summary.SALT_SIZE), random.nextInt(1 << 30), all, sums);
  }
}
