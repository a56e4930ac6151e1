package io.whisper.rendezvous.introduction;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.whisper.core.seal.AnswerKey;

/** Fuzz targets of the messages around introductions; the build runs them over their seeds. */
final class IntroductionMessagesFuzzTest {

  /** Whatever data come to an introduction point or from it, what is read is written as it came. */
  @FuzzTest(maxDuration = "20s")
  void atThePoint(byte[] data) {
    EstablishIntroduction.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Introduction.decode(data)
        .ifPresent(
            read -> {
              assertThat(read.encode()).isEqualTo(data);
              assertThat(data).startsWith(read.visible());
            });
    Numbered.decode(data, Introduction.SIZE)
        .ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Numbered.decode(data, AnswerKey.SEALED_SIZE)
        .ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    IntroduceStatus.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
  }

  /** Whatever was sealed inside an introduction, what is read is written as it came. */
  @FuzzTest(maxDuration = "20s")
  void inside(byte[] data) {
    LateReply.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    // No payload of an introduction is longer, and so no terms are.
    if (data.length <= 1664) {
      SessionTerms.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    }
  }
}
