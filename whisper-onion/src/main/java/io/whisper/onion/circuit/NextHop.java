package io.whisper.onion.circuit;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extended;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.cell.RelayMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the handshake with a relay that is to become the next hop of a circuit: CREATED
 * from the first, EXTENDED or TRUNCATED from the last hop for the others. At most one is awaited at
 * a time. Confined to the endpoint's loop.
 */
final class NextHop {
  private @Nullable HandshakeCells created;
  private @Nullable CompletableFuture<byte[]> answer;

  /** Awaits the answer of the first relay. */
  CompletableFuture<byte[]> awaitCreated() {
    CompletableFuture<byte[]> awaited = awaitExtended();
    created = new HandshakeCells(CellCommand.CREATED);
    return awaited;
  }

  /** Awaits the answer of a relay behind the last hop. */
  CompletableFuture<byte[]> awaitExtended() {
    if (answer != null) {
      throw new IllegalStateException("the circuit waits for an answer already");
    }
    CompletableFuture<byte[]> awaited = new CompletableFuture<>();
    answer = awaited;
    return awaited;
  }

  /** Whether an answer is awaited. */
  boolean awaited() {
    return answer != null;
  }

  /** Takes a cell of the first relay's answer; false when it should not have come. */
  boolean created(Cell cell) {
    HandshakeCells assembling = created;
    if (assembling == null || !assembling.accept(cell)) {
      return false;
    }
    if (assembling.complete()) {
      created = null;
      answered(assembling.handshake());
    }
    return true;
  }

  /** Takes EXTENDED; false when it should not have come. */
  boolean extended(RelayMessage message) {
    Optional<Extended> extended = Extended.decode(message.data());
    if (extended.isEmpty() || answer == null) {
      return false;
    }
    answered(extended.get().handshake());
    return true;
  }

  /** Takes TRUNCATED from a circuit of so many hops; false when it should not have come. */
  boolean truncated(RelayMessage message, int hops) {
    Optional<DestroyReason> reason = DestroyReason.decode(message.data());
    if (reason.isEmpty() || answer == null) {
      return false;
    }
    fail(
        new BuildException(
            CircuitFailure.REFUSED,
            hops,
            hops > 1,
            "hop " + hops + " could not reach hop " + (hops + 1) + " (" + reason.get() + ")"));
    return true;
  }

  /** The circuit of so many hops ended: no answer comes any more. */
  void ended(DestroyReason reason, int hops) {
    fail(
        new BuildException(
            reason == DestroyReason.PROTOCOL ? CircuitFailure.PROTOCOL : CircuitFailure.REFUSED,
            hops,
            false,
            "the circuit ended while hop " + (hops + 1) + " was made (" + reason + ")"));
  }

  private void answered(byte[] handshake) {
    CompletableFuture<byte[]> awaiting = answer;
    answer = null;
    if (awaiting != null) {
      awaiting.complete(handshake);
    }
  }

  private void fail(BuildException failure) {
    CompletableFuture<byte[]> awaiting = answer;
    answer = null;
    if (awaiting != null) {
      awaiting.completeExceptionally(failure);
    }
  }
}
