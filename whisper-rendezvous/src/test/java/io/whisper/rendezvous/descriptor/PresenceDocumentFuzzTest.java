package io.whisper.rendezvous.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;

/** Fuzz targets of presences and cards; the build runs them over their seeds. */
final class PresenceDocumentFuzzTest {
  private static final Identity STRANGER = Identity.ephemeral(new SeededRandom(3));

  /** Whatever document comes, one that is read keeps its bytes and opens for nobody else. */
  @FuzzTest(maxDuration = "20s")
  void document(byte[] document) {
    PresenceDocument.verify(document)
        .ifPresent(
            read -> {
              assertThat(read.bytes()).isEqualTo(document);
              assertThat(read.open(STRANGER.address())).isEmpty();
            });
    CardDocument.verify(document)
        .ifPresent(
            read -> {
              assertThat(read.bytes()).isEqualTo(document);
              assertThat(read.open(STRANGER.address())).isEmpty();
            });
  }

  /** Whatever a recipient encrypted, what is read can be written and read again. */
  @FuzzTest(maxDuration = "20s")
  void content(byte[] plaintext) {
    PresenceContentCodec.decode(plaintext)
        .ifPresent(
            read ->
                assertThat(PresenceContentCodec.decode(PresenceContentCodec.encode(read)))
                    .contains(read));
    CardContentCodec.decode(plaintext)
        .ifPresent(
            read ->
                assertThat(CardContentCodec.decode(CardContentCodec.encode(read))).contains(read));
  }
}
