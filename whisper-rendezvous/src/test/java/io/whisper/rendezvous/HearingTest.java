package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.seal.MessageId;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.session.ChannelEnd;
import io.whisper.rendezvous.session.MessageHeader;
import io.whisper.rendezvous.session.SessionChannel;
import io.whisper.rendezvous.session.SessionKeys;
import io.whisper.rendezvous.session.SessionMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much of what comes over sessions a recipient takes. */
class HearingTest {
  private static final int BURST = 256;
  private static final int PER_SECOND = 16;
  private static final int BURST_OF_ALL = 1024;
  private static final int PER_SECOND_OF_ALL = 64;
  private static final int LONG = 1025;

  private final SeededRandom random = new SeededRandom(131);
  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  private final Overlay overlay =
      new Overlay(
          reactor,
          Optional::empty,
          request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));
  private final Intake intake = new Intake(time);
  private int handed;

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void oneSessionIsTakenAtItsRateAndInItsOrder() throws Exception {
    Ear ear = new Ear();
    flood(ear, 2 * BURST);
    assertThat(handed).isEqualTo(BURST);
    pass(Duration.ofSeconds(4));
    assertThat(handed).isBetween(BURST + 2 * PER_SECOND, BURST + 4 * PER_SECOND);
    pass(Duration.ofSeconds(60));
    assertThat(ear.heard).isEqualTo(IntStream.range(0, 2 * BURST).boxed().toList());
    assertThat(ear.end).isNull();
  }

  @Test
  void allSessionsTogetherAreTakenAtARate() throws Exception {
    List<Ear> ears = IntStream.range(0, 12).mapToObj(i -> new Ear()).toList();
    for (Ear each : ears) {
      flood(each, BURST);
    }
    assertThat(handed).isEqualTo(BURST_OF_ALL);
    pass(Duration.ofSeconds(5));
    assertThat(handed)
        .isBetween(BURST_OF_ALL + 4 * PER_SECOND_OF_ALL, BURST_OF_ALL + 5 * PER_SECOND_OF_ALL);
    pass(Duration.ofSeconds(60));
    assertThat(handed).isEqualTo(12 * BURST);
  }

  @Test
  void aMessageThatFitsAnIntroductionEndsTheSession() throws Exception {
    Ear ear = new Ear();
    say(ear, LONG, 1);
    assertThat(ear.end).isNull();
    say(ear, LONG - 1, 1);
    assertThat(ear.end).isEqualTo(ChannelEnd.VIOLATION);
    assertThat(handed).isEqualTo(1);
  }

  @Test
  void nothingIsTakenOfASessionThatEnded() throws Exception {
    Ear ear = new Ear();
    flood(ear, 2 * BURST);
    reactor.call(() -> ear.ended()).get(1, TimeUnit.MINUTES);
    pass(Duration.ofSeconds(60));
    assertThat(handed).isEqualTo(BURST);
  }

  private void flood(Ear ear, int messages) throws Exception {
    say(ear, LONG, messages);
  }

  private void say(Ear ear, int length, int messages) throws Exception {
    reactor
        .call(
            () -> {
              for (int i = 0; i < messages; i++) {
                ear.say(length, i);
              }
              return messages;
            })
        .get(1, TimeUnit.MINUTES);
  }

  private void pass(Duration duration) throws Exception {
    Duration step = Duration.ofMillis(20);
    for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; ) {
      time.advance(step);
      passed = passed.plus(step);
      reactor.call(() -> handed).get(1, TimeUnit.MINUTES);
    }
  }

  /** One session as its recipient hears it. */
  private final class Ear implements SessionChannel.Leg, SessionChannel.Events {
    final List<Integer> heard = new ArrayList<>();
    @Nullable ChannelEnd end;
    private final Hearing hearing =
        new Hearing(
            overlay,
            new SerialExecutor(Runnable::run),
            (message, expiry) ->
                new Message(
                    message.payload(),
                    null,
                    time.now(),
                    expiry,
                    reply -> {
                      throw new AssertionError("nobody answers here");
                    }));
    private long number;

    Ear() {
      hearing.named((id, expiry) -> Admission.NEW, intake.share());
      hearing.begin(
          new SessionChannel(
              SessionKeys.ofRecipient(new byte[SessionKeys.KEY_STREAM_SIZE]), this, this));
      hearing.listen(
          message -> {
            handed++;
            heard.add(ByteBuffer.wrap(message.payload()).getInt());
          });
    }

    void say(int length, int what) {
      take(new MessageHeader(MessageId.generate(random), 60).encode());
      take(ByteBuffer.allocate(length).putInt(what).array());
    }

    private void take(byte[] payload) {
      hearing.take(new SessionMessage(++number, 0, payload));
    }

    Ear ended() {
      hearing.end();
      return this;
    }

    @Override
    public boolean send(byte[] cell) {
      return true;
    }

    @Override
    public void onMessage(SessionMessage message) {
      throw new AssertionError("nothing comes over the channel");
    }

    @Override
    public void onAcknowledged(long acknowledged) {
      throw new AssertionError("nothing is sent over the channel");
    }

    @Override
    public void onEnd(ChannelEnd how) {
      end = how;
    }
  }
}
