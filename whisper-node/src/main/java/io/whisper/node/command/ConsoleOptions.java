package io.whisper.node.command;

import io.whisper.node.console.Console;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** The options every command has for how it speaks to its user. */
final class ConsoleOptions {
  @Option(
      names = "--json",
      description = "Print one JSON object a line and nothing else on standard output.")
  private boolean json;

  /** The console that these options ask for, on the process's own streams. */
  Console console() {
    return new Console(ProcessStreams.OUT, ProcessStreams.ERR, json);
  }

  /** A console that speaks JSON. */
  static Console json() {
    return new Console(ProcessStreams.OUT, ProcessStreams.ERR, true);
  }

  /** The process's standard streams: the one place that names them. */
  private static final class ProcessStreams {
    static final PrintStream OUT = System.out;
    static final PrintStream ERR = System.err;
  }
}
