package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;

/** Fuzz targets of what authorities say to each other; the build runs them over their seeds. */
final class AuthorityMessageFuzzTest {
  private static final VotingTable TABLE = new VotingTable(3, 2, new Random(16));

  /** Whatever comes, nobody here signed it. */
  @FuzzTest(maxDuration = "20s")
  void message(byte[] message) {
    assertThat(AuthorityMessage.verify(message, TABLE.network)).isEmpty();
  }

  /** Whatever comes is a vote or is not, without an exception. */
  @FuzzTest(maxDuration = "20s")
  void vote(byte[] bytes) {
    Vote read = Vote.read(bytes, TABLE.network);
    assertThat(read.relays()).isEmpty();
  }
}
