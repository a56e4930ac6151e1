package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AskedWorkTest {
  private static final long MINIMUM = 1000;

  private final VirtualTime time = new VirtualTime();
  private final AskedWork asked = new AskedWork(10);

  @Test
  void withoutLoadItIsWhatTheNetworkAsksFor() {
    assertThat(effort()).isEqualTo(MINIMUM);
    load(100);
    load(100);
    assertThat(effort()).isEqualTo(MINIMUM);
  }

  @Test
  void aFullStoreAsksForMore() {
    asked.filled(0.89);
    assertThat(effort()).isEqualTo(MINIMUM);
    asked.filled(0.901);
    assertThat(effort()).isEqualTo(2 * MINIMUM);
    asked.filled(0.921);
    assertThat(effort()).isEqualTo(4 * MINIMUM);
    asked.filled(1);
    assertThat(effort()).isEqualTo(64 * MINIMUM);
    asked.filled(0.5);
    assertThat(effort()).isEqualTo(MINIMUM);
  }

  @Test
  void manyEnvelopesDoubleItAndSilenceHalvesIt() {
    for (int i = 0; i < 3; i++) {
      load(101);
    }
    assertThat(effort()).isEqualTo(8 * MINIMUM);
    load(60);
    assertThat(effort()).isEqualTo(8 * MINIMUM);
    load(50);
    assertThat(effort()).isEqualTo(4 * MINIMUM);
    time.advance(Duration.ofMinutes(5));
    assertThat(effort()).isEqualTo(MINIMUM);
  }

  @Test
  void thereIsAnEndToIt() {
    asked.filled(1);
    for (int i = 0; i < 20; i++) {
      load(1000);
    }
    assertThat(asked.effort(1L << 40, time.now())).isEqualTo(1L << 50);
    assertThat(asked.effort(0, time.now())).isZero();
  }

  private long effort() {
    return asked.effort(MINIMUM, time.now());
  }

  /** So many envelopes in a window of ten seconds. */
  private void load(int envelopes) {
    for (int i = 0; i < envelopes; i++) {
      asked.stored(time.now());
    }
    time.advance(Duration.ofSeconds(10));
  }
}
