package io.whisper.onion.circuit;

import io.whisper.onion.cell.RelayMessageReader;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.flow.ReceiveWindow;
import io.whisper.onion.flow.SendWindow;

/** One relay of a circuit as the client sees it: its credit both ways and what it is saying. */
final class Hop {
  final LinkTarget relay;
  final byte[] binding;
  final SendWindow outgoing = new SendWindow();
  final ReceiveWindow incoming = new ReceiveWindow();
  final RelayMessageReader reader = new RelayMessageReader();

  Hop(LinkTarget relay, byte[] binding) {
    this.relay = relay;
    this.binding = binding;
  }
}
