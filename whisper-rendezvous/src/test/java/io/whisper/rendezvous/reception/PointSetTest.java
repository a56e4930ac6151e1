package io.whisper.rendezvous.reception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.IntroductionPoint;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PointSetTest {
  private final SeededRandom random = new SeededRandom(83);
  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  private final StateStore state = StateStore.inMemory();
  private final List<RelayEntry> relays = new ArrayList<>();

  /** The relays to which circuits were asked for, none of which comes about. */
  private final List<Bytes32> tried = new ArrayList<>();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void aPointWhoseRelayLeftMeanwhileDoesNotKeepTheOthersFromBeingEstablished() throws Exception {
    for (int i = 0; i < 2; i++) {
      Bytes32 place = Bytes32.of(random.bytes(32));
      relays.add(Relays.entry(place, place, Set.of(RelayFlag.INTRODUCTION)));
    }
    PointKey gone = key(Bytes32.of(random.bytes(32)));
    PointKey one = key(relays.get(0).identity());
    PointKey two = key(relays.get(1).identity());
    PointSet points = new PointSet(overlay(), state, 3, 1, new Unheard());
    reactor
        .call(
            () -> {
              points.start(List.of(gone, one, two));
              return true;
            })
        .get(30, SECONDS);
    assertThat(tried).containsExactly(one.point().relay(), two.point().relay());
    reactor
        .call(
            () -> {
              points.close();
              return true;
            })
        .get(30, SECONDS);
  }

  private PointKey key(Bytes32 relay) {
    return PointKey.create(random, relay, state, time.now());
  }

  private Overlay overlay() {
    Optional<Consensus> consensus =
        Optional.of(
            ConsensusBuilder.ofAuthorities(1, random)
                .validAfter(time.now())
                .relays(relays)
                .build());
    return new Overlay(
        reactor,
        () -> consensus,
        request -> {
          tried.add(request.target().identity());
          return new CompletableFuture<>();
        });
  }

  /** Hears of nothing: no point comes about. */
  private static final class Unheard implements PointSet.Events {
    @Override
    public void onIntroduction(
        PointKey key, IntroductionPoint point, long number, Introduction data) {
      throw new AssertionError("an introduction without a point");
    }

    @Override
    public void onChanged(List<PresencePoint> points) {
      assertThat(points).isEmpty();
    }

    @Override
    public void onReturned() {
      throw new AssertionError("nothing was there that could return");
    }
  }
}
