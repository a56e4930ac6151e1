package io.whisper.onion.reactor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopEndTest {
  private final Reactor reactor = Reactor.create(ReactorOptions.defaults());
  private final List<String> released = new ArrayList<>();
  private final LoopEnd end =
      new LoopEnd(reactor, () -> released.add("on the loop: " + reactor.inLoop()));

  @AfterEach
  void close() {
    reactor.close();
  }

  /** Whether the end has come, when all tasks given to the loop before have run. */
  private boolean reached() throws Exception {
    return reactor.call(end::reached).get(30, SECONDS);
  }

  @Test
  void releasesOnceOnTheLoopHoweverOftenItIsClosed() throws Exception {
    assertThat(reached()).isFalse();
    end.close();
    end.close();
    reactor.execute(end::close);
    assertThat(reached()).isTrue();
    assertThat(released).containsExactly("on the loop: true");
  }

  @Test
  void comesWithTheReactorWhenAskedTo() {
    reactor.execute(end::comeWithReactor);
    reactor.close();
    assertThat(released).containsExactly("on the loop: true");
  }

  @Test
  void doesNotComeWithTheReactorUnlessAskedTo() {
    reactor.close();
    assertThat(released).isEmpty();
  }

  @Test
  void comesNoSecondTimeWithTheReactor() {
    reactor.execute(end::comeWithReactor);
    end.close();
    reactor.close();
    assertThat(released).hasSize(1);
  }
}
