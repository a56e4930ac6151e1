package io.whisper.node.config;

import io.whisper.onion.directory.Network;
import io.whisper.onion.toml.TomlTable;
import io.whisper.onion.toml.TomlValue;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file of {@code whisper authority}.
 *
 * @param network the network that it is an authority of
 * @param state where its keys, votes and consensus lie
 * @param listen where it listens, one or more addresses
 * @param control where it can be asked for its status
 */
public record AuthorityConfig(
    Network network, Path state, List<InetSocketAddress> listen, Optional<ControlConfig> control) {

  /**
   * Reads the file.
   *
   * @throws io.whisper.onion.toml.TomlException naming file, line and what is wrong there
   */
  public static AuthorityConfig read(Path file) {
    TomlTable table = TomlTable.read(file);
    Path network = table.required("network").path();
    Path state = table.required("state").path();
    List<InetSocketAddress> listen =
        table.required("listen").list(1, 4).stream().map(TomlValue::socketAddress).toList();
    Optional<ControlConfig> control = ControlConfig.read(table);
    table.refuseUnknownKeys();
    return new AuthorityConfig(Network.read(network), state, listen, control);
  }
}
