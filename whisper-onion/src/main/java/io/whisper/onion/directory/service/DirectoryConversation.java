package io.whisper.onion.directory.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.wire.ConsensusQuery;
import io.whisper.onion.directory.wire.DirectoryRequest;
import io.whisper.onion.directory.wire.DirectoryResponse;
import io.whisper.onion.directory.wire.DocumentPart;
import io.whisper.onion.directory.wire.PartQuery;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Questions to one directory server and its answers. Confined to the loop of its circuit.
 *
 * <p>A server that does not answer a question in time, or answers what was not asked, ends the
 * conversation: every question that is open then fails with a {@link DirectoryException}.
 */
public final class DirectoryConversation implements AutoCloseable {
  /** The bytes of a document that every answer carries, but the last one, which has the rest. */
  static final int PART_SIZE = 60_000;

  /** How long a server may take for one answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TimeSource time;
  private final Consumer<byte[]> sender;
  private final Runnable closer;
  private final Map<Integer, Question> open = new HashMap<>();
  private int lastNumber;
  private boolean closed;

  /**
   * One question that is not answered yet.
   *
   * @param answer completed with the answer
   * @param patience what happens when there is none in time
   */
  private record Question(CompletableFuture<DirectoryResponse> answer, Cancellable patience) {}

  /**
   * A conversation that sends requests with {@code sender} and ends its circuit with {@code
   * closer}.
   */
  DirectoryConversation(TimeSource time, Consumer<byte[]> sender, Runnable closer) {
    this.time = time;
    this.sender = sender;
    this.closer = closer;
  }

  /**
   * The consensus that the server holds, as it sent it; nothing when that is the document with the
   * SHA-256 {@code held}, which is {@link Bytes32#ZERO} where none is held.
   */
  public CompletableFuture<Optional<byte[]>> consensus(Bytes32 held) {
    DirectoryRequest.Builder query =
        DirectoryRequest.newBuilder().setConsensus(ConsensusQuery.getDefaultInstance());
    return ask(query)
        .thenCompose(
            response -> {
              Bytes32 digest = digest(response);
              return digest.equals(held)
                  ? CompletableFuture.completedFuture(Optional.empty())
                  : new Fetch(digest, Consensus.MAX_SIZE).take(response).thenApply(Optional::of);
            });
  }

  /** The document with that SHA-256, of at most {@code maxSize} bytes. */
  public CompletableFuture<byte[]> document(Bytes32 digest, int maxSize) {
    Fetch fetch = new Fetch(digest, maxSize);
    return ask(fetch.query()).thenCompose(fetch::take);
  }

  /** Gives an authority the signed descriptor of a relay. */
  public CompletableFuture<DirectoryStatus> publish(byte[] descriptor) {
    return ask(DirectoryRequest.newBuilder().setPublication(ByteString.copyFrom(descriptor)))
        .thenApply(DirectoryConversation::status);
  }

  /** Tells another authority something about a vote. */
  public CompletableFuture<DirectoryStatus> tell(byte[] voting) {
    return ask(DirectoryRequest.newBuilder().setVoting(ByteString.copyFrom(voting)))
        .thenApply(DirectoryConversation::status);
  }

  private static DirectoryStatus status(DirectoryResponse response) {
    return response.hasPart() ? DirectoryStatus.UNKNOWN : DirectoryStatus.of(response.getStatus());
  }

  private static Bytes32 digest(DirectoryResponse response) {
    if (!response.hasPart() || response.getPart().getDocument().size() != Bytes32.SIZE) {
      throw missing(status(response));
    }
    return Bytes32.of(response.getPart().getDocument().toByteArray());
  }

  private static DirectoryException missing(DirectoryStatus status) {
    return new DirectoryException(
        switch (status) {
          case NOT_FOUND -> "has no consensus yet";
          case LIMITED -> "has too much to do";
          default -> "refused to answer";
        });
  }

  private CompletableFuture<DirectoryResponse> ask(DirectoryRequest.Builder request) {
    CompletableFuture<DirectoryResponse> answer = new CompletableFuture<>();
    if (closed) {
      answer.completeExceptionally(new DirectoryException("the conversation has ended"));
      return answer;
    }
    int number = ++lastNumber;
    Cancellable patience =
        time.after(PATIENCE, () -> end("no answer in " + PATIENCE.toSeconds() + " s"));
    open.put(number, new Question(answer, patience));
    sender.accept(request.setNumber(number).build().toByteArray());
    return answer;
  }

  /** The bytes of a response arrived. */
  void onResponse(byte[] encoded) {
    DirectoryResponse response;
    try {
      response = DirectoryResponse.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      end("answered with garbage");
      return;
    }
    Question question = open.remove(response.getNumber());
    if (question == null) {
      end("answered what was not asked");
      return;
    }
    question.patience.cancel();
    question.answer.complete(response);
  }

  /** The circuit is gone, or has to go. */
  void end(String why) {
    if (closed) {
      return;
    }
    closed = true;
    closer.run();
    List<Question> unanswered = List.copyOf(open.values());
    open.clear();
    for (Question question : unanswered) {
      question.patience.cancel();
      question.answer.completeExceptionally(new DirectoryException(why));
    }
  }

  /** Whether it has ended. */
  public boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    end("the conversation was ended");
  }

  /** A document on its way, part after part. */
  private final class Fetch {
    private final Bytes32 digest;
    private final int maxSize;
    private final ByteWriter bytes = ByteWriter.growing();

    Fetch(Bytes32 digest, int maxSize) {
      this.digest = digest;
      this.maxSize = maxSize;
    }

    DirectoryRequest.Builder query() {
      return DirectoryRequest.newBuilder()
          .setPart(
              PartQuery.newBuilder()
                  .setDocument(ByteString.copyFrom(digest.toByteArray()))
                  .setOffset(bytes.size()));
    }

    CompletableFuture<byte[]> take(DirectoryResponse response) {
      if (!digest(response).equals(digest)) {
        throw new DirectoryException("sent another document");
      }
      DocumentPart part = response.getPart();
      boolean fits =
          part.getLength() > 0
              && part.getLength() <= maxSize
              && part.getOffset() == bytes.size()
              && part.getOffset() < part.getLength()
              && part.getData().size() == Math.min(PART_SIZE, part.getLength() - bytes.size());
      if (!fits) {
        throw new DirectoryException("sent a part that does not fit");
      }
      bytes.bytes(part.getData().toByteArray());
      if (bytes.size() < part.getLength()) {
        return ask(query()).thenCompose(this::take);
      }
      byte[] document = bytes.toByteArray();
      if (!Bytes32.of(Sha256.hash(document)).equals(digest)) {
        throw new DirectoryException("sent a document that is not the one it named");
      }
      return CompletableFuture.completedFuture(document);
    }
  }
}
