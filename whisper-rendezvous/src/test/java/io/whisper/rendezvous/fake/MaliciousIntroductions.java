package io.whisper.rendezvous.fake;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.onion.testkit.WrappedService;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An introduction service that does its duty, and on request repeats all introductions that it has
 * ever seen, or changes those to come.
 */
public final class MaliciousIntroductions extends WrappedService {
  private static final int ESTABLISH = 32;
  private static final int INTRODUCE = 34;
  private static final int INTRODUCED = 36;
  private static final int ANSWER = 37;

  /** The number of the first repetition: honest services begin at 0. */
  private static final int REPEATED = 1_000_000;

  private final Map<String, ServedCircuit> recipients = new HashMap<>();
  private final List<byte[]> seen = new ArrayList<>();
  private volatile UnaryOperator<byte[]> change = data -> data;
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger answersToRepeated = new AtomicInteger();
  private @Nullable RelayContext context;

  /** Wraps the honest service. */
  public MaliciousIntroductions(RelayService honest) {
    super(honest);
  }

  /** Repeats everything to whoever waits under the same key now; answers how much that was. */
  public int repeatAll() throws Exception {
    CompletableFuture<Integer> repeated = new CompletableFuture<>();
    RelayContext at = context;
    if (at == null) {
      return 0;
    }
    at.execute(() -> repeated.complete(repeatAllNow()));
    return repeated.get(30, TimeUnit.SECONDS);
  }

  private int repeatAllNow() {
    int repeated = 0;
    for (byte[] data : seen) {
      ServedCircuit recipient = recipients.get(key(data, 1));
      if (recipient != null && !recipient.closed()) {
        byte[] numbered =
            ByteBuffer.allocate(4 + data.length).putInt(REPEATED + repeated).put(data).array();
        recipient.send(INTRODUCED, numbered);
        repeated++;
      }
    }
    return repeated;
  }

  /** Ends the circuits of all who wait here, soon. */
  public void lose() {
    RelayContext at = context;
    if (at != null) {
      at.execute(this::loseNow);
    }
  }

  /** The same at once; on the loop of the relay. */
  public void loseNow() {
    List.copyOf(recipients.values()).forEach(circuit -> circuit.destroy(DestroyReason.CLOSED));
  }

  /** How many of the circuits on which somebody waited here have ended. */
  public int lost() {
    return lost.get();
  }

  /** How many answers came to what was repeated: each gives away an answer key. */
  public int answersToRepeated() {
    return answersToRepeated.get();
  }

  /** Changes introductions before they are passed on. */
  public void change(UnaryOperator<byte[]> value) {
    change = value;
  }

  /** Whether somebody waits here. */
  public boolean serves() throws Exception {
    CompletableFuture<Boolean> serves = new CompletableFuture<>();
    RelayContext at = context;
    if (at == null) {
      return false;
    }
    at.execute(
        () -> serves.complete(recipients.values().stream().anyMatch(circuit -> !circuit.closed())));
    return serves.get(30, TimeUnit.SECONDS);
  }

  private static String key(byte[] data, int offset) {
    return HexFormat.of().formatHex(Arrays.copyOfRange(data, offset, offset + 32));
  }

  @Override
  public void start(RelayContext given) {
    context = given;
    super.start(given);
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    byte[] data = message.data();
    if (message.command() == ESTABLISH) {
      recipients.put(key(data, 0), circuit);
    } else if (message.command() == INTRODUCE) {
      seen.add(data);
      data = change.apply(data);
    } else if (message.command() == ANSWER && ByteBuffer.wrap(data).getInt() >= REPEATED) {
      answersToRepeated.incrementAndGet();
    }
    super.onMessage(circuit, new RelayMessage(message.command(), data));
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    if (recipients.containsValue(circuit)) {
      lost.incrementAndGet();
    }
    super.onClosed(circuit);
  }
}
