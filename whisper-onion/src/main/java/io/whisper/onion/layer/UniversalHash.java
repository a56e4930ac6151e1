package io.whisper.onion.layer;

/**
 * UH: an almost-xor-universal hash of up to a few hundred bytes to 16 under a key of 16
 * (docs/protocol.md, section 6).
 */
interface UniversalHash {

  /** Bytes of a key and of a result. */
  int SIZE = 16;

  /** Takes a new key of 16 bytes at this place. */
  void key(byte[] array, int offset);

  /**
   * Hashes this range, as if zeros filled its last block of 16 bytes, and writes 16 bytes. The
   * result may overlap the range.
   */
  void hash(byte[] in, int offset, int length, byte[] out, int outOffset);

  /** Overwrites what was derived from the key. */
  void wipe();
}
