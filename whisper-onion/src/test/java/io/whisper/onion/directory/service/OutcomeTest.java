package io.whisper.onion.directory.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private final List<String> followed = new ArrayList<>();
  private final CompletableFuture<String> future = new CompletableFuture<>();

  private void follow(CompletableFuture<String> on) {
    Outcome.of(on, (value, failure) -> followed.add(value + ", " + (failure != null)));
  }

  @Test
  void valueAndFailureAreFollowed() {
    follow(future);
    future.complete("done");
    follow(CompletableFuture.failedFuture(new IllegalStateException("failed")));
    assertThat(followed).containsExactly("done, false", "null, true");
  }

  @Test
  void nothingFollowsWhenTheLoopHasEnded() {
    follow(future);
    follow(future.thenApply(String::strip));
    future.cancel(false);
    assertThat(followed).isEmpty();
  }
}
