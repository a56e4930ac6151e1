package io.whisper.core.envelope;

import io.whisper.core.testkit.EnvelopeRoomContract;
import io.whisper.core.time.TimeSource;

class MemoryEnvelopeRoomTest extends EnvelopeRoomContract {
  @Override
  protected EnvelopeStore open(long quota, TimeSource clock) {
    return EnvelopeStore.inMemory(quota, clock);
  }
}
