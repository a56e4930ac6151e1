package io.whisper.rendezvous.store;

import io.whisper.onion.cell.RelayMessage;

/** What a store and the client of one circuit are about. Confined to the loop. */
interface Conversation {

  /** The client said something. */
  void onMessage(RelayMessage message);

  /** More may leave. */
  default void onSendable() {}

  /** The circuit is gone. */
  default void onClosed() {}
}
