package io.whisper.rendezvous.store;

import io.whisper.onion.cell.RelayCommand;

/** The relay commands of the store service (docs/protocol.md, "Stores"). */
final class StoreCommand {
  /** Kind 1, document. */
  static final int PUT = RelayCommand.STORE_FIRST;

  /** {@link PutStatus}, one byte. */
  static final int PUT_STATUS = PUT + 1;

  /** Kind 1, tag 32. */
  static final int GET = PUT + 2;

  /** 0 and the document, or 1 when there is none. */
  static final int GOT = PUT + 3;

  /** The kind of presences, the only one in this version. */
  static final int KIND_PRESENCE = 1;

  private StoreCommand() {}
}
