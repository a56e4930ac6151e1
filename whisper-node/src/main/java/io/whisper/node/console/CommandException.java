package io.whisper.node.console;

/** A command that cannot go on, with the one line that its user needs; it ends with exit code 1. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean shown;

  /** A failure with the line that says what was refused and why. */
  public CommandException(String line) {
    super(line);
    shown = false;
  }

  /** The same with what caused it, which only a debugger sees. */
  public CommandException(String line, Throwable cause) {
    this(line, cause, false);
  }

  private CommandException(String line, Throwable cause, boolean shown) {
    super(line, cause);
    this.shown = shown;
  }

  /** A failure that a failed {@link Step} has shown before. */
  public static CommandException afterStep(String line, Throwable cause) {
    return new CommandException(line, cause, true);
  }

  /** Whether a failed step has shown it before. */
  public boolean isShown() {
    return shown;
  }
}
