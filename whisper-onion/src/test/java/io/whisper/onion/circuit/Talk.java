package io.whisper.onion.circuit;

import static io.whisper.onion.testkit.TestNetwork.await;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.reactor.Reactor;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A test's hold on a circuit: what came, in order, and how it ended. */
final class Talk implements CircuitListener {
  private final Reactor reactor;
  private final Circuit circuit;
  final BlockingQueue<RelayMessage> messages = new LinkedBlockingQueue<>();
  final BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
  final CompletableFuture<DestroyReason> ended = new CompletableFuture<>();
  volatile boolean takesEndToEnd;
  volatile Runnable onWindow = () -> {};

  private Talk(Reactor reactor, Circuit circuit) {
    this.reactor = reactor;
    this.circuit = circuit;
  }

  static Talk over(Reactor reactor, Circuit circuit) {
    Talk talk = new Talk(reactor, circuit);
    await(
        reactor.call(
            () -> {
              circuit.listen(talk);
              return true;
            }));
    return talk;
  }

  Circuit circuit() {
    return circuit;
  }

  void send(int command, byte[] data) {
    reactor.execute(() -> circuit.send(command, data));
  }

  RelayMessage next() {
    return take(messages);
  }

  byte[] nextBody() {
    return take(bodies);
  }

  RelayMessage ask(int command, byte[] data) {
    send(command, data);
    return next();
  }

  DestroyReason end() {
    return await(ended);
  }

  void close() {
    await(
        reactor.call(
            () -> {
              circuit.close();
              return true;
            }));
  }

  private static <T> T take(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(60, TimeUnit.SECONDS);
      if (taken == null) {
        throw new AssertionError("nothing came");
      }
      return taken;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void onMessage(RelayMessage message) {
    messages.add(message);
  }

  @Override
  public boolean onEndToEnd(byte[] body) {
    bodies.add(body.clone());
    return takesEndToEnd;
  }

  @Override
  public void onWindow() {
    onWindow.run();
  }

  @Override
  public void onClosed(DestroyReason reason) {
    ended.complete(reason);
  }
}
