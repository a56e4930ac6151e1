package io.whisper.rendezvous.reception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(new SeededRandom(41)));
  private final StateStore state = StateStore.inMemory();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void keysPastTheirTimeLeaveTheDiskToo() throws Exception {
    KeyRotation rotation = KeyRotation.open(reactor, state);
    awaitKept(1);
    pass(rotation, Duration.ofHours(24));
    awaitKept(2);
    pass(rotation, Duration.ofHours(24));
    awaitKept(3);
    pass(rotation, Duration.ofHours(1));
    awaitKept(2);
  }

  @Test
  void keysPastTheirTimeLeaveTheDiskWhenTheyAreRead() throws Exception {
    KeyRotation rotation = KeyRotation.open(reactor, state);
    pass(rotation, Duration.ofHours(24));
    awaitKept(2);
    time.advance(Duration.ofHours(25));
    KeyRotation.open(reactor, state);
    assertThat(kept()).isEqualTo(1);
  }

  private void pass(KeyRotation rotation, Duration duration) throws Exception {
    time.advance(duration);
    reactor
        .call(
            () -> {
              rotation.rotate(() -> {});
              return rotation;
            })
        .get(30, SECONDS);
  }

  private void awaitKept(int keys) {
    Awaitility.await().atMost(PATIENCE).until(() -> kept() == keys);
  }

  private int kept() {
    return (state.read("keys").orElseThrow().length - 1) / ReceptionKeys.RECORD_SIZE;
  }
}
