package io.whisper.rendezvous.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Topic;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.kept.KeptFiles;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // The last of them completes behind the others.
class KeptPostTest {
  private final SeededRandom random = new SeededRandom(61);
  private final VirtualTime time = new VirtualTime();

  @Test
  void whatIsWrittenIsReadAndNothingElse() {
    KeptPost post = post(Duration.ofHours(1));
    for (KeptPost each : List.of(post, post.at(2), post.at(3), post.gone(), post.at(2).gone())) {
      byte[] encoded = each.encode();
      KeptPost read = KeptPost.decode(encoded).orElseThrow();
      assertThat(read.encode()).isEqualTo(encoded);
      assertThat(read.plan()).isEqualTo(post.plan());
      assertThat(read.key().toByteArray()).isEqualTo(post.key().toByteArray());
      assertThat(read.id()).isEqualTo(post.id());
      assertThat(read.tag()).isEqualTo(post.tag());
      assertThat(read.stores()).isEqualTo(each.stores());
      assertThat(read.withdrawn()).isEqualTo(each.withdrawn());
      assertThat(read.envelope()).isEqualTo(each.envelope());
    }
    byte[] encoded = post.encode();
    int without = post.gone().encode().length;
    for (int length = 0; length < encoded.length; length++) {
      if (length != without) {
        assertThat(KeptPost.decode(Arrays.copyOf(encoded, length))).isEmpty();
      }
    }
    for (int at : new int[] {0, 1, 2, 4}) {
      byte[] changed = encoded.clone();
      changed[at] = (byte) (changed[at] + 4);
      assertThat(KeptPost.decode(changed)).isEmpty();
    }
  }

  @Test
  void theEnvelopeIsKeptAsLongAsAStoreIsMissing() {
    KeptPost post = post(Duration.ofHours(1));
    assertThat(post.at(2).envelope()).isEqualTo(post.envelope()).isNotNull();
    assertThat(post.at(3).envelope()).isNull();
    assertThat(post.at(1).gone().envelope()).isNull();
  }

  @Test
  void theLastVersionIsThereAfterARestartUntilItIsForgotten() throws Exception {
    StateStore state = StateStore.inMemory();
    try (Reactor reactor = Reactor.create(ReactorOptions.defaults().withTime(time))) {
      KeptPost brief = post(Duration.ofMinutes(1));
      KeptPost lasting = post(Duration.ofHours(1));
      KeptPost forgotten = post(Duration.ofHours(1));
      KeptFiles<KeptPost> files = KeptPost.files(reactor, state);
      reactor
          .call(
              () -> {
                for (KeptPost each : List.of(brief, lasting, forgotten)) {
                  for (int stores = 0; stores <= 3; stores++) {
                    files.keep(each.at(stores));
                  }
                }
                files.forget(forgotten);
                return files.idle();
              })
          .thenCompose(idle -> idle)
          .get(30, TimeUnit.SECONDS);
      // The clock may be ahead; who loads decides what is over.
      time.advance(Duration.ofMinutes(2));

      List<KeptPost> loaded = load(reactor, state);
      assertThat(loaded)
          .extracting(KeptPost::id)
          .containsExactlyInAnyOrder(brief.id(), lasting.id());
      assertThat(loaded).extracting(KeptPost::stores).containsOnly(3);
      assertThat(state.child("posts").logs()).hasSize(2);
    }
  }

  @Test
  void whatIsNoPostStays() throws Exception {
    StateStore state = StateStore.inMemory();
    state.child("posts").replaceRecords("post-1", List.of(new byte[200]));
    state.child("posts").replaceRecords("post-2", List.of());
    try (Reactor reactor = Reactor.create(ReactorOptions.defaults().withTime(time))) {
      assertThat(load(reactor, state)).isEmpty();
      assertThat(state.child("posts").logs()).hasSize(2);
    }
  }

  private static List<KeptPost> load(Reactor reactor, StateStore state) throws Exception {
    return reactor
        .call(() -> KeptPost.files(reactor, state).load())
        .thenCompose(load -> load)
        .get(30, TimeUnit.SECONDS);
  }

  private KeptPost post(Duration left) {
    WithdrawalKey key = WithdrawalKey.generate(random);
    long now = time.now().getEpochSecond();
    int ttl = (int) left.toSeconds();
    EnvelopeTerms terms =
        EnvelopeTerms.board(Bytes32.of(random.bytes(32)), now, ttl, key.commitment());
    Envelope envelope = new Envelope(terms, 7, random.bytes(EnvelopeKind.BOARD.sealedSize(256)));
    PostPlan plan =
        new PostPlan(
            Topic.random(random),
            time.now().plus(left),
            left,
            new HopRange(1, 3),
            true,
            random.nextBoolean());
    return KeptPost.of(plan, key, envelope);
  }
}
