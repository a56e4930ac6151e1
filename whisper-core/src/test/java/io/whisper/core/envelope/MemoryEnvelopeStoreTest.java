package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.EnvelopeStoreContract;
import io.whisper.core.time.TimeSource;
import org.junit.jupiter.api.Test;

class MemoryEnvelopeStoreTest extends EnvelopeStoreContract {
  @Override
  protected EnvelopeStore open(long quota, TimeSource clock) {
    return EnvelopeStore.inMemory(quota, clock);
  }

  @Test
  void negativeQuotaIsRefused() {
    assertThatThrownBy(() -> EnvelopeStore.inMemory(-1, time))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quota of -1 bytes is negative");
  }
}
