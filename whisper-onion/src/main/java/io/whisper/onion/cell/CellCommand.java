package io.whisper.onion.cell;

import org.jspecify.annotations.Nullable;

/** What a cell is for: its fifth byte (docs/protocol.md, section 4). */
public enum CellCommand {
  /** Opens a circuit: the first cell of a client's handshake. */
  CREATE(1),
  /** Continues the handshake of a {@link #CREATE}. */
  CREATE_MORE(2),
  /** Answers a {@link #CREATE}: the first cell of a relay's handshake. */
  CREATED(3),
  /** Continues the handshake of a {@link #CREATED}. */
  CREATED_MORE(4),
  /** Carries 509 onion-encrypted bytes along a circuit. */
  RELAY(5),
  /** A {@link #RELAY} that may carry an extension; a circuit passes only a few of them. */
  RELAY_EARLY(6),
  /** Ends a circuit, with a {@link DestroyReason}. */
  DESTROY(7),
  /** The first cell on a link: the link versions its sender speaks. */
  VERSIONS(8),
  /** The second cell on a link: the time and the address that a relay sees. */
  NETINFO(9),
  /** Says nothing; read and forgotten. */
  PADDING(10);

  private static final @Nullable CellCommand[] BY_CODE = new CellCommand[256];

  static {
    for (CellCommand command : values()) {
      BY_CODE[command.code] = command;
    }
  }

  private final int code;

  CellCommand(int code) {
    this.code = code;
  }

  /** The command with this byte, or null when this version knows none. */
  public static @Nullable CellCommand of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** The byte on the wire, 1 to 255. */
  public int code() {
    return code;
  }

  /** Whether cells of this command belong to the link and carry circuit id 0. */
  public boolean ofLink() {
    return this == VERSIONS || this == NETINFO || this == PADDING;
  }

  /** Whether cells of this command carry an onion-encrypted body. */
  public boolean ofRelay() {
    return this == RELAY || this == RELAY_EARLY;
  }
}
