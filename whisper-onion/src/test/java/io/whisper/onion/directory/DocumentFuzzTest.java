package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.util.Random;

/** Fuzz targets of the directory's documents; the build runs them over their seeds. */
final class DocumentFuzzTest {
  private static final ConsensusBuilder AUTHORITIES =
      ConsensusBuilder.ofAuthorities(3, new Random(6));

  /** Whatever comes, it is no consensus: nobody here has the keys. */
  @FuzzTest(maxDuration = "20s")
  void consensus(byte[] document) {
    assertThat(Consensus.verify(document, AUTHORITIES.network())).isEmpty();
  }

  /** Whatever majority-signed body comes, it is read or refused, and is written as it was read. */
  @FuzzTest(maxDuration = "20s")
  void consensusBody(byte[] body) {
    ConsensusBody.decode(body)
        .ifPresent(read -> assertThat(ConsensusBody.decode(read.encode())).contains(read));
  }

  /** Whatever comes, it is no descriptor of this network. */
  @FuzzTest(maxDuration = "20s")
  void descriptor(byte[] document) {
    assertThat(RelayDescriptor.verify(document, AUTHORITIES.network().id())).isEmpty();
  }

  /** Whatever envelope is read is written as it came. */
  @FuzzTest(maxDuration = "20s")
  void envelope(byte[] document) {
    SignedDocument.decode(document, 1 << 16, 15)
        .ifPresent(read -> assertThat(read.encode()).isEqualTo(document));
  }

  /** Whatever share is read is written as it came, and nobody here signed it. */
  @FuzzTest(maxDuration = "20s")
  void randomShare(byte[] encoded) {
    RandomShare.decode(encoded)
        .ifPresent(
            read -> {
              assertThat(read.encode()).isEqualTo(encoded);
              assertThat(read.verifies(AUTHORITIES.network())).isFalse();
            });
  }
}
