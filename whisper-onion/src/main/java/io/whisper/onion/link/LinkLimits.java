package io.whisper.onion.link;

import java.time.Duration;

/**
 * The bounds of a {@link LinkServer}. A connection beyond a bound is closed before its TLS
 * handshake.
 *
 * @param perAddress links with one IPv4 address or one IPv6 /64, from 1
 * @param total links in all, from 1
 * @param handshakeTimeout from the TCP connection to the peer's first cells, above zero
 * @param idleTimeout how long a link may be without any cell before it is closed (it may take twice
 *     as long); zero for ever
 */
public record LinkLimits(
    int perAddress, int total, Duration handshakeTimeout, Duration idleTimeout) {

  /** Checks the ranges. */
  public LinkLimits {
    if (perAddress < 1 || total < 1) {
      throw new IllegalArgumentException(
          "perAddress is " + perAddress + ", total is " + total + ", expected 1 or more");
    }
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      throw new IllegalArgumentException(
          "handshakeTimeout is " + handshakeTimeout + ", expected more than zero");
    }
    if (idleTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "idleTimeout is " + idleTimeout + ", expected zero or more");
    }
  }

  /** 128 links an address, 16,384 in all, 10 seconds to get ready, 15 minutes without a cell. */
  public static LinkLimits defaults() {
    return new LinkLimits(128, 16_384, Duration.ofSeconds(10), Duration.ofMinutes(15));
  }

  /** The same with this many links an address. */
  public LinkLimits withPerAddress(int value) {
    return new LinkLimits(value, total, handshakeTimeout, idleTimeout);
  }

  /** The same with this many links in all. */
  public LinkLimits withTotal(int value) {
    return new LinkLimits(perAddress, value, handshakeTimeout, idleTimeout);
  }

  /** The same with this time to get ready. */
  public LinkLimits withHandshakeTimeout(Duration value) {
    return new LinkLimits(perAddress, total, value, idleTimeout);
  }

  /** The same with this time without a cell. */
  public LinkLimits withIdleTimeout(Duration value) {
    return new LinkLimits(perAddress, total, handshakeTimeout, value);
  }
}
