package io.whisper.onion.layer;

/**
 * ET, an LRW2 tweakable block cipher over 16 bytes (docs/protocol.md, section 6), in one direction.
 *
 * <pre>u = UH(KU, T); ENC(T, M) = u xor AES_KB(M xor u)</pre>
 *
 * <p>Not safe for use by several threads at once.
 */
final class Et {

  /** Bytes of a key: KB 16 | KU 16. */
  static final int KEY_SIZE = AesBlocks.SIZE + UniversalHash.SIZE;

  private final AesBlocks aes;
  private final UniversalHash hash = Polyval.forLongInputs();

  private Et(AesBlocks aes) {
    this.aes = aes;
  }

  static Et encrypting() {
    return new Et(AesBlocks.encrypting());
  }

  static Et decrypting() {
    return new Et(AesBlocks.decrypting());
  }

  /** Takes a new key KB | KU at this place. */
  void key(byte[] array, int offset) {
    aes.key(array, offset);
    hash.key(array, offset + AesBlocks.SIZE);
  }

  /** Processes the 16 bytes at this place under a tweak. */
  void process(byte[] tweak, int tweakLength, byte[] array, int offset, Scratch scratch) {
    byte[] u = scratch.hash;
    byte[] block = scratch.block;
    byte[] result = scratch.result;
    hash.hash(tweak, 0, tweakLength, u, 0);
    for (int i = 0; i < AesBlocks.SIZE; i++) {
      block[i] = (byte) (array[offset + i] ^ u[i]);
    }
    aes.process(block, 0, AesBlocks.SIZE, result, 0);
    for (int i = 0; i < AesBlocks.SIZE; i++) {
      array[offset + i] = (byte) (result[i] ^ u[i]);
    }
  }

  void wipe() {
    aes.wipe();
    hash.wipe();
  }
}
