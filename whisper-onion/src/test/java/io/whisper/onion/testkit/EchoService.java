package io.whisper.onion.testkit;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What every relay of a {@link TestNetwork} does for tests: it answers, pours and joins. */
public final class EchoService implements RelayService {
  /** Sends the data back. */
  public static final int ECHO = 240;

  /** Sends as many messages as the first u32 says, with as many bytes as the second. */
  public static final int POUR = 241;

  /** Joins the circuit with the one that sent the same data before; both get this command back. */
  public static final int JOIN = 242;

  /** Takes the data and says nothing. */
  public static final int SWALLOW = 243;

  /** Ends the circuit. */
  public static final int LEAVE = 244;

  private final Map<ByteBuffer, ServedCircuit> waiting = new HashMap<>();
  private final AtomicLong messages = new AtomicLong();

  /** How many messages came so far. */
  public long messages() {
    return messages.get();
  }

  @Override
  public int firstCommand() {
    return RelayCommand.TEST_FIRST;
  }

  @Override
  public int lastCommand() {
    return RelayCommand.TEST_LAST;
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    messages.incrementAndGet();
    switch (message.command()) {
      case ECHO -> circuit.send(ECHO, message.data());
      case POUR -> pour(circuit, ByteBuffer.wrap(message.data()));
      case JOIN -> join(circuit, ByteBuffer.wrap(message.data()));
      case SWALLOW -> {}
      default -> circuit.destroy(DestroyReason.CLOSED);
    }
  }

  private static void pour(ServedCircuit circuit, ByteBuffer numbers) {
    int count = numbers.getInt();
    byte[] data = new byte[numbers.getInt()];
    for (int i = 0; i < count; i++) {
      circuit.send(POUR, data);
    }
  }

  private void join(ServedCircuit circuit, ByteBuffer word) {
    ServedCircuit other = waiting.remove(word);
    if (other == null) {
      waiting.put(word, circuit);
      return;
    }
    other.send(JOIN, new byte[0]);
    circuit.send(JOIN, new byte[0]);
    circuit.splice(other);
  }
}
