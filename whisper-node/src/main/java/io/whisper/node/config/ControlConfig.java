package io.whisper.node.config;

import io.whisper.node.control.ControlServer;
import io.whisper.onion.toml.TomlTable;
import io.whisper.onion.toml.TomlValue;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The table {@code [control]} of a role: where the role can be asked for its status.
 *
 * @param listen a loopback address and port
 * @param tokenFile where the token is written; the standard place for the port when absent
 */
public record ControlConfig(InetSocketAddress listen, Optional<Path> tokenFile) {

  /**
   * The table of that name in a role's file; without the key {@code listen} there is no control.
   */
  static Optional<ControlConfig> read(TomlTable role) {
    TomlTable table = role.table("control");
    Optional<TomlValue> listen = table.optional("listen");
    Optional<Path> token = table.optional("token-file").map(TomlValue::path);
    return listen.map(value -> new ControlConfig(loopback(value), token));
  }

  private static InetSocketAddress loopback(TomlValue value) {
    InetSocketAddress address = value.socketAddress();
    if (!ControlServer.mayListenAt(address)) {
      throw value.refused("a loopback address and port, such as \"127.0.0.1:9501\"");
    }
    return address;
  }
}
