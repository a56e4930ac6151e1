package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateException;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnwrittenStateTest {
  private final VirtualTime time = new VirtualTime();
  private final FaultyDisk disk = new FaultyDisk();
  private final WatchedStore store = new WatchedStore(disk, time, true);

  @Test
  void aValueIsSpokenOfUntilItIsWritten() {
    assertThat(store.trouble()).isEmpty();
    disk.full(true);
    assertThatThrownBy(() -> store.child("guards").write("guards", new byte[1]))
        .isInstanceOf(StateException.class);
    time.advance(Duration.ofDays(1));
    assertThat(store.trouble()).hasValue("cannot write guards: No space left on device");
    disk.full(false);
    store.write("guards", new byte[1]);
    assertThat(store.trouble()).isPresent();
    store.child("guards").write("guards", new byte[1]);
    assertThat(store.trouble()).isEmpty();
  }

  @Test
  void aRecordIsSpokenOfForAWhileOrUntilAnythingIsWritten() {
    disk.full(true);
    assertThatThrownBy(() -> store.append("handed", new byte[1]))
        .isInstanceOf(StateException.class);
    time.advance(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(store.trouble()).isPresent();
    time.advance(Duration.ofSeconds(1));
    assertThat(store.trouble()).isEmpty();
    assertThatThrownBy(() -> store.append("handed", new byte[1]))
        .isInstanceOf(StateException.class);
    assertThat(store.trouble()).isPresent();
    disk.full(false);
    store.child("guards").write("guards", new byte[1]);
    assertThat(store.trouble()).isEmpty();
  }

  @Test
  void theOldestTroubleIsNamed() {
    disk.full(true);
    assertThatThrownBy(() -> store.write("one", new byte[1])).isInstanceOf(StateException.class);
    time.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> store.write("two", new byte[1])).isInstanceOf(StateException.class);
    time.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> store.write("one", new byte[1])).isInstanceOf(StateException.class);
    assertThat(store.trouble()).hasValue("cannot write one: No space left on device");
  }
}
