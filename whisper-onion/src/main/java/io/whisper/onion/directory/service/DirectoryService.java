package io.whisper.onion.directory.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.wire.DirectoryRequest;
import io.whisper.onion.directory.wire.DirectoryResponse;
import io.whisper.onion.directory.wire.DocumentPart;
import io.whisper.onion.directory.wire.PartQuery;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The directory duty of a relay: it hands out the consensus that it holds and, at an authority,
 * takes descriptors and what other authorities say. See docs/protocol.md, section 8.
 */
public final class DirectoryService implements RelayService {
  /** The relay command of a request. */
  static final int REQUEST = RelayCommand.DIRECTORY_FIRST;

  /** The relay command of a response. */
  static final int RESPONSE = RelayCommand.DIRECTORY_FIRST + 1;

  /** Requests of one circuit that may be worked on at a time. */
  private static final int MAX_WAITING = 4;

  private final ConsensusSource consensus;
  private final @Nullable AuthorityDuties authority;
  private final DocumentStore documents = new DocumentStore();
  private @Nullable Consensus offered;
  private DocumentStore.@Nullable Document newest;

  /** Requests of a circuit that are being worked on. */
  private static final class Waiting {
    int requests;
  }

  private DirectoryService(ConsensusSource consensus, @Nullable AuthorityDuties authority) {
    this.consensus = consensus;
    this.authority = authority;
  }

  /** The duty of a relay that hands out what {@code consensus} has. */
  public static DirectoryService ofRelay(ConsensusSource consensus) {
    return new DirectoryService(consensus, null);
  }

  /** The duty of an authority. */
  public static DirectoryService ofAuthority(ConsensusSource consensus, AuthorityDuties authority) {
    return new DirectoryService(consensus, authority);
  }

  @Override
  public int firstCommand() {
    return RelayCommand.DIRECTORY_FIRST;
  }

  @Override
  public int lastCommand() {
    return RelayCommand.DIRECTORY_LAST;
  }

  @Override
  public int maximumLength() {
    return RelayMessage.MAX_LENGTH;
  }

  @Override
  public void start(RelayContext context) {
    if (authority != null) {
      authority.start(context);
    }
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    if (message.command() != REQUEST) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    DirectoryRequest request;
    try {
      request = DirectoryRequest.parseFrom(message.data());
    } catch (InvalidProtocolBufferException e) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    switch (request.getContentCase()) {
      case CONSENSUS -> part(circuit, request, newest(), 0);
      case PART -> part(circuit, request, request.getPart());
      case PUBLICATION, VOTING -> authority(circuit, request);
      case CONTENT_NOT_SET -> status(circuit, request, DirectoryStatus.UNKNOWN);
    }
  }

  /** The document of the live consensus, made once for all who ask. */
  private Optional<DocumentStore.Document> newest() {
    Optional<Consensus> current = consensus.current();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    if (current.get() != offered) {
      offered = current.get();
      newest = documents.keep(current.get().document());
    }
    return Optional.ofNullable(newest);
  }

  private void part(ServedCircuit circuit, DirectoryRequest request, PartQuery query) {
    if (query.getDocument().size() != Bytes32.SIZE) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    Bytes32 digest = Bytes32.of(query.getDocument().toByteArray());
    Optional<DocumentStore.Document> document = documents.find(digest);
    if (document.isEmpty() && authority != null) {
      document = authority.document(digest).map(bytes -> new DocumentStore.Document(bytes, digest));
    }
    part(circuit, request, document, query.getOffset());
  }

  private static void part(
      ServedCircuit circuit,
      DirectoryRequest request,
      Optional<DocumentStore.Document> document,
      long offset) {
    if (document.isEmpty() || offset < 0 || offset >= document.get().length()) {
      status(circuit, request, DirectoryStatus.NOT_FOUND);
      return;
    }
    DocumentStore.Document found = document.get();
    DocumentPart part =
        DocumentPart.newBuilder()
            .setDocument(ByteString.copyFrom(found.digest().toByteArray()))
            .setLength(found.length())
            .setOffset(offset)
            .setData(ByteString.copyFrom(found.part((int) offset)))
            .build();
    respond(circuit, DirectoryResponse.newBuilder().setNumber(request.getNumber()).setPart(part));
  }

  private void authority(ServedCircuit circuit, DirectoryRequest request) {
    if (authority == null) {
      status(circuit, request, DirectoryStatus.NOT_AN_AUTHORITY);
      return;
    }
    if (!(circuit.attachment() instanceof Waiting)) {
      circuit.attach(new Waiting());
    }
    Waiting waiting = (Waiting) circuit.attachment();
    if (waiting == null || waiting.requests == MAX_WAITING) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    waiting.requests++;
    CompletableFuture<DirectoryStatus> done =
        request.hasPublication()
            ? authority.descriptor(request.getPublication().toByteArray())
            : authority.voting(request.getVoting().toByteArray());
    Outcome.of(
        done,
        (status, failure) -> {
          waiting.requests--;
          status(circuit, request, status == null ? DirectoryStatus.LIMITED : status);
        });
  }

  private static void status(
      ServedCircuit circuit, DirectoryRequest request, DirectoryStatus status) {
    respond(
        circuit,
        DirectoryResponse.newBuilder().setNumber(request.getNumber()).setStatus(status.code()));
  }

  private static void respond(ServedCircuit circuit, DirectoryResponse.Builder response) {
    circuit.send(RESPONSE, response.build().toByteArray());
  }
}
