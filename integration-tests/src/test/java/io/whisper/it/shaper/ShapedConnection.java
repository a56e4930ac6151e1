package io.whisper.it.shaper;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One connection through a shaped link, with a thread for each end of each direction. */
final class ShapedConnection {
  private static final int DIRECTION_SEEDS = 2;

  /** Something that a connection does until it ends. */
  @FunctionalInterface
  private interface Duty {
    void run() throws IOException, InterruptedException;
  }

  private final Socket client;
  private final Socket server;
  private final ShapedDirection forth;
  private final ShapedDirection back;
  private final Consumer<ShapedConnection> onEnd;

  ShapedConnection(
      Socket client,
      Socket server,
      Supplier<LinkConditions> conditions,
      long seed,
      Consumer<ShapedConnection> onEnd) {
    this.client = client;
    this.server = server;
    this.forth = new ShapedDirection(conditions, DIRECTION_SEEDS * seed);
    this.back = new ShapedDirection(conditions, DIRECTION_SEEDS * seed + 1);
    this.onEnd = onEnd;
  }

  void start() {
    spawn("forth-in", () -> forth.takeIn(client.getInputStream()), false);
    spawn("forth-out", () -> pass(forth, server), true);
    spawn("back-in", () -> back.takeIn(server.getInputStream()), false);
    spawn("back-out", () -> pass(back, client), true);
  }

  /** Lets out what comes; at its end the other socket learns that no more follows. */
  private static void pass(ShapedDirection direction, Socket to)
      throws IOException, InterruptedException {
    direction.letOut(to.getOutputStream());
    to.shutdownOutput();
  }

  private void spawn(String name, Duty duty, boolean endsQuietly) {
    Thread thread = new Thread(() -> run(duty, endsQuietly), "shaper-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Duty duty, boolean endsQuietly) {
    try {
      duty.run();
      if (endsQuietly && client.isOutputShutdown() && server.isOutputShutdown()) {
        endInPeace();
      }
    } catch (IOException broken) {
      end();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      end();
    }
  }

  /** Both directions have come to their ends: nothing is under way that a reset could destroy. */
  private void endInPeace() throws IOException {
    client.close();
    server.close();
    onEnd.accept(this);
  }

  /** Ends both sides at once, as a link that is cut does: they are reset. */
  void end() {
    forth.end();
    back.end();
    reset(client);
    reset(server);
    onEnd.accept(this);
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException closed) {
      // It is closed already.
    }
  }
}
