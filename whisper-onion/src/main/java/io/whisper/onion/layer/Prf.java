package io.whisper.onion.layer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * PRF, a stream of bytes from 16 bytes of input (docs/protocol.md, section 6).
 *
 * <pre>AES-CTR under K from IV = UH(B, input) with its low 6 bits cleared, advanced by 31 t blocks
 * </pre>
 *
 * <p>Not safe for use by several threads at once.
 */
final class Prf {

  /** Bytes of a key: K 16 | B 16. */
  static final int KEY_SIZE = AesBlocks.SIZE + UniversalHash.SIZE;

  /** Blocks of the stream for a cell (t = 0); those of an update (t = 1) come behind them. */
  static final int STREAM_BLOCKS = 31;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final AesBlocks aes = AesBlocks.encrypting();
  private final UniversalHash hash = Polyval.forSingleBlocks();

  /** Takes a new key K | B at this place. */
  void key(byte[] array, int offset) {
    aes.key(array, offset);
    hash.key(array, offset + AesBlocks.SIZE);
  }

  /**
   * Adds the stream for a cell (t = 0) to this range.
   *
   * @param length up to 496
   */
  void addTo(byte[] array, int offset, int length, byte[] input, int inputOffset, Scratch scratch) {
    byte[] stream = scratch.stream;
    stream(0, STREAM_BLOCKS, input, inputOffset, scratch);
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      LONG.set(array, offset + i, (long) LONG.get(array, offset + i) ^ (long) LONG.get(stream, i));
    }
    for (; i < length; i++) {
      array[offset + i] ^= stream[i];
    }
  }

  /**
   * Writes the stream of an update (t = 1).
   *
   * @param out its length, a multiple of 16, says how much
   */
  void update(byte[] out, byte[] input, int inputOffset, Scratch scratch) {
    stream(STREAM_BLOCKS, out.length / AesBlocks.SIZE, input, inputOffset, scratch);
    System.arraycopy(scratch.stream, 0, out, 0, out.length);
  }

  private void stream(int first, int blocks, byte[] input, int inputOffset, Scratch scratch) {
    byte[] counters = scratch.counters;
    hash.hash(input, inputOffset, AesBlocks.SIZE, scratch.hash, 0);
    long high = (long) LONG.get(scratch.hash, 0);
    // The counter never carries out of the 6 cleared bits: 31 + 5 blocks are fewer than 64.
    long low = ((long) LONG.get(scratch.hash, Long.BYTES) & ~0x3fL) + first;
    for (int i = 0; i < blocks; i++) {
      LONG.set(counters, i * AesBlocks.SIZE, high);
      LONG.set(counters, i * AesBlocks.SIZE + Long.BYTES, low + i);
    }
    aes.process(counters, 0, blocks * AesBlocks.SIZE, scratch.stream, 0);
  }

  void wipe() {
    aes.wipe();
    hash.wipe();
  }
}
