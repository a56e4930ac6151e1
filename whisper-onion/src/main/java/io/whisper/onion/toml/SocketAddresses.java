package io.whisper.onion.toml;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Socket addresses as people write them: a literal IP address and a port, never a host name. */
public final class SocketAddresses {
  private static final Pattern V4 =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}):(\\d{1,5})");
  private static final Pattern V6 = Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})]:(\\d{1,5})");

  private SocketAddresses() {}

  /**
   * The address of {@code text}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static InetSocketAddress parse(String text) {
    Matcher v4 = V4.matcher(text);
    if (v4.matches()) {
      return of(v4);
    }
    Matcher v6 = V6.matcher(text);
    if (v6.matches() && v6.group(1).contains(":")) {
      return of(v6);
    }
    throw new IllegalArgumentException("not an IP address and port");
  }

  /** The address as {@link #parse} reads it. */
  public static String format(InetSocketAddress address) {
    return NetUtil.toSocketAddressString(address);
  }

  private static InetSocketAddress of(Matcher matcher) {
    byte[] ip = NetUtil.createByteArrayFromIpAddressString(matcher.group(1));
    if (ip == null) {
      throw new IllegalArgumentException("not an IP address");
    }
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(ip), Integer.parseInt(matcher.group(2)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IP address", e);
    }
  }
}
