package io.whisper.rendezvous.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoomMessagesTest {
  private final SeededRandom random = new SeededRandom(5);

  @Test
  void everyMessageComesBackAsItWas() {
    Property.holds(
        100,
        trial -> {
          RoomQuestion question = new RoomQuestion(Bytes32.of(trial.bytes(32)));
          assertThat(RoomQuestion.decode(question.encode())).contains(question);
          RoomAnswer answer = new RoomAnswer(keys(trial, trial.nextInt(RoomAnswer.MOST + 1)));
          assertThat(RoomAnswer.decode(answer.encode())).contains(answer);
        });
  }

  /** The bytes of docs/protocol.md, 18.9. */
  @Test
  void theBytesAreThoseOfTheProtocol() {
    Bytes32 first = Bytes32.of(HexFormat.of().parseHex("11".repeat(32)));
    Bytes32 second = Bytes32.of(HexFormat.of().parseHex("22".repeat(32)));
    assertThat(HexFormat.of().formatHex(new RoomQuestion(first).encode()))
        .isEqualTo("11".repeat(32));
    assertThat(HexFormat.of().formatHex(new RoomAnswer(List.of(second, first)).encode()))
        .isEqualTo("02" + "22".repeat(32) + "11".repeat(32));
    assertThat(new RoomAnswer(List.of()).encode()).isEqualTo(new byte[1]);
  }

  @Test
  void whatIsCutOrLongerIsRefused() {
    byte[] question = random.bytes(32);
    byte[] answer = new RoomAnswer(keys(random, 3)).encode();
    assertThat(Tampering.truncations(question))
        .allSatisfy(cut -> assertThat(RoomQuestion.decode(cut)).isEmpty());
    assertThat(RoomQuestion.decode(new byte[33])).isEmpty();
    assertThat(Tampering.truncations(answer))
        .allSatisfy(cut -> assertThat(RoomAnswer.decode(cut)).isEmpty());
    assertThat(Stream.of(0, 1, 2, 4, 255).map(count -> counted(answer, count)))
        .allSatisfy(wrong -> assertThat(RoomAnswer.decode(wrong)).isEmpty());
  }

  @Test
  void nineKeysOrOneTwiceAreRefused() {
    byte[] nine = new byte[1 + 9 * 32];
    nine[0] = 9;
    System.arraycopy(random.bytes(9 * 32), 0, nine, 1, 9 * 32);
    assertThat(RoomAnswer.decode(nine)).isEmpty();
    byte[] twice = new byte[65];
    twice[0] = 2;
    assertThat(RoomAnswer.decode(twice)).isEmpty();
    List<Bytes32> same = Collections.nCopies(2, Bytes32.ZERO);
    assertThatThrownBy(() -> new RoomAnswer(same)).isInstanceOf(IllegalArgumentException.class);
    List<Bytes32> many = keys(random, 9);
    assertThatThrownBy(() -> new RoomAnswer(many)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingOfThemIsPrinted() {
    assertThat(new RoomQuestion(Bytes32.ZERO)).hasToString("RoomQuestion");
    assertThat(new RoomAnswer(List.of())).hasToString("RoomAnswer");
  }

  private static byte[] counted(byte[] answer, int count) {
    byte[] wrong = answer.clone();
    wrong[0] = (byte) count;
    return wrong;
  }

  private static List<Bytes32> keys(SeededRandom random, int count) {
    return IntStream.range(0, count).mapToObj(i -> Bytes32.of(random.bytes(32))).toList();
  }
}
