package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import org.junit.jupiter.api.Test;

class PostFeedTest {
  private static final Bytes32 FIRST = Bytes32.fromHex("01".repeat(32));
  private static final Bytes32 SECOND = Bytes32.fromHex("02".repeat(32));
  private static final Bytes32 THIRD = Bytes32.fromHex("03".repeat(32));

  private final int[] crowded = {0};

  @Test
  void aListenerIsToldOnceThatMorePostsLiveThanAreRemembered() {
    PostFeed feed = feed();
    feed.onCrowded();
    feed.onCrowded();
    assertThat(crowded[0]).isEqualTo(1);
    PostFeed closed = feed();
    closed.close();
    closed.onCrowded();
    assertThat(crowded[0]).isEqualTo(1);
  }

  @Test
  void beyondTheBoundTheFirstPostIsForgottenAndThatIsSaid() {
    GivenPosts given = new GivenPosts(2);
    assertThat(given.add(FIRST)).isFalse();
    assertThat(given.add(SECOND)).isFalse();
    assertThat(given.add(SECOND)).isFalse();
    assertThat(given.add(THIRD)).isTrue();
    assertThat(given.contains(FIRST)).isFalse();
    assertThat(given.remove(FIRST)).isFalse();
    assertThat(given.remove(SECOND)).isTrue();
    assertThat(given.add(FIRST)).isFalse();
    assertThat(given.contains(THIRD)).isTrue();
  }

  @SuppressWarnings("NullAway") // Nobody is asked for anything.
  private PostFeed feed() {
    PostListener listener =
        new PostListener() {
          @Override
          public void onPost(Post post) {}

          @Override
          public void onCrowded() {
            crowded[0]++;
          }
        };
    Topic topic = Topic.random(new SeededRandom(1));
    return new PostFeed(
        Runnable::run, new VirtualTime(), topic, 0, listener, new Subscription(() -> {}), null);
  }
}
