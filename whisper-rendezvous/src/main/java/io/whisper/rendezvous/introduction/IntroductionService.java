package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.seal.AnswerKey;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.limit.LinkRates;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The duty of an introduction point: it passes introductions on to the recipients that wait at it
 * and one answer each back (docs/protocol.md, "Introduction").
 *
 * <p>It learns which introduction key is written to how often, and neither who wrote nor who waits.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class IntroductionService implements RelayService {
  private static final byte[] EMPTY = {};
  private static final int INTRODUCED_CELLS = RelayMessage.cells(4 + Introduction.SIZE);

  /** What a circuit is to this service, as its attachment. */
  private sealed interface Role {}

  /** Its request is being verified. */
  private record Establishing() implements Role {}

  /** A recipient waits at its end. */
  private record Recipient(Bytes32 introductionKey) implements Role {}

  /** A sender is at its end. */
  private record Sender() implements Role {}

  private final IntroductionLimits limits;
  private final LinkRates links;
  private final Registrations points;
  private volatile int waiting;
  private @Nullable RelayContext context;

  /** A service with these bounds. */
  public IntroductionService(IntroductionLimits limits) {
    this.limits = limits;
    this.links = new LinkRates(limits.perLink());
    this.points = new Registrations(limits);
  }

  /** How many recipients wait at this relay; from any thread. */
  public int waiting() {
    return waiting;
  }

  @Override
  public int firstCommand() {
    return RelayCommand.INTRODUCTION_FIRST;
  }

  @Override
  public int lastCommand() {
    return RelayCommand.INTRODUCTION_LAST;
  }

  @Override
  public int maximumLength() {
    return Introduction.SIZE;
  }

  @Override
  public void start(RelayContext given) {
    context = given;
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    switch (message.command()) {
      case IntroductionCommand.ESTABLISH_INTRODUCTION -> establish(circuit, message.data());
      case IntroductionCommand.INTRODUCE -> introduce(circuit, message.data());
      case IntroductionCommand.ANSWER -> answer(circuit, message.data());
      default -> circuit.destroy(DestroyReason.PROTOCOL);
    }
  }

  private void establish(ServedCircuit circuit, byte[] data) {
    Optional<EstablishIntroduction> request = EstablishIntroduction.decode(data);
    if (circuit.attachment() != null || request.isEmpty()) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    Bytes32 introductionKey = request.get().introductionKey();
    if (!points.room(introductionKey, circuit.linkKey())
        || !links.take(circuit.linkKey(), context().time())) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    circuit.attach(new Establishing());
    byte[] binding = circuit.binding();
    context()
        .compute(() -> request.get().verify(binding))
        .whenComplete(
            (genuine, busy) -> {
              if (circuit.closed()) {
                return;
              }
              if (busy != null) {
                circuit.destroy(DestroyReason.LIMIT);
              } else if (genuine) {
                established(circuit, introductionKey);
              } else {
                circuit.destroy(DestroyReason.PROTOCOL);
              }
            });
  }

  private void established(ServedCircuit circuit, Bytes32 introductionKey) {
    // Others may have taken the room that there was while this request was verified.
    if (!points.room(introductionKey, circuit.linkKey())) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    // The same recipient comes anew, perhaps before this relay noticed that its old circuit died.
    Optional<Waiting> former =
        points.put(introductionKey, new Waiting(circuit, limits, context().time()));
    waiting = points.size();
    circuit.attach(new Recipient(introductionKey));
    former.ifPresent(
        before -> {
          before.recipient().destroy(DestroyReason.CLOSED);
          before.over();
        });
    circuit.send(IntroductionCommand.INTRODUCTION_ESTABLISHED, EMPTY);
  }

  private void introduce(ServedCircuit circuit, byte[] data) {
    Object role = circuit.attachment();
    if (role != null && !(role instanceof Sender)) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    circuit.attach(new Sender());
    circuit.send(IntroductionCommand.INTRODUCE_ACK, pass(circuit, data).encode());
  }

  private IntroduceStatus pass(ServedCircuit circuit, byte[] data) {
    if (!links.take(circuit.linkKey(), context().time())) {
      return IntroduceStatus.LIMITED;
    }
    Optional<Introduction> introduction = Introduction.decode(data);
    if (introduction.isEmpty()) {
      return IntroduceStatus.MALFORMED;
    }
    Optional<Waiting> point = points.at(introduction.get().introductionKey());
    if (point.isEmpty()) {
      return IntroduceStatus.UNKNOWN_KEY;
    }
    return point.get().introduce(circuit, data, INTRODUCED_CELLS, context().time().now())
        ? IntroduceStatus.ACCEPTED
        : IntroduceStatus.LIMITED;
  }

  private void answer(ServedCircuit circuit, byte[] data) {
    Optional<Numbered> answer = Numbered.decode(data, AnswerKey.SEALED_SIZE);
    if (answer.isEmpty() || !(circuit.attachment() instanceof Recipient recipient)) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    // One that comes too late, or for a sender that is gone, is nobody's fault.
    points
        .at(recipient.introductionKey())
        .flatMap(point -> point.answer(answer.get().number(), context().time().now()))
        .ifPresent(sender -> sender.send(IntroductionCommand.ANSWERED, answer.get().data()));
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    if (circuit.attachment() instanceof Recipient recipient) {
      points.remove(recipient.introductionKey(), circuit).ifPresent(Waiting::over);
      waiting = points.size();
    }
  }

  private RelayContext context() {
    return Objects.requireNonNull(context, "not started");
  }
}
