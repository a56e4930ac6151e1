package io.whisper.it.docker;

import java.util.Locale;
import java.util.regex.Pattern;

/** TCP connections as a kernel lists them in {@code /proc/net/tcp} and {@code tcp6}. */
final class Connections {
  private static final String ESTABLISHED = "01";

  private Connections() {}

  /** Whether a connection to the address of four numbers stands. */
  static boolean established(String listing, String address) {
    StringBuilder hex = new StringBuilder();
    for (String part : address.split("\\.", -1)) {
      hex.insert(0, String.format(Locale.ROOT, "%02X", Integer.parseInt(part)));
    }
    // Local address, remote address, state; an IPv4 address ends the IPv6 one that holds it.
    return Pattern.compile(
            "^ *\\d+: \\S+ \\S*" + hex + ":\\S+ " + ESTABLISHED + " ", Pattern.MULTILINE)
        .matcher(listing)
        .find();
  }
}
