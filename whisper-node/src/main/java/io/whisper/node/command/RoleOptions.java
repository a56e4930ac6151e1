package io.whisper.node.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of the commands that run one role of a network. */
final class RoleOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The role's configuration file, see docs/configuration.md.")
  private Path config = Path.of("");

  /** The configuration file. */
  Path config() {
    return config;
  }
}
