package io.whisper.node.command;

import io.whisper.core.identity.Identity;
import io.whisper.node.console.Step;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code whisper keygen}: makes an identity and prints its address. */
@Command(
    name = "keygen",
    description = "Make an identity and print its address.",
    mixinStandardHelpOptions = true)
final class KeygenCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where to keep it, mode 0600, never overwritten (default: identity in the state"
              + " directory).")
  private @Nullable Path out;

  @Override
  public void run() {
    Path file = out == null ? StateDirectory.standard().resolve("identity") : out;
    try (Identity identity = Identity.ephemeral()) {
      identity.save(file);
      String address = identity.address().toString();
      console
          .console()
          .step(
              Step.done("keygen", 0, address)
                  .with("address", address)
                  .with("file", file.toString()));
    }
  }
}
