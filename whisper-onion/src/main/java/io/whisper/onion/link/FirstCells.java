package io.whisper.onion.link;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.NetInfo;
import io.whisper.onion.cell.Versions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cells that a peer has to send before any other: VERSIONS, then NETINFO (docs/protocol.md,
 * "Links").
 */
final class FirstCells {
  /** The link versions that this code speaks. */
  static final Versions VERSIONS = Versions.of(1);

  /** What a cell was at its place. */
  enum Result {
    /** It is what was awaited, and another one is awaited. */
    AWAITED,
    /** It is the last one. */
    COMPLETE,
    /** Its command is unknown: it is passed over. */
    UNKNOWN,
    /** It cannot be at this place. */
    MALFORMED,
    /** The peer speaks no link version that we do. */
    NO_COMMON_VERSION
  }

  private int version;
  private @Nullable NetInfo info;

  /** Takes the next cell, whose command is null where it is unknown. */
  Result take(Cell cell, @Nullable CellCommand command) {
    return version == 0 ? takeVersions(cell, command) : takeNetInfo(cell, command);
  }

  private Result takeVersions(Cell cell, @Nullable CellCommand command) {
    Optional<Versions> theirs =
        command == CellCommand.VERSIONS ? Versions.in(cell) : Optional.empty();
    if (theirs.isEmpty()) {
      return Result.MALFORMED;
    }
    Optional<Integer> common = VERSIONS.common(theirs.get());
    common.ifPresent(highest -> version = highest);
    return common.isPresent() ? Result.AWAITED : Result.NO_COMMON_VERSION;
  }

  private Result takeNetInfo(Cell cell, @Nullable CellCommand command) {
    if (command == null) {
      return Result.UNKNOWN;
    }
    Optional<NetInfo> theirs = command == CellCommand.NETINFO ? NetInfo.in(cell) : Optional.empty();
    info = theirs.orElse(null);
    return theirs.isPresent() ? Result.COMPLETE : Result.MALFORMED;
  }

  /** The highest version that both sides speak; 0 before VERSIONS. */
  int version() {
    return version;
  }

  /** What the peer said of itself; nothing before NETINFO. */
  Optional<NetInfo> info() {
    return Optional.ofNullable(info);
  }
}
