package io.whisper.it.docker;

import io.whisper.it.traffic.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A search for what no log at INFO or above may name, in everything that a network's containers
 * printed: messages, addresses of users, keys and addresses of machines.
 */
final class LogInspection {
  private final ContainerNetwork network;
  private final Map<String, Pattern> secrets = new TreeMap<>();

  LogInspection(ContainerNetwork network) {
    this.network = network;
    secrets.put("a message", Pattern.compile(Pattern.quote(Payload.WORDS)));
    secrets.put(
        "the recipient's address",
        Pattern.compile(Pattern.quote(network.recipientAddress().substring(0, 16))));
    secrets.put("an address of a user", Pattern.compile("[a-z2-7]{56}"));
    secrets.put("a key in hexadecimal", Pattern.compile("[0-9a-fA-F]{32}"));
    secrets.put("a key in base64", Pattern.compile("[A-Za-z0-9+/]{43}="));
    secrets.put("an IPv4 address", Pattern.compile("\\b\\d{1,3}(\\.\\d{1,3}){3}\\b"));
    secrets.put(
        "an IPv6 address", Pattern.compile("\\b[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{0,4}){3,7}\\b"));
  }

  /** What was found: a line each. */
  List<String> findings() {
    List<String> found = new ArrayList<>();
    for (Host host : network.hosts()) {
      for (String line : host.output().lines().toList()) {
        secrets.forEach(
            (what, secret) -> {
              if (secret.matcher(line).find()) {
                found.add(host.name() + " prints " + what + ": " + line);
              }
            });
      }
    }
    return found;
  }
}
