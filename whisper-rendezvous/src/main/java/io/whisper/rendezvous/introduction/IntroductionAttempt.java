package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Answer;
import io.whisper.core.seal.Buckets;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Prekey;
import io.whisper.core.seal.Sealed;
import io.whisper.core.seal.Sealer;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Retries;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One introduction through one introduction point, over a circuit that carries nothing else
 * (docs/protocol.md, "Introduction"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class IntroductionAttempt implements CircuitListener {
  private static final Duration ACK_PATIENCE = Duration.ofSeconds(15);

  /** The recipient has 2 seconds; the rest is for two circuits of up to three hops. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);

  /**
   * Where an introduction goes.
   *
   * @param relay the introduction point
   * @param introductionKey under which the recipient waits there
   * @param recipient whose it is
   */
  record Target(RelayEntry relay, Bytes32 introductionKey, FoundPresence recipient) {
    @Override
    public String toString() {
      return "Target";
    }
  }

  private final Overlay overlay;
  private final Circuit circuit;
  private final Sealed sealed;
  private final FirstContact content;
  private final IntConsumer onAccepted;
  private final CompletableFuture<Taken> result = new CompletableFuture<>();
  private Cancellable patience;
  private boolean accepted;
  private boolean answering;

  private IntroductionAttempt(
      Overlay overlay,
      Circuit circuit,
      Sealed sealed,
      FirstContact content,
      IntConsumer onAccepted) {
    this.overlay = overlay;
    this.circuit = circuit;
    this.sealed = sealed;
    this.content = content;
    this.onAccepted = onAccepted;
    this.patience =
        overlay
            .time()
            .after(
                ACK_PATIENCE,
                () -> fail(Obstacle.NO_ANSWER, "an introduction point did not answer in time"));
  }

  /**
   * Begins one.
   *
   * @param over completes on the loop when its answer is no longer of use
   */
  static CompletableFuture<Taken> start(
      Overlay overlay,
      Target target,
      FirstContact content,
      @Nullable Identity sender,
      int hops,
      IntConsumer onAccepted,
      CompletableFuture<?> over) {
    byte[] prekey = target.recipient().presence().prekey();
    byte[] visible =
        Introduction.visible(target.introductionKey(), Prekey.id(prekey), Introduction.noWork());
    CompletableFuture<Optional<Sealed>> sealing =
        overlay
            .reactor()
            .compute(
                () ->
                    Sealer.seal(
                        overlay.random(),
                        target.recipient().address(),
                        prekey,
                        visible,
                        content,
                        Buckets.INTRODUCTION,
                        sender));
    // The circuit is built while a worker seals.
    return overlay
        .open(new CircuitRequest(target.relay(), hops, true, "introduction"))
        .whenComplete(
            (circuit, failure) -> {
              if (failure != null) {
                sealing.thenAccept(made -> made.ifPresent(Sealed::close));
              }
            })
        .thenCompose(
            circuit ->
                sealing
                    .handle(
                        (made, failure) -> {
                          if (made == null || made.isEmpty()) {
                            circuit.close();
                            throw new ObstacleException(
                                Obstacle.INTRODUCTION_REFUSED, "nothing can be sealed");
                          }
                          return made.get();
                        })
                    .thenCompose(
                        made -> {
                          IntroductionAttempt attempt =
                              new IntroductionAttempt(overlay, circuit, made, content, onAccepted);
                          over.thenRun(attempt::callOff);
                          return attempt.send(visible);
                        }));
  }

  private CompletableFuture<Taken> send(byte[] visible) {
    if (result.isDone()) {
      return result;
    }
    if (circuit.closed()) {
      fail(Obstacle.NO_CIRCUIT, "the circuit to the introduction point ended");
      return result;
    }
    circuit.listen(this);
    byte[] body = sealed.body();
    byte[] data = new byte[visible.length + body.length];
    System.arraycopy(visible, 0, data, 0, visible.length);
    System.arraycopy(body, 0, data, visible.length, body.length);
    circuit.send(IntroductionCommand.INTRODUCE, data);
    return result;
  }

  @Override
  public void onMessage(RelayMessage message) {
    byte[] data = message.data();
    if (message.command() == IntroductionCommand.INTRODUCE_ACK && !accepted) {
      acknowledged(IntroduceStatus.decode(data).orElse(IntroduceStatus.MALFORMED));
    } else if (message.command() == IntroductionCommand.ANSWERED && accepted && !answering) {
      answering = true;
      patience.cancel();
      // The recipient gives a reply once: it must not be lost to busy workers.
      new Retries(overlay.reactor())
          .compute(() -> sealed.answerKey().open(data))
          .whenComplete((answer, failure) -> answered(answer == null ? Optional.empty() : answer));
    } else {
      fail(Obstacle.NO_ANSWER, "an introduction point did not keep to the protocol");
    }
  }

  private void acknowledged(IntroduceStatus status) {
    patience.cancel();
    if (status != IntroduceStatus.ACCEPTED) {
      fail(Obstacle.INTRODUCTION_REFUSED, status.words());
      return;
    }
    accepted = true;
    patience =
        overlay
            .time()
            .after(
                ANSWER_PATIENCE,
                () -> fail(Obstacle.NO_ANSWER, "the recipient did not answer in time"));
    onAccepted.accept(circuit.hops() - 1);
  }

  private void answered(Optional<Answer> opened) {
    Optional<Answer> answer = opened.filter(each -> each.id().equals(content.id()));
    Optional<AnswerStatus> status = answer.flatMap(each -> AnswerStatus.of(each.status()));
    if (status.isEmpty()) {
      fail(Obstacle.NO_ANSWER, "an answer came that is not the recipient's");
      return;
    }
    int hops = circuit.hops() - 1;
    switch (status.get()) {
      case TAKEN -> succeed(Taken.at(hops, Optional.empty()));
      case REPLIED -> succeed(Taken.at(hops, answer.map(Answer::reply)));
      case REFUSED -> fail(Obstacle.REFUSED, "the recipient does not take it");
    }
  }

  private void succeed(Taken taken) {
    end();
    result.complete(taken);
  }

  @Override
  public void onClosed(DestroyReason reason) {
    if (answering) {
      return;
    }
    // Also before it was acknowledged: it may have been passed on.
    fail(Obstacle.NO_ANSWER, "the circuit to an introduction point ended before an answer came");
  }

  private void callOff() {
    // What is being opened needs its key, and is over soon.
    if (!answering) {
      fail(Obstacle.NO_ANSWER, "another way was taken");
    }
  }

  private void fail(Obstacle obstacle, String detail) {
    end();
    result.completeExceptionally(new ObstacleException(obstacle, detail));
  }

  private void end() {
    patience.cancel();
    circuit.close();
    sealed.close();
  }
}
