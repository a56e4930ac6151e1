package io.whisper.rendezvous.reception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Answer;
import io.whisper.core.seal.AnswerKey;
import io.whisper.core.seal.Buckets;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.seal.Prekey;
import io.whisper.core.seal.Sealed;
import io.whisper.core.seal.Sealer;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.IntroductionLimits;
import io.whisper.rendezvous.introduction.IntroductionPoint;
import io.whisper.rendezvous.introduction.IntroductionService;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // None is: call() answers the one that is composed.
class AnsweringTest {
  private final SeededRandom random = new SeededRandom(41);
  private final TestNetwork network =
      TestNetwork.builder(1)
          .services(index -> List.of(new IntroductionService(IntroductionLimits.defaults())))
          .start();
  private final TestEndpoint endpoint = network.endpoint();
  private final MessageId id = MessageId.generate(random);
  private final AnswerKey key = answerKey();

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void aReplyLeavesOnce() {
    Answering answering = new Answering(point(), 1, id, key);
    assertThat(atLoop(() -> answering.replied(new byte[] {1}))).isTrue();
    assertThat(answering.answered()).isTrue();
    assertThat(atLoop(() -> answering.replied(new byte[] {2}))).isFalse();
  }

  @Test
  void aReplyDoesNotLeaveWithoutACircuitAndItsKeyIsWiped() {
    IntroductionPoint point = point();
    Answering answering = new Answering(point, 1, id, key);
    atLoop(
        () -> {
          point.close();
          return true;
        });
    assertThat(atLoop(() -> answering.replied(new byte[] {1}))).isFalse();
    assertThatThrownBy(() -> key.seal(new Answer(0, id, new byte[0])))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatThereIsNoRoomForIsNotAnsweredAndItsKeyIsWiped() {
    Answering answering = new Answering(point(), 1, id, key);
    atLoop(
        () -> {
          answering.noRoom();
          return true;
        });
    assertThat(atLoop(() -> answering.replied(new byte[] {1}))).isFalse();
    assertThatThrownBy(() -> key.seal(new Answer(0, id, new byte[0])))
        .isInstanceOf(IllegalStateException.class);
  }

  private IntroductionPoint point() {
    Overlay overlay =
        new Overlay(
            endpoint.reactor(),
            () -> Optional.of(network.consensus()),
            request -> endpoint.circuits().open(request));
    SecretBytes seed = SecretBytes.owning(random.bytes(32));
    IntroductionPoint.Events none =
        new IntroductionPoint.Events() {
          @Override
          public void onIntroduction(IntroductionPoint at, long number, Introduction data) {}

          @Override
          public void onLost(IntroductionPoint lost) {}
        };
    return TestNetwork.await(
        endpoint
            .reactor()
            .call(() -> IntroductionPoint.establish(overlay, network.entry(0), seed, 0, none))
            .thenCompose(started -> started));
  }

  private <T> T atLoop(Supplier<T> question) {
    CompletableFuture<T> answer = endpoint.reactor().call(question);
    return TestNetwork.await(answer);
  }

  private AnswerKey answerKey() {
    Identity recipient = Identity.ephemeral();
    byte[] visible = Introduction.visible(Bytes32.ZERO, 1, Introduction.noWork());
    FirstContact content = new FirstContact(Kind.MESSAGE, id, 60, new byte[0]);
    try (Prekey prekey = Prekey.generate(random)) {
      Sealed sealed =
          Sealer.seal(
                  random,
                  recipient.address(),
                  prekey.publicKey(),
                  visible,
                  content,
                  Buckets.INTRODUCTION,
                  null)
              .orElseThrow();
      return sealed.answerKey();
    }
  }
}
