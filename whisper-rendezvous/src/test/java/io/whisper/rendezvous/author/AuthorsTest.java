package io.whisper.rendezvous.author;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How often authors are asked, for whom, and what is made of their answers. */
class AuthorsTest {
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final HopRange HOPS = HopRange.exactly(2);

  private final SeededRandom random = new SeededRandom(6);
  private final VirtualTime time = new VirtualTime();
  private final Instant tomorrow = time.now().plus(Duration.ofDays(1));
  private final List<Asking> asked = new ArrayList<>();
  private final Authors authors = new Authors(new Loop(), this::ask);
  private final Address alice = Identity.ephemeral(random).address();
  private final Bytes32 room = Bytes32.of(random.bytes(32));
  private final Bytes32 key = Bytes32.of(random.bytes(32));
  private final Bytes32 forged = Bytes32.of(random.bytes(32));
  private final Object reader = new Object();
  private final List<String> told = new ArrayList<>();

  private record Asking(
      Address author, Bytes32 room, Duration ttl, CompletableFuture<byte[]> answer) {
    void says(Bytes32... keys) {
      answer.complete(new RoomAnswer(List.of(keys)).encode());
    }
  }

  @Test
  void oneQuestionServesAllPostsOfAnAuthorInARoom() {
    for (int i = 0; i < 50; i++) {
      waits(alice, room, key, "post");
    }
    time.advance(SOON);
    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).author()).isEqualTo(alice);
    assertThat(asked.get(0).room()).isEqualTo(room);
    assertThat(asked.get(0).ttl()).isBetween(Duration.ofHours(23), Duration.ofDays(1));
    asked.get(0).says(key);
    assertThat(told).hasSize(50);
    assertThat(authors.isProved(new Claim(alice, room, key))).isTrue();
    waits(alice, room, key, "later");
    assertThat(told).hasSize(51);
    time.advance(Duration.ofDays(1));
    assertThat(asked).hasSize(1);
  }

  @Test
  void whoNamesSomebodyElseIsNotProved() {
    waits(alice, room, forged, "forged");
    waits(alice, room, key, "genuine");
    time.advance(SOON);
    asked.get(0).says(key);
    assertThat(told).containsExactly("genuine");
    assertThat(authors.isProved(new Claim(alice, room, forged))).isFalse();
    time.advance(Duration.ofDays(1));
    assertThat(asked).as("nothing waits any more").hasSize(1);
  }

  @Test
  void aKeyOfOneRoomProvesNothingInAnother() {
    Bytes32 elsewhere = Bytes32.of(random.bytes(32));
    waits(alice, room, key, "here");
    time.advance(SOON);
    asked.get(0).says(key);
    assertThat(authors.isProved(new Claim(alice, elsewhere, key))).isFalse();
    waits(alice, elsewhere, key, "there");
    time.advance(SOON);
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1).room()).isEqualTo(elsewhere);
    asked.get(1).says();
    assertThat(told).containsExactly("here");
  }

  @Test
  void theKeyOfOneAuthorProvesNothingOfAnother() {
    Address bob = Identity.ephemeral(random).address();
    waits(alice, room, key, "alice");
    time.advance(SOON);
    asked.get(0).says(key);
    assertThat(authors.isProved(new Claim(bob, room, key))).isFalse();
  }

  /** Else whoever knows the topic could have all of its readers flood an address. */
  @Test
  void anAuthorIsAskedSeldomHoweverOftenItIsNamed() {
    waits(alice, room, forged, "first");
    time.advance(SOON);
    asked.get(0).says(key);
    for (int i = 0; i < 300; i++) {
      waits(alice, room, Bytes32.of(random.bytes(32)), "more");
      time.advance(Duration.ofSeconds(1));
      assertThat(asked).hasSize(1);
    }
    time.advance(Duration.ofMinutes(5).plus(SOON));
    assertThat(asked).hasSize(2);
    assertThat(told).isEmpty();
  }

  @Test
  void aKeyThatTookThePlaceOfAnotherIsAskedForWhenItIsTimeTo() {
    waits(alice, room, key, "old");
    time.advance(SOON);
    asked.get(0).says(key);
    Bytes32 next = Bytes32.of(random.bytes(32));
    waits(alice, room, next, "new");
    time.advance(Duration.ofMinutes(10));
    assertThat(asked).hasSize(2);
    asked.get(1).says(next, key);
    assertThat(told).containsExactly("old", "new");
  }

  @Test
  void whoCouldNotBeAskedIsAskedAgainEverMoreSeldomWhilePostsWait() {
    waits(alice, room, key, "post");
    time.advance(SOON);
    asked.get(0).answer().completeExceptionally(new IllegalStateException("nobody there"));
    time.advance(Duration.ofSeconds(29));
    assertThat(asked).hasSize(1);
    time.advance(Duration.ofSeconds(32));
    assertThat(asked).hasSize(2);
    asked.get(1).answer().complete(new byte[] {77});
    time.advance(Duration.ofSeconds(59));
    assertThat(asked).as("no answer was in it").hasSize(2);
    time.advance(Duration.ofSeconds(62));
    assertThat(asked).hasSize(3);
    asked.get(2).says(key);
    assertThat(told).containsExactly("post");
  }

  @Test
  void forWhatExpiredNobodyIsAsked() {
    authors.ask(
        new Claim(alice, room, key),
        reader,
        time.now().plus(Duration.ofSeconds(20)),
        HOPS,
        () -> told.add("expired"));
    time.advance(SOON);
    assertThat(asked.get(0).ttl()).isEqualTo(Duration.ofMinutes(1));
    asked.get(0).answer().completeExceptionally(new IllegalStateException("nobody there"));
    time.advance(Duration.ofDays(1));
    assertThat(asked).hasSize(1);
  }

  @Test
  void aReaderThatEndedIsNotAskedForAndNotTold() {
    waits(alice, room, key, "post");
    authors.forget(reader);
    time.advance(Duration.ofHours(1));
    assertThat(asked).isEmpty();
    waits(alice, room, key, "post");
    time.advance(SOON);
    authors.forget(reader);
    asked.get(0).says(key);
    assertThat(told).isEmpty();
    assertThat(authors.isProved(new Claim(alice, room, key))).isTrue();
  }

  @Test
  void manyNamesCostQuestionsAtABoundedRateAndOfABoundedNumber() {
    for (int i = 0; i < 2 * Authors.MOST_ASKED; i++) {
      waits(Identity.ephemeral(random).address(), room, key, "name");
    }
    time.advance(SOON);
    assertThat(asked).hasSizeBetween(16, 20);
    time.advance(Duration.ofMinutes(1));
    assertThat(asked).hasSizeLessThan(85);
    time.advance(Duration.ofMinutes(20));
    assertThat(asked).hasSize(Authors.MOST_ASKED);
    // Who comes after them takes the place of the first.
    waits(alice, room, key, "alice");
    time.advance(SOON);
    assertThat(asked.stream().filter(each -> each.answer().isCancelled())).hasSize(1);
    asked.get(asked.size() - 1).says(key);
    assertThat(told).containsExactly("alice");
  }

  @Test
  void onceClosedNothingIsAsked() {
    waits(alice, room, key, "post");
    time.advance(SOON);
    authors.close();
    assertThat(asked.get(0).answer()).isCancelled();
    waits(alice, room, key, "after");
    time.advance(Duration.ofDays(1));
    assertThat(asked).hasSize(1);
    assertThat(time.pending()).isZero();
    assertThat(authors).hasToString("Authors");
  }

  private void waits(Address author, Bytes32 in, Bytes32 signedBy, String name) {
    authors.ask(new Claim(author, in, signedBy), reader, tomorrow, HOPS, () -> told.add(name));
  }

  private CompletableFuture<byte[]> ask(
      Address author, byte[] question, Duration ttl, HopRange hops) {
    assertThat(hops).isEqualTo(HOPS);
    Asking asking =
        new Asking(
            author,
            RoomQuestion.decode(question).orElseThrow().room(),
            ttl,
            new CompletableFuture<>());
    asked.add(asking);
    return asking.answer();
  }

  /** A loop in the thread of the test. */
  private final class Loop implements RoleLoop {
    @Override
    public VirtualTime time() {
      return time;
    }

    @Override
    public SeededRandom random() {
      return random;
    }

    @Override
    public <T> CompletableFuture<T> compute(Supplier<T> work) {
      return CompletableFuture.completedFuture(work.get());
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }
}
