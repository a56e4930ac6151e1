package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.fake.MaliciousIntroductions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Introductions that the introduction point repeats, whatever they carry: they are neither handed
 * nor answered again, since a second answer would be sealed under the key of the first.
 *
 * <p>Not even after the quarter of an hour for which the ids of messages are remembered: that
 * memory is for senders that try again, and must not be what keeps repetitions away.
 */
class ReplayTest {

  /** Longer than the ids of messages are remembered. */
  private static final Duration LONG = Duration.ofMinutes(16);

  /** What an introduction carries. */
  enum Carried {
    MESSAGE,
    SESSION,
    LATE_REPLY
  }

  @TempDir private Path directory;

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final Identity identity = Identity.ephemeral();
  private final Map<String, AtomicInteger> handed = new ConcurrentHashMap<>();
  private final Endpoint peer = town.whisper().endpoint(Identity.ephemeral());

  @AfterEach
  void stop() {
    town.close();
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedAtOnceAndLongAfter(Carried carried) throws Exception {
    Whisper whisper = town.whisper(StateStore.directory(directory.resolve("state")));
    carry(carried, recipient(whisper));
    assertRefused("at once");

    passing.pass(LONG);
    assertRefused("long after");
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedAfterARestart(Carried carried) throws Exception {
    StateStore state = StateStore.directory(directory.resolve("state"));
    Whisper whisper = town.whisper(state);
    carry(carried, recipient(whisper));
    whisper.close();
    state.close();

    recipient(town.whisper(StateStore.directory(directory.resolve("state"))));
    assertRefused("at once");
    passing.pass(LONG);
    assertRefused("long after");
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedAfterTheRecipientWasKilled(Carried carried) throws Exception {
    Whisper whisper = town.whisper(StateStore.directory(directory.resolve("state")));
    carry(carried, recipient(whisper));
    // What is on the disk now is all that one who is killed now leaves behind.
    copy(directory.resolve("state"), directory.resolve("left"));
    whisper.close();

    recipient(town.whisper(StateStore.directory(directory.resolve("left"))));
    assertRefused("at once");
    passing.pass(LONG);
    assertRefused("long after");
  }

  /** The recipient waits at one relay, so that what comes later comes behind what is repeated. */
  private Endpoint recipient(Whisper whisper) {
    EndpointOptions options =
        EndpointOptions.defaults().withIntroductionPoints(1).withReceivingHops(1);
    Endpoint recipient = whisper.endpoint(identity, options);
    recipient.onMessage(message -> count(text(message.payload())));
    recipient.onSession(session -> count("a session"));
    passing.pass(recipient.published());
    return recipient;
  }

  private void carry(Carried carried, Endpoint recipient) {
    switch (carried) {
      case MESSAGE -> send("a message");
      case SESSION -> {
        passing.pass(peer.connect(identity.address(), Profile.DIRECT));
        assertThat(handed).containsKey("a session");
      }
      case LATE_REPLY -> {
        CompletableFuture<Message> asked = new CompletableFuture<>();
        peer.onMessage(asked::complete);
        passing.pass(peer.published());
        Delivery question =
            recipient.send(peer.address(), text("a question"), options().withIdentified(true));
        Message message = passing.pass(asked);
        passing.pass(question.delivered());
        Delivery reply = message.reply(text("a late reply"));
        count(text(passing.pass(question.reply()).payload()));
        passing.pass(reply.delivered());
      }
    }
  }

  private void assertRefused(String when) throws Exception {
    int repeated = 0;
    for (MaliciousIntroductions point : town.introductions()) {
      repeated += point.repeatAll();
    }
    assertThat(repeated).isGreaterThanOrEqualTo(handed.size());
    send("behind what is repeated " + when);
    town.settle();
    assertThat(town.introductions().stream().mapToInt(each -> each.answersToRepeated()).sum())
        .as("answers to what was repeated")
        .isZero();
    assertThat(handed).allSatisfy((what, times) -> assertThat(times).hasValue(1));
  }

  private void send(String message) {
    passing.pass(peer.send(identity.address(), text(message), options()).delivered());
    assertThat(handed).containsKey(message);
  }

  private void count(String what) {
    handed.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
  }

  private static SendOptions options() {
    return SendOptions.defaults().withProfile(Profile.DIRECT).withTtl(Duration.ofMinutes(10));
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.toList();
    }
    for (Path each : all) {
      Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }
}
