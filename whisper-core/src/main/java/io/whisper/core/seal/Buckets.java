package io.whisper.core.seal;

/**
 * The sizes that payloads are padded to, so that their length tells little (docs/protocol.md, 12).
 */
public final class Buckets {
  /** The longest payload, in bytes. */
  public static final int MAX_PAYLOAD = 65_536;

  /** What every payload inside an introduction is padded to, so that all have one size. */
  public static final int INTRODUCTION = 1_664;

  private Buckets() {}

  /** The smallest bucket that holds {@code size} bytes: 256, 1,024, 4,096, 16,384 or 65,536. */
  public static int forSize(int size) {
    if (size < 0 || size > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload of " + size + " bytes is not within 0 to " + MAX_PAYLOAD);
    }
    int bucket = 256;
    while (bucket < size) {
      bucket *= 4;
    }
    return bucket;
  }

  /** Whether payloads are padded to {@code size}. */
  static boolean contains(int size) {
    return size == INTRODUCTION || (size > 0 && size <= MAX_PAYLOAD && forSize(size) == size);
  }
}
