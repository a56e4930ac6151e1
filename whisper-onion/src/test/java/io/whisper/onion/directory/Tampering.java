package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What a stranger on the way can do to a document: cut it, change it, lengthen it. */
public final class Tampering {
  private Tampering() {}

  /**
   * Asserts that {@code decode} refuses, without an exception, whatever is not {@code document}.
   */
  public static void assertRefused(
      byte[] document, Function<byte[], Optional<?>> decode, RandomGenerator random) {
    assertThat(decode.apply(document)).isPresent();
    for (int length = 0; length < document.length; length++) {
      assertThat(decode.apply(Arrays.copyOf(document, length))).as("cut to %d", length).isEmpty();
    }
    for (int i = 0; i < document.length; i++) {
      byte[] changed = document.clone();
      changed[i] ^= (byte) (1 + random.nextInt(255));
      assertThat(decode.apply(changed)).as("byte %d changed", i).isEmpty();
    }
    assertThat(decode.apply(Arrays.copyOf(document, document.length + 1))).isEmpty();
  }
}
