package io.whisper.node.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with a store that does what each line of its input says: {@code put}, or {@code read}
 * for everything that was acknowledged so far. It answers with one line each.
 */
final class PutOnRequest {
  private final EnvelopeStore store;
  private final SeededRandom random = new SeededRandom(5);
  private final List<StoredEnvelope> acknowledged = new ArrayList<>();

  private PutOnRequest(EnvelopeStore store) {
    this.store = store;
  }

  /** Takes the directory of the store. */
  public static void main(String[] args) throws IOException {
    try (EnvelopeStore store =
            RocksEnvelopeStore.open(Path.of(args[0]), 1L << 32, new VirtualTime());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      PutOnRequest process = new PutOnRequest(store);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(process.answer(line));
      }
    }
  }

  private String answer(String request) {
    try {
      return request.equals("put") ? put() : read();
    } catch (EnvelopeStoreException e) {
      return e.reason() + " " + e.getMessage();
    }
  }

  private String put() {
    StoredEnvelope entry =
        new StoredEnvelope(
            Shelf.BOARD,
            PutUnderLoad.TAG,
            Bytes32.of(random.bytes(32)),
            PutUnderLoad.EXPIRES,
            1,
            random.bytes(20_000));
    String outcome = store.put(entry).status().toString();
    acknowledged.add(entry);
    return outcome;
  }

  private String read() {
    long found =
        acknowledged.stream()
            .filter(entry -> store.get(entry.shelf(), entry.tag(), entry.id()).isPresent())
            .count();
    return found + " of " + acknowledged.size();
  }
}
