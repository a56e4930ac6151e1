package io.whisper.onion.relay;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A service for tests: echoes, long answers, splices, and a record of what was delivered. */
final class TestService implements RelayService {

  /** Sends the data back. */
  static final int ECHO = 240;

  /** Sends back as many messages as the first number says, of as many bytes as the second. */
  static final int ANSWERS = 241;

  /** The second circuit with the same data is spliced to the first; both get an answer. */
  static final int JOIN = 242;

  /** Records the message and nothing else. */
  static final int NOTE = 243;

  /** Ends the circuit. */
  static final int LEAVE = 244;

  /** Fails. */
  static final int FAIL = 245;

  /** Sends back the circuit's binding. */
  static final int BINDING = 246;

  /** Sends back as many messages of one cell as the number says, none of which ever waits. */
  static final int DRIP = 247;

  final BlockingQueue<RelayMessage> delivered = new LinkedBlockingQueue<>();
  final BlockingQueue<ServedCircuit> circuits = new LinkedBlockingQueue<>();
  final BlockingQueue<ServedCircuit> closed = new LinkedBlockingQueue<>();
  private final Map<ByteBuffer, ServedCircuit> waiting = new HashMap<>();

  @Override
  public int firstCommand() {
    return RelayCommand.TEST_FIRST;
  }

  @Override
  public int lastCommand() {
    return RelayCommand.TEST_LAST;
  }

  @Override
  public int maximumLength() {
    return RelayMessage.MAX_LENGTH;
  }

  static byte[] answers(int count, int length) {
    return ByteBuffer.allocate(8).putInt(count).putInt(length).array();
  }

  /** What {@link #ANSWERS} sends. */
  static byte[] pattern(int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i * 31 + i / 251);
    }
    return data;
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    delivered.add(message);
    circuits.add(circuit);
    switch (message.command()) {
      case ECHO -> circuit.send(ECHO, message.data());
      case ANSWERS -> {
        ByteBuffer numbers = ByteBuffer.wrap(message.data());
        int count = numbers.getInt();
        byte[] data = pattern(numbers.getInt());
        for (int i = 0; i < count; i++) {
          circuit.send(ANSWERS, data);
        }
      }
      case JOIN -> {
        ServedCircuit other = waiting.remove(ByteBuffer.wrap(message.data()));
        if (other == null) {
          waiting.put(ByteBuffer.wrap(message.data()), circuit);
        } else {
          other.send(JOIN, new byte[0]);
          circuit.send(JOIN, new byte[0]);
          circuit.splice(other);
        }
      }
      case LEAVE -> circuit.destroy(DestroyReason.CLOSED);
      case FAIL -> throw new IllegalStateException("as the test asked");
      case BINDING -> circuit.send(BINDING, circuit.binding());
      case DRIP -> {
        circuit.attach(ByteBuffer.wrap(message.data()).getInt());
        onSendable(circuit);
      }
      default -> {}
    }
  }

  @Override
  public void onSendable(ServedCircuit circuit) {
    if (circuit.attachment() instanceof Integer left) {
      int now = left;
      while (now > 0 && circuit.sendable() > 0) {
        circuit.send(DRIP, new byte[0]);
        now--;
      }
      circuit.attach(now);
    }
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    closed.add(circuit);
  }
}
