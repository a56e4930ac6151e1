package io.whisper.rendezvous.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.Topic;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.VirtualStores;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlacingTest {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration LONG_WAY = Duration.ofSeconds(20);

  private final SeededRandom random = new SeededRandom(71);
  private final VirtualStores stores = new VirtualStores(random, 9);
  private final Bytes32 tag = Bytes32.of(random.bytes(32));

  @Test
  void whatComesToStoresAfterItsWithdrawalDidIsWithdrawnOnceMore() {
    Placing placing = placing();
    stores.way(LONG_WAY);
    placing.begin();
    stores.time().advance(Duration.ofSeconds(1));
    stores.way(Duration.ofMillis(20));
    placing.withdraw();
    stores.time().advance(LONG_WAY.dividedBy(2));
    assertThat(standing()).isZero();
    stores.time().advance(LONG_WAY.dividedBy(2));
    assertThat(standing()).isEqualTo(1);
    stores.time().advance(Duration.ofSeconds(30));
    assertThat(standing()).isZero();
  }

  private Placing placing() {
    WithdrawalKey key = WithdrawalKey.generate(random);
    long now = stores.time().now().getEpochSecond();
    EnvelopeTerms terms = EnvelopeTerms.board(tag, now, (int) LIFE.toSeconds(), key.commitment());
    Envelope envelope = new Envelope(terms, 7, random.bytes(EnvelopeKind.BOARD.sealedSize(256)));
    PostPlan plan =
        new PostPlan(
            Topic.random(random),
            stores.time().now().plus(LIFE),
            LIFE,
            new HopRange(1, 3),
            false,
            false);
    return new Placing(
        stores.loop(),
        stores::consensus,
        new TagWriter(stores.replicas(), new ProofSearch(stores.loop())),
        KeptPost.files(stores.loop(), StateStore.inMemory()),
        KeptPost.of(plan, key, envelope),
        false,
        new Silent());
  }

  /** How many posts lie at any store. */
  private long standing() {
    return stores.at(Shelf.BOARD, tag).stream()
        .filter(document -> Envelope.decode(document).isPresent())
        .count();
  }

  private static final class Silent implements Placing.Owner {
    @Override
    public void onStored(int count) {}

    @Override
    public void onRefused(String why) {}

    @Override
    public void onWithdrawn() {}
  }
}
