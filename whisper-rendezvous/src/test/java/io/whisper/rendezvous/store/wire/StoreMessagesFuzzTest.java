package io.whisper.rendezvous.store.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Fuzz target of the messages of the store service; the build runs it over its seeds. */
final class StoreMessagesFuzzTest {

  /** Whatever data come, what is read is written back as it came. */
  @FuzzTest(maxDuration = "20s")
  void messages(byte[] data) {
    PutPart.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    PutAnswer.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    OpenTag.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Listed.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Ids.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Given.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Withdraw.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Offer.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    Summary.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    PeerHello.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
    TagStatus.decode(data).ifPresent(read -> assertThat(read.encode()).isEqualTo(data));
  }
}
