package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.toml.SocketAddresses;
import java.util.regex.Pattern;

/**
 * One directory authority as the network file names it.
 *
 * @param name what people call it: 1 to 32 characters a-z, 0-9 and '-'
 * @param target its keys and addresses; its identity signs votes and consensus
 */
public record AuthorityEntry(String name, LinkTarget target) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** Refuses other names. */
  public AuthorityEntry {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "authority name \"" + name + "\"; accepted are 1 to 32 characters a-z, 0-9 and '-'");
    }
  }

  /** The Ed25519 public key that names the authority. */
  public Bytes32 identity() {
    return target.identity();
  }

  /** Its table {@code [[authority]]} in a network file. */
  public String toToml() {
    String addresses =
        target.addresses().stream()
            .map(address -> quoted(SocketAddresses.format(address)))
            .toList()
            .toString();
    return "[[authority]]\n"
        + line("name", quoted(name))
        + line("identity", quoted(target.identity().hex()))
        + line("onion-key", quoted(target.onionKey().hex()))
        + line("certificate", quoted(target.certificateHash().hex()))
        + line("addresses", addresses);
  }

  private static String line(String key, String value) {
    return key + " = " + value + "\n";
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
