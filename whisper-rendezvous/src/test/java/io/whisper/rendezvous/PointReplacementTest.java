package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.fake.MaliciousIntroductions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A recipient with one introduction point whose time comes. */
class PointReplacementTest {
  private static final Duration STEP = Duration.ofMinutes(15);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Map<String, AtomicInteger> handed = new ConcurrentHashMap<>();
  private Whisper senders;
  private int sent;

  @BeforeEach
  void start() {
    senders = passing.pass(town.whisper().ready());
  }

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aRecipientStaysReachableWhileItsIntroductionPointIsReplaced() throws Exception {
    Endpoint alice =
        town.whisper()
            .endpoint(Identity.ephemeral(), EndpointOptions.defaults().withIntroductionPoints(1));
    alice.onMessage(
        message ->
            handed
                .computeIfAbsent(text(message.payload()), key -> new AtomicInteger())
                .incrementAndGet());
    passing.pass(alice.published());
    Instant begun = time.now();
    MaliciousIntroductions former = only(serving());
    deliver(alice);

    time.advance(Duration.ofHours(17).plusMinutes(50));
    deliver(alice);
    assertThat(serving()).containsExactly(former);
    while (serving().size() == 1) {
      assertThat(since(begun)).isLessThan(Duration.ofHours(24).plus(STEP.multipliedBy(2)));
      time.advance(STEP);
      deliver(alice);
    }
    assertThat(since(begun)).isGreaterThanOrEqualTo(Duration.ofHours(18));
    Instant replaced = time.now();
    assertThat(serving()).hasSize(2).contains(former);
    MaliciousIntroductions present =
        only(serving().stream().filter(each -> !each.equals(former)).toList());

    // Beyond what the ids of messages are remembered: it is their bodies that are known.
    time.advance(STEP);
    deliver(alice);
    time.advance(STEP);
    deliver(alice);
    assertThat(former.repeatAll()).isPositive();
    assertThat(present.repeatAll()).isPositive();
    deliver(alice);

    // It was replaced in one of the last two steps before that was seen.
    while (since(replaced).compareTo(Duration.ofHours(3).minus(STEP.multipliedBy(3))) < 0) {
      assertThat(serving()).as("%s", since(replaced)).containsExactlyInAnyOrder(former, present);
      time.advance(STEP);
      deliver(alice);
    }
    while (since(replaced).compareTo(Duration.ofHours(3).plus(STEP)) < 0) {
      time.advance(STEP);
      deliver(alice);
    }
    town.settle();
    assertThat(serving()).containsExactly(present);
    deliver(alice);
    assertThat(handed)
        .hasSize(sent)
        .allSatisfy((text, times) -> assertThat(times).as(text).hasValue(1));
  }

  /** Sends a message from somebody who never looked for the recipient before. */
  private void deliver(Endpoint to) {
    Endpoint sender = senders.endpoint(Identity.ephemeral());
    SendOptions options =
        SendOptions.defaults()
            .withProfile(Profile.builder().hops(1, 1).build())
            .withTtl(Duration.ofMinutes(10));
    passing.pass(sender.send(to.address(), text("message " + ++sent), options).delivered());
    sender.close();
  }

  private Duration since(Instant moment) {
    return Duration.between(moment, time.now());
  }

  private List<MaliciousIntroductions> serving() throws Exception {
    List<MaliciousIntroductions> serving = new ArrayList<>();
    for (MaliciousIntroductions point : town.introductions()) {
      if (point.serves()) {
        serving.add(point);
      }
    }
    return serving;
  }

  private static MaliciousIntroductions only(List<MaliciousIntroductions> points) {
    assertThat(points).hasSize(1);
    return points.get(0);
  }
}
