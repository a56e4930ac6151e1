package io.whisper.node;

import io.whisper.node.command.WhisperCommand;
import picocli.CommandLine;

/** The entry of the program: runs one command line and ends with its exit code. */
public final class Main {
  private Main() {}

  /** Runs the command line {@code args}; exit code 0 is done, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    int code = WhisperCommand.commandLine().execute(args);
    boolean unseen = System.out.checkError();
    System.exit(unseen && code == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : code);
  }
}
