package io.whisper.rendezvous.overlay;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One request to a relay and the one message that answers it, over a circuit that serves nothing
 * else. Confined to the loop.
 */
public final class Question implements CircuitListener {
  private final Circuit circuit;
  private final int answerCommand;
  private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
  private final Cancellable patience;

  private Question(Overlay overlay, Circuit circuit, int answerCommand, Duration patience) {
    this.circuit = circuit;
    this.answerCommand = answerCommand;
    this.patience =
        overlay.time().after(patience, () -> end(new QuestionException("no answer in time")));
  }

  /**
   * Asks and answers the data of the answer; exceptionally when no circuit came about or no answer
   * came. The circuit is closed by then.
   *
   * @param patience how long the answer may take once the circuit stands
   */
  public static CompletableFuture<byte[]> ask(
      Overlay overlay,
      CircuitRequest request,
      int command,
      byte[] data,
      int answerCommand,
      Duration patience) {
    return overlay
        .open(request)
        .thenCompose(
            circuit -> {
              Question question = new Question(overlay, circuit, answerCommand, patience);
              circuit.listen(question);
              circuit.send(command, data);
              return question.answer;
            });
  }

  @Override
  public void onMessage(RelayMessage message) {
    if (message.command() == answerCommand) {
      patience.cancel();
      circuit.close();
      answer.complete(message.data());
    } else {
      end(new QuestionException("the relay answered something else"));
    }
  }

  @Override
  public void onClosed(DestroyReason reason) {
    end(new QuestionException("the circuit to the relay was ended"));
  }

  private void end(QuestionException why) {
    patience.cancel();
    circuit.close();
    answer.completeExceptionally(why);
  }
}
