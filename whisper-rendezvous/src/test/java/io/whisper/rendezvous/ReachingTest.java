package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.descriptor.Presence;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.lookup.Presences;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachingTest {
  private static final Duration STEP = Duration.ofMillis(100);

  private final SeededRandom random = new SeededRandom(77);
  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  private final Overlay overlay =
      new Overlay(
          reactor,
          Optional::empty,
          request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));
  private final FoundPresence found = presence();
  private final List<Instant> tries = new ArrayList<>();
  private final List<Obstacle> hindrances = new ArrayList<>();
  private Supplier<CompletableFuture<FoundPresence>> presences =
      () -> CompletableFuture.completedFuture(found);
  private Supplier<CompletableFuture<String>> attempts =
      () -> CompletableFuture.completedFuture("reached");
  private boolean remembered;
  private boolean waits = true;
  private boolean proposesAnew;

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void whoIsNotFoundInFiveTriesIsNotThere() throws Exception {
    presences = () -> failed(Obstacle.NO_PRESENCE);
    CompletableFuture<String> reached = begin();
    pass(Duration.ofMillis(7_400));
    assertThat(reached).isNotDone();
    pass(Duration.ofSeconds(4));
    assertFailed(reached, Obstacle.NO_PRESENCE);
    assertThat(tries).hasSize(5);
  }

  @Test
  void whoWasFoundIsTriedAsLongAsSomebodyWaits() throws Exception {
    attempts = () -> failed(Obstacle.INTRODUCTION_REFUSED);
    CompletableFuture<String> reached = begin();
    pass(Duration.ofMinutes(2));
    // Its stores forgot it, and it publishes anew.
    presences = () -> failed(Obstacle.NO_PRESENCE);
    pass(Duration.ofMinutes(2));
    assertThat(reached).isNotDone();
    presences = () -> CompletableFuture.completedFuture(found);
    attempts = () -> CompletableFuture.completedFuture("at last");
    pass(Duration.ofSeconds(16));
    assertThat(reached).isCompletedWithValue("at last");
    for (int i = 5; i <= 10; i++) {
      assertThat(Duration.between(tries.get(i - 1), tries.get(i)))
          .isBetween(Duration.ofSeconds(5), Duration.ofMillis(7_500).plus(STEP));
    }
    for (int i = 11; i < tries.size(); i++) {
      assertThat(Duration.between(tries.get(i - 1), tries.get(i)))
          .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15).plus(STEP));
    }
    assertThat(hindrances).hasSize(tries.size() - 1);
  }

  @Test
  void nobodyIsTriedForNobody() throws Exception {
    attempts = () -> failed(Obstacle.NO_CIRCUIT);
    CompletableFuture<String> reached = begin();
    pass(Duration.ofMinutes(1));
    assertThat(reached).isNotDone();
    waits = false;
    int before = tries.size();
    pass(Duration.ofSeconds(16));
    assertFailed(reached, Obstacle.NO_CIRCUIT);
    assertThat(tries).hasSize(before);
  }

  @Test
  void whatMayHaveArrivedIsRepeatedForTenMinutesOnly() throws Exception {
    attempts = () -> failed(Obstacle.NO_ANSWER);
    CompletableFuture<String> reached = begin();
    pass(Duration.ofSeconds(10));
    // Whatever is in the way later: that it may have arrived remains.
    attempts = () -> failed(Obstacle.INTRODUCTION_REFUSED);
    pass(Duration.ofMinutes(9));
    assertThat(reached).isNotDone();
    pass(Duration.ofMinutes(2));
    assertFailed(reached, Obstacle.NO_ANSWER);
    assertThat(tries.get(tries.size() - 1))
        .isBefore(tries.get(0).plus(Duration.ofMinutes(10)).plusSeconds(15));
  }

  @Test
  void aPresenceThatWasOnlyRememberedIsLookedUpAnewAtOnce() throws Exception {
    remembered = true;
    attempts =
        () ->
            tries.size() == 1
                ? failed(Obstacle.INTRODUCTION_REFUSED)
                : CompletableFuture.completedFuture("with the new one");
    CompletableFuture<String> reached = begin();
    settle();
    assertThat(reached).isCompletedWithValue("with the new one");
  }

  @Test
  void aRefusalIsFinal() throws Exception {
    attempts = () -> failed(Obstacle.REFUSED);
    CompletableFuture<String> reached = begin();
    settle();
    assertFailed(reached, Obstacle.REFUSED);
    assertThat(tries).hasSize(1);
  }

  @Test
  void whatIsProposedAnewMayBeRefusedOnce() throws Exception {
    proposesAnew = true;
    attempts =
        () ->
            tries.size() == 1
                ? failed(Obstacle.REFUSED)
                : CompletableFuture.completedFuture("with another relay");
    CompletableFuture<String> reached = begin();
    settle();
    assertThat(reached).isCompletedWithValue("with another relay");
  }

  @Test
  void aSecondRefusalIsFinalForWhatIsProposedAnew() throws Exception {
    proposesAnew = true;
    attempts = () -> failed(Obstacle.REFUSED);
    CompletableFuture<String> reached = begin();
    settle();
    assertFailed(reached, Obstacle.REFUSED);
    assertThat(tries).hasSize(2);
  }

  @Test
  void aNetworkThatHasNoSuchPathIsTriedForAWhile() throws Exception {
    presences = () -> failed(Obstacle.NO_PATH);
    CompletableFuture<String> reached = begin();
    pass(Duration.ofSeconds(12));
    assertFailed(reached, Obstacle.NO_PATH);
  }

  private CompletableFuture<String> begin() throws Exception {
    List<CompletableFuture<String>> begun = new ArrayList<>();
    reactor
        .call(
            () ->
                begun.add(
                    Reaching.begin(
                        overlay,
                        new Fake(),
                        found.address(),
                        HopRange.exactly(3),
                        new Waiting(),
                        presence -> attempts.get())))
        .get(30, TimeUnit.SECONDS);
    return begun.get(0);
  }

  private void pass(Duration duration) throws Exception {
    for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(STEP)) {
      time.advance(STEP);
      settle();
    }
  }

  private void settle() throws Exception {
    reactor.call(() -> true).get(30, TimeUnit.SECONDS);
  }

  private static <T> CompletableFuture<T> failed(Obstacle obstacle) {
    return CompletableFuture.failedFuture(new ObstacleException(obstacle, "of the test"));
  }

  private static void assertFailed(CompletableFuture<String> reached, Obstacle obstacle) {
    assertThat(reached).isCompletedExceptionally();
    assertThat(ObstacleException.of(catchThrowable(reached::join)).obstacle()).isEqualTo(obstacle);
  }

  private FoundPresence presence() {
    try (Identity identity = Identity.ephemeral(random)) {
      Address address = identity.address();
      Presence presence =
          new Presence(
              random.bytes(XWing.PUBLIC_KEY_SIZE),
              Bytes32.ZERO,
              List.of(new PresencePoint(Bytes32.of(random.bytes(32)), Bytes32.ZERO)));
      return new FoundPresence(
          address, KeyBlinding.blindPublic(address, 1, 1440), presence, Instant.MAX);
    }
  }

  private final class Fake implements Presences {
    @Override
    public CompletableFuture<FoundPresence> find(Address address, HopRange hops) {
      tries.add(time.now());
      return presences.get();
    }

    @Override
    public boolean remembers(Address address) {
      return remembered;
    }

    @Override
    public void forget(Address address) {
      remembered = false;
    }
  }

  private final class Waiting implements Reaching.Seeker {
    @Override
    public boolean waits() {
      return waits;
    }

    @Override
    public void hindered(ObstacleException by) {
      hindrances.add(by.obstacle());
    }

    @Override
    public boolean proposesAnew() {
      return proposesAnew;
    }
  }
}
