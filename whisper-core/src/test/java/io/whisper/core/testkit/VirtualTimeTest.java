package io.whisper.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.time.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunInTheOrderInWhichTheyAreDueAndSeeThatMoment() {
    time.after(Duration.ofSeconds(2), () -> ran.add("late " + sinceStart()));
    time.after(Duration.ofSeconds(1), () -> ran.add("early " + sinceStart()));
    time.after(Duration.ofSeconds(1), () -> ran.add("second " + sinceStart()));
    time.advance(Duration.ofSeconds(3));
    assertThat(ran).containsExactly("early PT1S", "second PT1S", "late PT2S");
    assertThat(sinceStart()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void taskDueAtTheBoundaryRunsAndOneBehindItWaits() {
    time.after(Duration.ofSeconds(1), () -> ran.add("due"));
    time.after(Duration.ofSeconds(1).plusNanos(1), () -> ran.add("not due"));
    time.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("due");
    assertThat(time.pending()).isEqualTo(1);
  }

  @Test
  void tasksThatTasksAskForRunInTheSameAdvance() {
    time.after(
        Duration.ofSeconds(1), () -> time.after(Duration.ofSeconds(1), () -> ran.add("inner")));
    time.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("inner");
  }

  @Test
  void nothingRunsBeforeTimeIsAdvanced() {
    time.after(Duration.ZERO, () -> ran.add("now"));
    time.after(Duration.ofSeconds(-1), () -> ran.add("past"));
    assertThat(ran).isEmpty();
    time.runDue();
    assertThat(ran).containsExactly("now", "past");
  }

  @Test
  void cancelledTaskDoesNotRun() {
    Cancellable task = time.after(Duration.ofSeconds(1), () -> ran.add("cancelled"));
    assertThat(time.next()).contains(VirtualTime.START.plusSeconds(1));
    task.cancel();
    assertThat(time.next()).isEmpty();
    time.advance(Duration.ofSeconds(1));
    assertThat(ran).isEmpty();
    assertThat(time.pending()).isZero();
  }

  private Duration sinceStart() {
    return Duration.between(VirtualTime.START, time.now());
  }
}
