package io.whisper.onion.layer;

/** POLYVAL over the tweak of a cell, for the benchmarks, which stand outside this package. */
public final class PolyvalProbe {

  private final Polyval polyval = Polyval.forLongInputs();
  private final byte[] tweak = new byte[Uiv.TWEAK_SIZE];

  /** With a key of zeros but one. */
  public PolyvalProbe() {
    rekey((byte) 1);
  }

  /** Hashes 510 bytes and feeds the result into the next ones. */
  public byte[] hash() {
    polyval.hash(tweak, 0, tweak.length, tweak, 0);
    return tweak;
  }

  /** Takes a new key. */
  public void rekey(byte first) {
    byte[] key = new byte[16];
    key[0] = first;
    polyval.key(key, 0);
  }
}
