package io.whisper.node.store;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.testkit.EnvelopeRoomContract;
import io.whisper.core.time.TimeSource;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class RocksEnvelopeRoomTest extends EnvelopeRoomContract {
  @TempDir Path directory;

  private final AtomicInteger opened = new AtomicInteger();

  @Override
  protected EnvelopeStore open(long quota, TimeSource clock) {
    return RocksEnvelopeStore.open(
        directory.resolve("contract-" + opened.incrementAndGet()), quota, clock);
  }
}
