package io.whisper.onion.directory.service;

import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import java.util.concurrent.CompletableFuture;

/** Ways to directory servers over circuits: of one hop to authorities, over a guard to relays. */
public final class CircuitConnector implements DirectoryConnector {
  private final Circuits circuits;
  private final TimeSource time;

  /** Opens circuits with {@code circuits}, whose loop {@code time} is that of. */
  public CircuitConnector(Circuits circuits, TimeSource time) {
    this.circuits = circuits;
    this.time = time;
  }

  @Override
  public CompletableFuture<DirectoryConversation> direct(LinkTarget target) {
    return circuits.direct(target).thenApply(this::converse);
  }

  @Override
  public CompletableFuture<DirectoryConversation> guarded(RelayEntry relay) {
    return circuits
        .open(new CircuitRequest(relay, 1, false, "directory"))
        .thenApply(this::converse);
  }

  private DirectoryConversation converse(Circuit circuit) {
    DirectoryConversation conversation =
        new DirectoryConversation(
            time, request -> circuit.send(DirectoryService.REQUEST, request), circuit::close);
    circuit.listen(
        new CircuitListener() {
          @Override
          public void onMessage(RelayMessage message) {
            if (message.command() == DirectoryService.RESPONSE) {
              conversation.onResponse(message.data());
            } else {
              conversation.end("answered with garbage");
            }
          }

          @Override
          public void onClosed(DestroyReason reason) {
            conversation.end("the circuit was ended");
          }
        });
    return conversation;
  }
}
