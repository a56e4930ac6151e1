package io.whisper.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"unused", "UnusedVariable"}) // Read by reflection only.
class ObjectGraphTest {
  private static final byte[] SECRET = {1, 2, 3, 4};

  private static class Base {
    private final Object inherited;

    Base(Object inherited) {
      this.inherited = inherited;
    }
  }

  private static final class Derived extends Base {
    private final Runnable task;

    Derived(Object inherited, Runnable task) {
      super(inherited);
      this.task = task;
    }
  }

  @Test
  void findsWhatFieldsLambdasCollectionsAndFuturesHold() {
    byte[] inLambda = {9, 1, 2, 3, 4, 9};
    assertThat(graph(new Derived("", () -> assertThat(inLambda).isNull())).holds(SECRET)).isTrue();
    assertThat(graph(new Derived(SECRET, () -> {})).holds(SECRET)).isTrue();
    assertThat(graph(Map.of("a", List.of(SECRET))).holds(SECRET)).isTrue();
    assertThat(graph(CompletableFuture.completedFuture(SECRET)).holds(SECRET)).isTrue();
    assertThat(graph(new Object[] {"x 01020304 y"}).holds(SECRET)).isTrue();
    assertThat(graph(List.of(new byte[] {1, 2, 3, 5})).holds(SECRET)).isFalse();
  }

  @Test
  void goesUpToTheBoundaryAndNotBehindIt() {
    Base behind = new Base(SECRET);
    ObjectGraph graph = ObjectGraph.of(new Base(behind), behind::equals);
    assertThat(graph.contains(behind)).isTrue();
    assertThat(graph.holds(SECRET)).isFalse();
    assertThat(graph.way(behind)).isEqualTo("Base > Base");
  }

  @Test
  void endsWhereObjectsHoldEachOther() {
    Object[] one = new Object[1];
    one[0] = new Object[] {one};
    assertThat(graph(one).objects(Object[].class)).hasSize(2);
  }

  private static ObjectGraph graph(Object root) {
    return ObjectGraph.of(root, each -> false);
  }
}
