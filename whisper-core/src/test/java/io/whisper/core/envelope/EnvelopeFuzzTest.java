package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Fuzz target of the envelope; the build runs it over its seeds. */
class EnvelopeFuzzTest {
  /** Whatever bytes come, what is read is written back as it came. */
  @FuzzTest(maxDuration = "20s")
  void decode(byte[] bytes) {
    Envelope.decode(bytes)
        .ifPresent(
            envelope -> {
              assertThat(envelope.encode()).isEqualTo(bytes);
              assertThat(envelope.size()).isEqualTo(bytes.length);
              assertThat(envelope.rank()).isNotNegative();
            });
  }
}
