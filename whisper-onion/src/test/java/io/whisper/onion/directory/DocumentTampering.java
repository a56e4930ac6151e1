package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What a stranger on the way can do to a document: cut it, change it, lengthen it. */
public final class DocumentTampering {
  private DocumentTampering() {}

  /**
   * Asserts that {@code decode} refuses, without an exception, whatever is not {@code document}.
   */
  public static void assertRefused(
      byte[] document, Function<byte[], Optional<?>> decode, RandomGenerator random) {
    assertThat(decode.apply(document)).isPresent();
    assertThat(Tampering.truncations(document))
        .allSatisfy(cut -> assertThat(decode.apply(cut)).as("cut to %d", cut.length).isEmpty());
    assertThat(Tampering.singleByteChanges(document, random))
        .allSatisfy(changed -> assertThat(decode.apply(changed)).isEmpty());
    assertThat(decode.apply(Arrays.copyOf(document, document.length + 1))).isEmpty();
  }
}
