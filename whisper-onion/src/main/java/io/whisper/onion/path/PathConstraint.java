package io.whisper.onion.path;

/** Why a relay may not stand at some place of a path (docs/protocol.md, "Lengths and paths"). */
public enum PathConstraint {
  /** It is not in the live consensus. */
  NOT_LISTED("not listed in the consensus"),
  /** It stands on the path already. */
  REPEATED("on the path already"),
  /** It declares a family that a relay of the path declares too. */
  FAMILY("of the same family"),
  /** It has an address in the same IPv4 /16 or IPv6 /32 as a relay of the path. */
  ADDRESS_BLOCK("in the same address block"),
  /** It is not one of the guards, or no relay may become one. */
  GUARD("no guard"),
  /** It is not one of the second hops, or no relay may become one. */
  SECOND_HOP("no second hop");

  private final String words;

  PathConstraint(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
