package io.whisper.rendezvous.introduction;

import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.overlay.KeepAlive;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.QuestionException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A relay at which a recipient waits, as the recipient sees it: introductions come, one answer each
 * goes back (docs/protocol.md, "Introduction"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class IntroductionPoint {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** What comes from an introduction point. */
  public interface Events {
    /**
     * An introduction came.
     *
     * @param number by which it is answered
     */
    void onIntroduction(IntroductionPoint point, long number, Introduction introduction);

    /** The point is one no longer: its circuit ended. The last call. */
    void onLost(IntroductionPoint point);
  }

  private final Circuit circuit;
  private final Events events;
  private final CompletableFuture<IntroductionPoint> established = new CompletableFuture<>();
  private final Cancellable patience;
  private final KeepAlive keepAlive;

  private IntroductionPoint(Overlay overlay, Circuit circuit, Events events) {
    this.circuit = circuit;
    this.events = events;
    this.keepAlive = new KeepAlive(overlay, circuit::keepAlive);
    this.patience =
        overlay
            .time()
            .after(PATIENCE, () -> refused("the relay did not make itself an introduction point"));
  }

  /**
   * Waits at a relay from now on.
   *
   * @param seed the secret half of the introduction key
   * @param hops the intermediaries before the relay, 0 to 3
   */
  public static CompletableFuture<IntroductionPoint> establish(
      Overlay overlay, RelayEntry relay, SecretBytes seed, int hops, Events events) {
    return overlay
        .open(new CircuitRequest(relay, hops, false, "introduction point"))
        .thenCompose(
            circuit -> {
              IntroductionPoint point = new IntroductionPoint(overlay, circuit, events);
              circuit.listen(point.new Listener());
              byte[] binding = circuit.binding();
              overlay.reactor().compute(() -> request(seed, binding)).whenComplete(point::send);
              return point.established;
            });
  }

  private static byte[] request(SecretBytes seed, byte[] binding) {
    byte[] secret = seed.toByteArray();
    try {
      return EstablishIntroduction.sign(secret, binding).encode();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private void send(byte[] request, Throwable failure) {
    if (failure != null) {
      refused("too much to compute");
    } else {
      circuit.send(IntroductionCommand.ESTABLISH_INTRODUCTION, request);
    }
  }

  /** Answers an introduction. */
  public void answer(long number, byte[] sealedAnswer) {
    circuit.send(IntroductionCommand.ANSWER, new Numbered(number, sealedAnswer).encode());
  }

  /** Waits at the relay no longer; {@link Events#onLost} is not called. */
  public void close() {
    patience.cancel();
    keepAlive.close();
    circuit.close();
  }

  /** Whether the circuit has ended. */
  public boolean closed() {
    return circuit.closed();
  }

  private void refused(String why) {
    close();
    established.completeExceptionally(new QuestionException(why));
  }

  private void onMessage(RelayMessage message) {
    switch (message.command()) {
      case IntroductionCommand.INTRODUCTION_ESTABLISHED -> {
        patience.cancel();
        if (established.isDone()) {
          lost();
        } else {
          keepAlive.start();
          established.complete(this);
        }
      }
      case IntroductionCommand.INTRODUCED -> {
        Optional<Numbered> numbered = Numbered.decode(message.data(), Introduction.SIZE);
        Optional<Introduction> introduction =
            numbered.flatMap(each -> Introduction.decode(each.data()));
        if (introduction.isEmpty() || !established.isDone()) {
          lost();
        } else {
          events.onIntroduction(this, numbered.get().number(), introduction.get());
        }
      }
      default -> lost();
    }
  }

  private void lost() {
    close();
    if (established.isDone()) {
      events.onLost(this);
    } else {
      refused("the relay did not keep to the protocol");
    }
  }

  @Override
  public String toString() {
    return "IntroductionPoint";
  }

  private final class Listener implements CircuitListener {
    @Override
    public void onMessage(RelayMessage message) {
      IntroductionPoint.this.onMessage(message);
    }

    @Override
    public void onClosed(DestroyReason reason) {
      lost();
    }
  }
}
