package io.whisper.rendezvous.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Fuzz targets of the question to an author and its answer; the build runs them over seeds. */
final class AuthorMessagesFuzzTest {
  /** Whatever bytes come, what is read is written as it came. */
  @FuzzTest(maxDuration = "20s")
  void decode(byte[] data) {
    RoomQuestion.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    RoomAnswer.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
  }
}
