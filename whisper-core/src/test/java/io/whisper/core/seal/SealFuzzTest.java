package io.whisper.core.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;

/** Fuzz targets of what is sealed and of what is inside; the build runs them over their seeds. */
class SealFuzzTest {
  private static final SeededRandom RANDOM = new SeededRandom(1);
  private static final Identity RECIPIENT = Identity.ephemeral(RANDOM);
  private static final Prekey PREKEY = Prekey.generate(RANDOM);

  /** Whatever body comes, nothing that was not sealed opens. */
  @FuzzTest(maxDuration = "20s")
  void body(byte[] body) {
    assertThat(Sealer.open(RECIPIENT, PREKEY, new byte[0], body)).isEmpty();
  }

  /** Whatever post comes, nothing that was not sealed opens. */
  @FuzzTest(maxDuration = "20s")
  void post(byte[] sealed) {
    try (BoardKey key = BoardKey.of(new byte[32])) {
      assertThat(key.open(new byte[0], sealed)).isEmpty();
    }
  }

  /** Whatever payload of a signed post comes, what is read is written back as it came. */
  @FuzzTest(maxDuration = "20s")
  void signedText(byte[] bytes) {
    SignedText.decode(bytes).ifPresent(signed -> assertThat(signed.encode()).isEqualTo(bytes));
  }

  /** Whatever plaintext comes, what is read is written back as it came. */
  @FuzzTest(maxDuration = "20s")
  void plaintext(byte[] bytes) {
    Plaintext.decode(bytes)
        .ifPresent(
            plaintext ->
                assertThat(plaintext.encode(bytes.length - Plaintext.FRAME_SIZE)).isEqualTo(bytes));
  }

  /** Whatever answer comes, what is read is written back as it came. */
  @FuzzTest(maxDuration = "20s")
  void answer(byte[] bytes) {
    Answer.decode(bytes).ifPresent(answer -> assertThat(answer.encode()).isEqualTo(bytes));
  }
}
