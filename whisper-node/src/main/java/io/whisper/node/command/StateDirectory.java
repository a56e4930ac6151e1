package io.whisper.node.command;

import java.nio.file.Path;

/** Where whisper keeps its state unless an option says otherwise: the XDG state home. */
final class StateDirectory {
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

  /** The file in which a node with a control surface at this port leaves its token. */
  static Path controlToken(int port) {
    return standard().resolve("control-" + port + ".token");
  }
}
