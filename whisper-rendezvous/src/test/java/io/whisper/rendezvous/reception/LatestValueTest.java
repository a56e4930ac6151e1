package io.whisper.rendezvous.reception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatestValueTest {
  private final Reactor reactor = Reactor.create(ReactorOptions.defaults());
  private final StateStore state = StateStore.inMemory();
  private final LatestValue value = new LatestValue(reactor, state, "value");

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void whoWritesHearsWhenItsValueOrALaterOneIsKept() throws Exception {
    List<CompletableFuture<byte[]>> read =
        reactor
            .call(
                () ->
                    List.of(
                        value.write(new byte[] {1}).thenApply(kept -> now()),
                        value.write(new byte[] {2}).thenApply(kept -> now()),
                        value.write(new byte[] {3}).thenApply(kept -> now())))
            .get(30, SECONDS);
    assertThat(read.get(1).get(30, SECONDS)).containsExactly(3);
    assertThat(read.get(2).get(30, SECONDS)).containsExactly(3);
    assertThat(read.get(0)).isDone();
  }

  @Test
  void whoWritesHearsThatItsValueIsNotKept() throws Exception {
    state.close();
    CompletableFuture<Void> kept =
        reactor.call(() -> List.of(value.write(new byte[] {1}))).get(30, SECONDS).get(0);
    assertThatThrownBy(() -> kept.get(30, SECONDS)).hasCauseInstanceOf(RuntimeException.class);
  }

  private byte[] now() {
    return state.read("value").orElseThrow();
  }
}
