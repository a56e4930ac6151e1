package io.whisper.node.config;

import io.whisper.onion.directory.Network;
import io.whisper.onion.toml.TomlTable;
import io.whisper.onion.toml.TomlValue;
import io.whisper.rendezvous.EndpointOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file of {@code whisper endpoint}.
 *
 * @param network the network to join
 * @param state where its guards, keys and consensus lie
 * @param identity the identity file, made when it is missing
 * @param output the file that its address and what arrives are appended to, instead of standard
 *     output
 * @param options how it wants to be reached
 * @param control where it can be asked for its status
 */
public record EndpointConfig(
    Network network,
    Path state,
    Path identity,
    Optional<Path> output,
    EndpointOptions options,
    Optional<ControlConfig> control) {

  /**
   * Reads the file.
   *
   * @throws io.whisper.onion.toml.TomlException naming file, line and what is wrong there
   */
  public static EndpointConfig read(Path file) {
    TomlTable table = TomlTable.read(file);
    Path network = table.required("network").path();
    Path state = table.required("state").path();
    Path identity =
        table.optional("identity").map(TomlValue::path).orElse(state.resolve("identity"));
    Optional<Path> output = table.optional("output").map(TomlValue::path);
    EndpointOptions options = options(table, EndpointOptions.defaults());
    Optional<ControlConfig> control = ControlConfig.read(table);
    table.refuseUnknownKeys();
    return new EndpointConfig(Network.read(network), state, identity, output, options, control);
  }

  private static EndpointOptions options(TomlTable table, EndpointOptions standard) {
    long points =
        table
            .optional("introduction-points")
            .map(value -> value.integer(1, 20))
            .orElse((long) standard.introductionPoints());
    long hops =
        table
            .optional("receiving-hops")
            .map(value -> value.integer(0, 3))
            .orElse((long) standard.receivingHops());
    return standard.withIntroductionPoints((int) points).withReceivingHops((int) hops);
  }
}
