package io.whisper.rendezvous.point;

import io.whisper.onion.cell.RelayCommand;

/** The relay commands of the rendezvous service (docs/protocol.md, "Rendezvous"). */
final class RendezvousCommand {
  /** Initiator to relay: cookie 20. */
  static final int ESTABLISH_RENDEZVOUS = RelayCommand.RENDEZVOUS_FIRST;

  /** Relay to initiator: it waits. Empty. */
  static final int RENDEZVOUS_ESTABLISHED = ESTABLISH_RENDEZVOUS + 1;

  /** Recipient to relay: cookie 20, handshake reply. */
  static final int MEET = ESTABLISH_RENDEZVOUS + 2;

  /** Relay to initiator: handshake reply. */
  static final int MET = ESTABLISH_RENDEZVOUS + 3;

  /** Relay to recipient: 0 when the circuits are joined, 1 when nobody waits under the cookie. */
  static final int MEET_STATUS = ESTABLISH_RENDEZVOUS + 4;

  private RendezvousCommand() {}
}
