package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TopicTest {
  private final SeededRandom random = new SeededRandom(1);

  @Test
  void topicsOfOneSecretAreOne() {
    Topic topic = Topic.random(random);
    Topic same = Topic.ofKey(topic.secret());
    assertThat(same).isEqualTo(topic).hasSameHashCodeAs(topic);
    assertThat(same.tag(7)).isEqualTo(topic.tag(7));
    assertThat(Topic.random(random)).isNotEqualTo(topic);
  }

  @Test
  void tagsOfPeriodsAndTopicsDiffer() {
    Topic topic = Topic.ofName("lobby");
    assertThat(LongStream.range(0, 100).mapToObj(topic::tag)).doesNotHaveDuplicates();
    assertThat(Topic.ofName("Lobby").tag(5)).isNotEqualTo(topic.tag(5));
  }

  @Test
  void nameIsTheSameHoweverItIsComposed() {
    assertThat(Topic.ofName("Ko\u0308ln")).isEqualTo(Topic.ofName("K\u00f6ln"));
    assertThat(Topic.ofName("Koln")).isNotEqualTo(Topic.ofName("K\u00f6ln"));
  }

  @Test
  void passwordIsTheSameHoweverItIsComposed() {
    assertThat(Topic.ofPassword("Zoe\u0308".toCharArray()))
        .isEqualTo(Topic.ofPassword("Zo\u00eb".toCharArray()))
        .isNotEqualTo(Topic.ofName("Zo\u00eb"));
  }

  @Test
  void wipedTopicGivesNothingAndIsStillEqual() {
    Topic topic = Topic.random(random);
    Topic same = Topic.ofKey(topic.secret());
    topic.close();
    assertThatThrownBy(topic::secret).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> topic.tag(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(topic::boardKey).isInstanceOf(IllegalStateException.class);
    assertThat(topic).isEqualTo(same).hasToString("Topic");
  }

  @Test
  void whatIsNoTopicIsRefused() {
    assertThatThrownBy(() -> Topic.ofKey(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic key has 31 bytes where 32 belong");
    assertThatThrownBy(() -> Topic.ofName(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic name is empty: it has at least one character");
    assertThatThrownBy(() -> Topic.ofPassword(new char[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Topic.ofName("a\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic name is no text: it has half a character");
    assertThatThrownBy(() -> Topic.random(random).tag(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("period -1 is negative");
  }
}
