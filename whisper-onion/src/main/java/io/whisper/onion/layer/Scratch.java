package io.whisper.onion.layer;

import java.util.Arrays;

/**
 * Working memory for one cell, one for each thread: kept in every hop of every circuit it would be
 * most of a circuit's memory. Nothing stays in it between two cells.
 */
final class Scratch {

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  /** The tweak of ET and what it is hashed from: lastTag 16 | command 1 | X_R 493. */
  final byte[] tweak = new byte[Uiv.TWEAK_SIZE];

  /** Counter blocks of the PRF. */
  final byte[] counters = new byte[Prf.STREAM_BLOCKS * AesBlocks.SIZE];

  /** What AES makes of them. */
  final byte[] stream = new byte[Prf.STREAM_BLOCKS * AesBlocks.SIZE];

  /** A hash. */
  final byte[] hash = new byte[UniversalHash.SIZE];

  /** A block before AES. */
  final byte[] block = new byte[AesBlocks.SIZE];

  /** A block after AES. */
  final byte[] result = new byte[AesBlocks.SIZE];

  private Scratch() {}

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** Overwrites what could open the last cell. */
  void wipe() {
    Arrays.fill(tweak, (byte) 0);
    Arrays.fill(stream, (byte) 0);
    Arrays.fill(hash, (byte) 0);
    Arrays.fill(block, (byte) 0);
    Arrays.fill(result, (byte) 0);
  }
}
