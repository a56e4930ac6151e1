package io.whisper.node.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that puts from 4 threads until it is killed, and prints each id once it was
 * acknowledged. A fifth thread removes and lets expire, which must not take anything along.
 */
final class PutUnderLoad {
  static final Bytes32 TAG = Bytes32.of(new SeededRandom(3).bytes(32));
  static final long QUOTA = 1L << 32;
  static final long EXPIRES = VirtualTime.START.getEpochSecond() + (1L << 30);

  private PutUnderLoad() {}

  /** Takes the directory of the store and a seed. */
  public static void main(String[] args) {
    long seed = Long.parseLong(args[1]);
    VirtualTime time = new VirtualTime();
    EnvelopeStore store = RocksEnvelopeStore.open(Path.of(args[0]), QUOTA, time);
    for (int i = 0; i < 4; i++) {
      SeededRandom random = new SeededRandom(seed + i);
      new Thread(() -> put(store, random)).start();
    }
    new Thread(() -> churn(store, time, new SeededRandom(seed + 4))).start();
  }

  /** What an id stands for, so that whoever looks for it knows. */
  static byte[] document(Bytes32 id) {
    byte[] bytes = id.toByteArray();
    long seed = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      seed = seed << 8 | (bytes[i] & 0xff);
    }
    SeededRandom random = new SeededRandom(seed);
    return random.bytes(random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(600));
  }

  private static void put(EnvelopeStore store, SeededRandom random) {
    PrintStream out = System.out;
    while (true) {
      Bytes32 id = Bytes32.of(random.bytes(32));
      PutOutcome outcome =
          store.put(new StoredEnvelope(Shelf.BOARD, TAG, id, EXPIRES, 1, document(id)));
      if (outcome.equals(PutOutcome.STORED)) {
        out.println(id.hex());
      }
    }
  }

  private static void churn(EnvelopeStore store, VirtualTime time, SeededRandom random) {
    while (true) {
      Bytes32 id = Bytes32.of(random.bytes(32));
      long expires = time.now().getEpochSecond() + 1 + random.nextInt(3);
      store.put(new StoredEnvelope(Shelf.MAILBOX, TAG, id, expires, 1, random.bytes(300)));
      switch (random.nextInt(6)) {
        case 0 -> time.advance(Duration.ofSeconds(1));
        case 1 -> store.removeExpired();
        case 2 -> store.remove(Shelf.MAILBOX, TAG, id);
        default -> store.list(Shelf.MAILBOX, TAG, Bytes32.ZERO, 10);
      }
    }
  }
}
