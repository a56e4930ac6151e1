package io.whisper.node.console;

/** A command that cannot go on, with the one line that its user needs; it ends with exit code 1. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure with the line that says what was refused and why. */
  public CommandException(String line) {
    super(line);
  }

  /** The same with what caused it, which only a debugger sees. */
  public CommandException(String line, Throwable cause) {
    super(line, cause);
  }
}
