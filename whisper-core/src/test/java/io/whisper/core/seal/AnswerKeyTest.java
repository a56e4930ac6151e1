package io.whisper.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnswerKeyTest {
  private final SeededRandom random = new SeededRandom(1);
  private final byte[] key = random.bytes(32);
  private final Answer answer = new Answer(3, MessageId.generate(random), new byte[] {1, 2});

  @Test
  void everyChangeOfASealedAnswerIsRefused() {
    byte[] sealed = new AnswerKey(key.clone()).seal(answer);
    AnswerKey ofSender = new AnswerKey(key.clone());
    assertThat(sealed).hasSize(1064);
    assertThat(Tampering.truncations(sealed))
        .allSatisfy(changed -> assertThat(ofSender.open(changed)).isEmpty());
    assertThat(Tampering.singleByteChanges(sealed, random))
        .allSatisfy(changed -> assertThat(ofSender.open(changed)).isEmpty());
    assertThat(ofSender.open(sealed)).hasValue(answer);
  }

  @Test
  void onlyOneAnswerIsSealed() {
    AnswerKey ofRecipient = new AnswerKey(key.clone());
    byte[] sealed = ofRecipient.seal(answer);
    assertThat(sealed).hasSize(AnswerKey.SEALED_SIZE);
    assertThatThrownBy(() -> ofRecipient.seal(answer)).isInstanceOf(IllegalStateException.class);
  }

  /** What it says therefore convinces nobody but who asked. */
  @Test
  void whoAskedCouldHaveSealedTheAnswerItself() {
    byte[] byRecipient = new AnswerKey(key.clone()).seal(answer);
    byte[] bySender = new AnswerKey(key.clone()).seal(answer);
    assertThat(bySender).isEqualTo(byRecipient);
  }

  @Test
  void closedKeyIsWiped() {
    byte[] owned = key.clone();
    new AnswerKey(owned).close();
    assertThat(owned).containsOnly(0);
  }

  @Test
  void answerHasOneEncoding() {
    byte[] encoded = answer.encode();
    assertThat(encoded).hasSize(1048);
    assertThat(Arrays.copyOf(encoded, 8)).containsExactly(3, 0, 0, 2, 0, 0, 0, 0);
    assertThat(Answer.decode(encoded)).hasValue(answer);
    assertThat(Answer.decode(encoded).orElseThrow()).hasSameHashCodeAs(answer);
    assertThat(Tampering.truncations(encoded))
        .allSatisfy(changed -> assertThat(Answer.decode(changed)).isEmpty());
    assertThat(Answer.decode(Arrays.copyOf(encoded, 1049))).isEmpty();
    assertThat(Tampering.singleByteChanges(encoded, random))
        .allSatisfy(
            changed ->
                assertThat(Answer.decode(changed).stream())
                    .allSatisfy(decoded -> assertThat(decoded.encode()).isEqualTo(changed)));
  }

  @Test
  void lyingLengthIsRefused() {
    byte[] encoded = answer.encode();
    encoded[2] = 4;
    encoded[3] = 1;
    assertThat(Answer.decode(encoded)).isEmpty();
    encoded[2] = (byte) 0xff;
    assertThat(Answer.decode(encoded)).isEmpty();
  }

  @Test
  void replyThatDoesNotFitIsRefused() {
    MessageId id = answer.id();
    assertThat(new Answer(255, id, new byte[1024]).reply()).hasSize(1024);
    assertThatThrownBy(() -> new Answer(0, id, new byte[1025]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reply of 1025 bytes is not within 0 to 1024");
    assertThatThrownBy(() -> new Answer(256, id, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("status 256 is not within 0 to 255");
  }
}
