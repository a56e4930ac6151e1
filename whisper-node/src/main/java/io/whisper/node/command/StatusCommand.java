package io.whisper.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Step;
import io.whisper.node.control.ControlClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code whisper status}: asks a running node what it is doing. */
@Command(
    name = "status",
    description = "Say what a running node is doing.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();

  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      converter = UrlConverter.class,
      description = "The node's control address, such as http://127.0.0.1:9501.")
  private URI url = URI.create("");

  @Option(
      names = "--token",
      paramLabel = "FILE",
      description =
          "The node's token file (default: control-PORT.token in the state home, "
              + StateDirectory.HOME
              + ").")
  private @Nullable Path token;

  @Option(
      names = "--healthy",
      description =
          "Print one line, and exit with 1 unless the node can do what it is there for: for health"
              + " checks.")
  private boolean healthy;

  @Override
  public void run() {
    Path file = token == null ? StateDirectory.controlToken(url.getPort()) : token;
    JsonNode status = new ControlClient(url, file).status();
    if (healthy && !status.path("healthy").asBoolean()) {
      throw new CommandException(
          "the node is not healthy: " + status.path("ailment").asText("it does not say why"));
    }
    Step step = Step.done("status", 0, healthy ? "healthy" : status.toPrettyString());
    for (Map.Entry<String, JsonNode> field : status.properties()) {
      step = step.with(field.getKey(), field.getValue());
    }
    console.console().step(step);
  }
}
