package io.whisper.rendezvous.store;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Question;
import io.whisper.rendezvous.overlay.QuestionException;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Puts documents to stores and gets them, each over a circuit of its own, so that a store cannot
 * tell which tags one endpoint is interested in. Confined to the loop.
 */
public final class StoreClient {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int FOUND = 0;
  private static final int NONE = 1;

  private final Overlay overlay;

  /** A client on this network. */
  public StoreClient(Overlay overlay) {
    this.overlay = overlay;
  }

  /** Puts a presence to a store over {@code hops} intermediaries. */
  public CompletableFuture<PutAnswer.Status> put(
      RelayEntry store, PresenceDocument document, int hops) {
    // A presence fits one part.
    byte[] request = PutPart.messages(DocumentKind.PRESENCE, document.bytes()).get(0);
    return Question.ask(
            overlay,
            new CircuitRequest(store, hops, false, "publish"),
            StoreCommand.PUT,
            request,
            StoreCommand.PUT_STATUS,
            PATIENCE)
        .thenApply(
            data ->
                PutAnswer.decode(data)
                    .orElseThrow(() -> new QuestionException("no status"))
                    .status());
  }

  /**
   * Gets the presence or card at a tag from a store over {@code hops} intermediaries: the document
   * as it came, or nothing when the store has none.
   */
  public CompletableFuture<Optional<byte[]>> get(
      RelayEntry store, DocumentKind kind, Bytes32 tag, int hops) {
    byte[] request = ByteWriter.growing().u8(kind.code()).bytes(tag.toByteArray()).toByteArray();
    return Question.ask(
            overlay,
            new CircuitRequest(store, hops, false, "look up"),
            StoreCommand.GET,
            request,
            StoreCommand.GOT,
            PATIENCE)
        .thenApply(StoreClient::document);
  }

  private static Optional<byte[]> document(byte[] data) {
    ByteReader in = new ByteReader(data);
    int status = in.u8();
    byte[] document = in.rest();
    if (status == FOUND) {
      return Optional.of(document);
    }
    if (status == NONE && in.done()) {
      return Optional.empty();
    }
    throw new QuestionException("an answer that is none");
  }
}
