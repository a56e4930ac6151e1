package io.whisper.core.testkit;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What may happen to bytes on their way: for tests that a codec refuses all of it. */
public final class Tampering {
  private Tampering() {}

  /** Every proper beginning of {@code bytes}, the empty one included. */
  public static Stream<byte[]> truncations(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToObj(length -> Arrays.copyOf(bytes, length));
  }

  /** For every position of {@code bytes}, a copy in which that byte has a random other value. */
  public static Stream<byte[]> singleByteChanges(byte[] bytes, RandomGenerator random) {
    return IntStream.range(0, bytes.length)
        .mapToObj(
            i -> {
              byte[] changed = bytes.clone();
              changed[i] ^= (byte) random.nextInt(1, 256);
              return changed;
            });
  }

  /** For every bit of {@code bytes}, a copy in which that bit is flipped. */
  public static Stream<byte[]> bitFlips(byte[] bytes) {
    return IntStream.range(0, 8 * bytes.length)
        .mapToObj(
            i -> {
              byte[] changed = bytes.clone();
              changed[i / 8] ^= (byte) (1 << (i % 8));
              return changed;
            });
  }
}
