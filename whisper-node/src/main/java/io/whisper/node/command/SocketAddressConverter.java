package io.whisper.node.command;

import io.whisper.onion.toml.SocketAddresses;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an IP address and port from the command line. */
final class SocketAddressConverter implements ITypeConverter<InetSocketAddress> {
  @Override
  public InetSocketAddress convert(String text) {
    try {
      return SocketAddresses.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is not an IP address and port such as 192.0.2.1:9001");
    }
  }
}
