package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.StoreCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader does with envelopes for which nobody did the work. */
class UnpaidTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final long WORK = 20_000;

  private final FakeStores stores = new FakeStores(new SeededRandom(17), 9);
  private final List<FakeStore> ofTag = stores.ofTag();
  private final Readership readers = new Readership();
  private final TagReader reader =
      new TagReader(stores.replicas(), TagKey.board(FakeStores.TAG), ReaderLimits.defaults());

  @Test
  void whatAStoreMadeUpWithoutWorkIsNotGivenAndItIsLeftWhenItGoesOn() {
    stores.work(WORK, WORK);
    List<Bytes32> paid = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Envelope post = stores.paid(DAY, WORK);
      paid.add(post.id());
      ofTag.forEach(store -> store.hold(post));
    }
    FakeStore lying = ofTag.get(0);
    hold(lying, 2000);
    reader.follow(readers);
    pass(Duration.ofMinutes(1));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(paid);
    assertThat(asked(lying)).isLessThan(150);
    assertThat(lying.circuits()).isEmpty();

    ofTag.get(1).stop();
    pass(Duration.ofHours(2));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(paid);
    assertThat(asked(lying)).isLessThan(1500);
  }

  @Test
  void aStoreThatPushesWithoutEndIsLeft() {
    stores.work(WORK, WORK);
    reader.follow(readers);
    pass(Duration.ofSeconds(10));
    FakeStore lying =
        ofTag.stream().filter(store -> !store.circuits().isEmpty()).findFirst().orElseThrow();
    hold(lying, 20);
    pass(Duration.ofSeconds(10));
    assertThat(lying.circuits()).hasSize(1);
    hold(lying, 20);
    pass(Duration.ofSeconds(10));
    assertThat(lying.circuits()).isEmpty();
    assertThat(readers.given()).isEmpty();
    assertThat(readers.followed()).isEqualTo(2);
  }

  /** The id is the same without the work: a store could hide an envelope by taking that away. */
  @Test
  void anotherStoreIsAskedForWhatOneGaveWithoutItsWork() {
    stores.work(WORK, WORK);
    List<Bytes32> paid = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Envelope post = stores.paid(DAY, WORK);
      paid.add(post.id());
      ofTag.get(0).hold(new Envelope(post.terms(), post.nonce() + 1, post.sealed()));
      ofTag.get(1).hold(post);
      ofTag.get(2).hold(post);
    }
    reader.follow(readers);
    pass(Duration.ofMinutes(1));
    assertThat(readers.given()).containsExactlyInAnyOrderElementsOf(paid);
  }

  @Test
  void whatWasPutWhenLessWasAskedForIsGivenWhereTheNetworkSaysSo() {
    stores.work(WORK, WORK / 10);
    Envelope before = stores.paid(DAY, WORK / 10);
    Envelope never = stores.post(DAY);
    assertThat(never.rank()).isLessThan(WORK / 10);
    for (FakeStore store : ofTag) {
      store.hold(before);
      store.hold(never);
    }
    reader.follow(readers);
    pass(Duration.ofMinutes(1));
    assertThat(readers.given()).containsExactly(before.id());
    assertThat(readers.followed()).isEqualTo(2);

    stores.work(0, WORK);
    pass(Duration.ofMinutes(1));
    Envelope free = stores.post(DAY);
    ofTag.forEach(store -> store.hold(free));
    pass(Duration.ofMinutes(1));
    assertThat(readers.given()).containsExactly(before.id(), free.id());
  }

  /** How many envelopes a store was asked for. */
  private static int asked(FakeStore store) {
    return store.received(StoreCommand.TAKE).stream()
        .mapToInt(data -> Ids.decode(data).orElseThrow().ids().size())
        .sum();
  }

  private void hold(FakeStore store, int count) {
    for (int i = 0; i < count; i++) {
      Envelope made = stores.post(DAY);
      if (made.rank() < WORK) {
        store.hold(made);
      }
    }
  }

  private void pass(Duration time) {
    stores.time().advance(time);
  }
}
