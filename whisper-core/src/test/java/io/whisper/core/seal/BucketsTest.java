package io.whisper.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {
  @ParameterizedTest
  @CsvSource({
    "0,256",
    "1,256",
    "256,256",
    "257,1024",
    "1024,1024",
    "1025,4096",
    "4097,16384",
    "16384,16384",
    "16385,65536",
    "65536,65536"
  })
  void smallestBucketThatHoldsThePayloadIsTaken(int size, int bucket) {
    assertThat(Buckets.forSize(size)).isEqualTo(bucket);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_537, Integer.MAX_VALUE})
  void payloadThatFitsNoBucketIsRefused(int size) {
    assertThatThrownBy(() -> Buckets.forSize(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload of " + size + " bytes is not within 0 to 65536");
  }

  @Test
  void paddedSizesAreTheBucketsAndThatOfIntroductions() {
    assertThat(IntStream.range(-10, 70_000).filter(Buckets::contains))
        .containsExactly(256, 1024, 1664, 4096, 16_384, 65_536);
  }
}
