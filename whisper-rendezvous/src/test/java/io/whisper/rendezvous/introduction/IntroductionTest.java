package io.whisper.rendezvous.introduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.seal.Buckets;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.rendezvous.point.Cookie;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntroductionTest {
  private static final long SEED = 0x1277;
  private final Random random = new Random(SEED);

  @Test
  void everyIntroductionIsSixCellsAndComesBackAsItWas() {
    for (int i = 0; i < 50; i++) {
      Introduction introduction = introduction();
      byte[] encoded = introduction.encode();
      assertThat(encoded).hasSize(2945);
      assertThat(RelayMessage.cells(encoded.length)).isEqualTo(6);
      assertThat(RelayMessage.cells(4 + encoded.length)).isEqualTo(6);
      assertThat(Introduction.decode(encoded)).as("seed %d", SEED).contains(introduction);
    }
  }

  @Test
  void whatIsVisibleIsWhatTheEncodingBeginsWith() {
    Introduction introduction = introduction();
    assertThat(Arrays.copyOf(introduction.encode(), 49)).isEqualTo(introduction.visible());
  }

  @Test
  void everyTruncationAndEveryExcessIsRefused() {
    byte[] encoded = introduction().encode();
    for (int length = 0; length < encoded.length; length++) {
      assertThat(Introduction.decode(Arrays.copyOf(encoded, length))).isEmpty();
    }
    assertThat(Introduction.decode(Arrays.copyOf(encoded, encoded.length + 1))).isEmpty();
  }

  @Test
  void anUnknownTypeIsRefused() {
    byte[] encoded = introduction().encode();
    encoded[0] = 1;
    assertThat(Introduction.decode(encoded)).isEmpty();
  }

  @Test
  void numberedDataComesBackAndOtherLengthsAreRefused() {
    Numbered numbered = new Numbered(0xffff_ffffL, new byte[] {1, 2, 3});
    Numbered read = Numbered.decode(numbered.encode(), 3).orElseThrow();
    assertThat(read.number()).isEqualTo(0xffff_ffffL);
    assertThat(read.data()).containsExactly(1, 2, 3);
    assertThat(Numbered.decode(numbered.encode(), 2)).isEmpty();
    assertThat(Numbered.decode(numbered.encode(), 4)).isEmpty();
    assertThat(Numbered.decode(new byte[3], 0)).isEmpty();
  }

  @Test
  void sessionTermsComeBackAndTruncationsAreRefused() {
    byte[] hello = new byte[1313];
    random.nextBytes(hello);
    Cookie cookie = Cookie.of(Arrays.copyOf(hello, 20));
    byte[] encoded = new SessionTerms(key(), cookie, hello).encode();
    SessionTerms read = SessionTerms.decode(encoded).orElseThrow();
    assertThat(read.cookie()).isEqualTo(cookie);
    assertThat(read.hello()).isEqualTo(hello);
    assertThat(encoded).hasSizeLessThanOrEqualTo(Buckets.INTRODUCTION);
    for (int length = 0; length <= 52; length++) {
      assertThat(SessionTerms.decode(Arrays.copyOf(encoded, length))).isEmpty();
    }
  }

  @Test
  void onlyTheStatusesThereAreAreRead() {
    for (IntroduceStatus status : IntroduceStatus.values()) {
      assertThat(IntroduceStatus.decode(status.encode())).contains(status);
    }
    assertThat(IntroduceStatus.decode(new byte[] {4})).isEmpty();
    assertThat(IntroduceStatus.decode(new byte[0])).isEmpty();
    assertThat(IntroduceStatus.decode(new byte[2])).isEmpty();
  }

  private Introduction introduction() {
    byte[] bytes = new byte[Introduction.SIZE];
    random.nextBytes(bytes);
    return new Introduction(
        key(),
        random.nextLong(),
        Arrays.copyOfRange(bytes, 8, 16),
        Arrays.copyOfRange(bytes, 49, Introduction.SIZE));
  }

  private Bytes32 key() {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return Bytes32.of(key);
  }
}
