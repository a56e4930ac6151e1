package io.whisper.node.command;

import io.whisper.core.state.PrivateFiles;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import java.io.IOException;
import java.nio.file.Path;

/** Where whisper keeps its state unless an option says otherwise: the XDG state home. */
final class StateDirectory {
  /** How help names it. */
  static final String HOME = "~/.local/state/whisper";

  private StateDirectory() {}

  /** {@code $XDG_STATE_HOME/whisper}, or {@code ~/.local/state/whisper} where that is not set. */
  static Path standard() {
    String xdg = System.getenv("XDG_STATE_HOME");
    Path home =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(xdg);
    return home.resolve("whisper");
  }

  /** The same, made when it is missing. */
  static Path made() {
    try {
      PrivateFiles.createDirectories(standard());
      return standard();
    } catch (IOException e) {
      throw new CommandException("cannot make " + standard() + ": " + Reason.of(e), e);
    }
  }

  /** The file in which a node with a control surface at this port leaves its token. */
  static Path controlToken(int port) {
    return standard().resolve("control-" + port + ".token");
  }
}
