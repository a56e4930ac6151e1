package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.rendezvous.fake.MaliciousIntroductions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultTest {
  private Town town;
  private final Map<String, AtomicInteger> handed = new ConcurrentHashMap<>();

  @BeforeEach
  void start() {
    town = Town.of(9);
  }

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aReplayedIntroductionIsRefusedAlsoAfterTheRecipientRestarts() throws Exception {
    StateStore state = StateStore.inMemory();
    Identity identity = Identity.ephemeral();
    Whisper first = town.whisper(state);
    Endpoint alice = counting(first, identity);
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), text("once"), over(1)).delivered());

    assertThat(repeatAll()).isEqualTo(1);
    await(bob.send(alice.address(), text("after the first replay"), over(1)).delivered());

    first.close();
    Endpoint again = counting(town.whisper(state), identity);
    // The same introduction keys serve again: the malicious relays find somebody to replay to.
    assertThat(repeatAll()).isEqualTo(2);
    await(bob.send(again.address(), text("after the second replay"), over(1)).delivered());
    assertThat(handed).hasSize(3).allSatisfy((text, times) -> assertThat(times).hasValue(1));
    assertThat(town.introductions().stream().mapToInt(each -> each.answersToRepeated()).sum())
        .as("answers to what was repeated")
        .isZero();
  }

  @Test
  void anIntroductionPointThatDiesIsReplacedAndSendsGoOn() throws Exception {
    Endpoint alice = counting(town.whisper(), Identity.ephemeral());
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), text("before"), over(1)).delivered());

    int dead = serving().get(0);
    town.network().stop(dead);
    await(bob.send(alice.address(), text("after"), over(1)).delivered());

    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              List<Integer> serving = serving();
              return !serving.contains(dead) && serving.size() >= 3;
            });
    await(bob.send(alice.address(), text("later"), over(1)).delivered());
    assertThat(handed).hasSize(3).allSatisfy((text, times) -> assertThat(times).hasValue(1));
  }

  @Test
  void aRendezvousPointThatDiesEndsTheSessionAndDeliversNothingTwice() throws Exception {
    BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    Endpoint alice = town.whisper().endpoint(Identity.ephemeral());
    alice.onSession(sessions::add);
    await(alice.published());
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Session session = await(bob.connect(alice.address(), Profile.DIRECT));
    Session atAlice = sessions.poll(60, TimeUnit.SECONDS);
    assertThat(atAlice).isNotNull();
    atAlice.onMessage(this::count);
    await(session.send(text("arrives")).delivered());

    int meeting = spliced();
    town.network().stop(meeting);
    assertThat(await(session.closed())).isEqualTo(SessionEnd.LOST);
    assertThat(await(atAlice.closed())).isEqualTo(SessionEnd.LOST);
    Delivery lost = session.send(text("is lost"));
    assertThat(failure(lost.delivered()).reason()).isEqualTo(FailureReason.SESSION_ENDED);
    assertThat(handed).containsOnlyKeys("arrives");
    assertThat(handed.get("arrives")).hasValue(1);

    Session next = await(bob.connect(alice.address(), Profile.DIRECT));
    Session nextAtAlice = sessions.poll(60, TimeUnit.SECONDS);
    assertThat(nextAtAlice).isNotNull();
    nextAtAlice.onMessage(this::count);
    await(next.send(text("goes on")).delivered());
    assertThat(handed).allSatisfy((text, times) -> assertThat(times).hasValue(1));
  }

  private Endpoint counting(Whisper whisper, Identity identity) {
    Endpoint endpoint = whisper.endpoint(identity);
    endpoint.onMessage(this::count);
    await(endpoint.published());
    return endpoint;
  }

  private void count(Message message) {
    handed.computeIfAbsent(text(message.payload()), key -> new AtomicInteger()).incrementAndGet();
  }

  private int repeatAll() throws Exception {
    int repeated = 0;
    for (MaliciousIntroductions point : town.introductions()) {
      repeated += point.repeatAll();
    }
    return repeated;
  }

  /** The relays at which somebody waits. */
  private List<Integer> serving() throws Exception {
    List<Integer> serving = new ArrayList<>();
    for (int i = 0; i < town.introductions().size(); i++) {
      if (town.introductions().get(i).serves()) {
        serving.add(i);
      }
    }
    return serving;
  }

  /** The relay over which end-to-end cells went. */
  private int spliced() {
    for (int i = 0; i < town.network().size(); i++) {
      if (town.network().relay(i).counters().splicedCells() > 0) {
        return i;
      }
    }
    throw new AssertionError("no relay spliced anything");
  }

  private static SendOptions over(int hops) {
    return SendOptions.defaults()
        .withProfile(Profile.builder().hops(hops, hops).build())
        .withTtl(Duration.ofMinutes(10));
  }
}
