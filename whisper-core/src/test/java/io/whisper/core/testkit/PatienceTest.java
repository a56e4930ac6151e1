package io.whisper.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.awaitility.core.EvaluatedCondition;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void aWaitThatNamesNoBoundHasAMinute() {
    long[] bound = new long[1];
    Awaitility.await()
        .conditionEvaluationListener(now -> bound[0] = boundOf(now))
        .until(() -> true);
    assertThat(bound[0]).isEqualTo(Patience.DEFAULT.toMillis());
  }

  private static long boundOf(EvaluatedCondition<?> condition) {
    return condition.getElapsedTimeInMS() + condition.getRemainingTimeInMS();
  }
}
