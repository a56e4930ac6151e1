package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.TagStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A store against a model of what it must hold. */
class StoreModelTest {

  /** What an author has. */
  private record Post(Envelope envelope, WithdrawalKey key) {
    long expires() {
      return envelope.terms().expires();
    }
  }

  @Test
  void whateverIsPutWithdrawnAndExpiresTheListIsRight() {
    Property.holds(30, random -> new Run(random).run(200));
  }

  private static final class Run {
    private final SeededRandom random;
    private final VirtualTime time = new VirtualTime();
    private final StoreAtWork store = StoreAtWork.ofQuota(4 << 20, time);
    private final Posts posts;
    private final Bytes32 tag;
    private final StoreAtWork.Reader follower;
    private final List<Post> made = new ArrayList<>();
    private final Set<Bytes32> held = new HashSet<>();
    private final Set<Bytes32> withdrawn = new HashSet<>();

    Run(SeededRandom random) {
      this.random = random;
      this.posts = new Posts(random);
      this.tag = posts.tag();
      this.follower = store.board(tag);
      follower.subscribe();
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> make();
          case 2 -> again();
          case 3 -> withdraw();
          case 4 -> time.advance(Duration.ofMillis(random.nextInt(3000)));
          default -> look();
        }
      }
      look();
    }

    private void make() {
      WithdrawalKey key = WithdrawalKey.generate(random);
      made.add(new Post(posts.board(tag, time.now(), 1 + random.nextInt(60), key, 256), key));
      put(made.get(made.size() - 1));
    }

    private void again() {
      if (!made.isEmpty()) {
        put(made.get(random.nextInt(made.size())));
      }
    }

    private void put(Post post) {
      Bytes32 id = post.envelope().id();
      Status expected =
          post.expires() <= now()
              ? Status.EXPIRED
              : withdrawn.contains(id) ? Status.WITHDRAWN : Status.STORED;
      assertThat(store.put(post.envelope()).status()).isEqualTo(expected);
      if (expected == Status.STORED && held.add(id)) {
        assertThat(follower.pushed()).isEqualTo(post.envelope());
      }
      assertThat(follower.circuit().next()).isNull();
    }

    private void withdraw() {
      if (made.isEmpty()) {
        return;
      }
      Post post = made.get(random.nextInt(made.size()));
      Bytes32 id = post.envelope().id();
      Bytes32 key = Bytes32.of(post.key().toByteArray());
      assertThat(store.board(tag).withdraw(id, key)).isEqualTo(TagStatus.DONE);
      if (held.contains(id) && post.expires() > now() && withdrawn.add(id)) {
        held.remove(id);
        assertThat(follower.pushed()).isNull();
      }
      assertThat(follower.circuit().next()).isNull();
    }

    private void look() {
      Set<Bytes32> expected = new HashSet<>();
      for (Post post : made) {
        if (held.contains(post.envelope().id()) && post.expires() > now()) {
          expected.add(post.envelope().id());
        }
      }
      StoreAtWork.Reader reader = store.board(tag);
      assertThat(reader.list()).containsExactlyInAnyOrderElementsOf(expected);
      for (Post post : made) {
        Bytes32 id = post.envelope().id();
        assertThat(reader.take(id)).isEqualTo(expected.contains(id) ? post.envelope() : null);
      }
    }

    private long now() {
      return time.now().getEpochSecond();
    }
  }
}
