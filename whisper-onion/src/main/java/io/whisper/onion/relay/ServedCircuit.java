package io.whisper.onion.relay;

import io.whisper.onion.cell.DestroyReason;
import org.jspecify.annotations.Nullable;

/**
 * A circuit that ends at this relay, as a {@link RelayService} sees it: somebody unknown at the far
 * end of it.
 *
 * <p>Confined to the relay's loop. Its methods do nothing once the circuit is closed.
 */
public interface ServedCircuit {

  /**
   * Sends a message back to the client. It leaves when the client's credit has room for the whole
   * of it; what waits is bounded by the relay's settings, and the message that goes over the bound
   * destroys the circuit.
   *
   * @param command a relay command of the service, 16 to 255
   * @param data 0 to 65,535 bytes; not copied, so the caller must not change it afterwards
   */
  void send(int command, byte[] data);

  /**
   * The 32 bytes that name this circuit to its two ends and to nobody else, for signatures that
   * must not hold on another circuit; a copy.
   */
  byte[] binding();

  /**
   * Joins this circuit and another: from now on a body that is for no hop leaves on the other one.
   * What this relay had queued on either leaves first. When one is destroyed so is the other.
   *
   * @throws IllegalArgumentException when {@code other} is this circuit or one of another relay
   * @throws IllegalStateException when one of them is spliced already
   */
  void splice(ServedCircuit other);

  /** Ends the circuit, and the one it is spliced to. */
  void destroy(DestroyReason reason);

  /** Whether the circuit was joined to another. */
  boolean spliced();

  /** Whether the circuit is gone. */
  boolean closed();

  /** What the service attached, or null. */
  @Nullable Object attachment();

  /** Keeps something of the service's with the circuit, in place of what was there. */
  void attach(@Nullable Object attachment);

  /**
   * An opaque key, equal for the circuits that came over one link and only for these: for limits
   * per link. Who keeps it keeps nothing of the link.
   */
  Object linkKey();

  /** How many cells may leave at once: 0 when the client's credit is used up or messages wait. */
  int sendable();
}
