package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PendingTest {
  private final SeededRandom random = new SeededRandom(52);
  private final VirtualTime time = new VirtualTime();

  @Test
  void whatIsWrittenIsReadAndNothingElse() {
    Pending pending = pending(Duration.ofHours(1));
    byte[] encoded = pending.encode();
    assertThat(Pending.decode(encoded)).contains(pending);
    byte[] placed = pending.at(3).encode();
    assertThat(Pending.decode(placed)).contains(pending.at(3));
    Pending arrived = pending.at(2).arrived();
    assertThat(Pending.decode(arrived.encode())).contains(arrived);
    for (int length = 0; length < encoded.length; length++) {
      if (length != placed.length) {
        assertThat(Pending.decode(Arrays.copyOf(encoded, length))).isEmpty();
      }
    }
    for (int at : new int[] {0, 1}) {
      byte[] changed = encoded.clone();
      changed[at] = (byte) (changed[at] + 2);
      assertThat(Pending.decode(changed)).isEmpty();
    }
  }

  @Test
  void versionOneWhichHadNoFlagsIsReadAndAnEarlierLayoutOfThatNameIsNot() {
    Pending pending = pending(Duration.ofHours(1));
    for (Pending each : List.of(pending, pending.at(3))) {
      byte[] first = each.encode();
      byte[] former = new byte[first.length - 1];
      former[0] = 1;
      System.arraycopy(first, 2, former, 1, first.length - 2);
      assertThat(Pending.decode(former)).contains(each);

      int effort = 1 + 16 + 32 + 32 + 8 + 3;
      byte[] withoutEffort = new byte[former.length - 8];
      System.arraycopy(former, 0, withoutEffort, 0, effort);
      System.arraycopy(former, effort + 8, withoutEffort, effort, former.length - effort - 8);
      assertThat(Pending.decode(withoutEffort)).isEmpty();
    }
  }

  @Test
  void whatAllStoresHoldIsNotKeptHere() {
    Pending pending = pending(Duration.ofHours(1));
    assertThat(pending.at(2).envelope()).isEqualTo(pending.envelope());
    assertThat(pending.at(3).envelope()).isNull();
    assertThat(pending.at(3).encode()).hasSizeLessThan(200);
  }

  @Test
  void whatIsKeptIsThereAfterARestartUntilItIsForgotten() throws Exception {
    StateStore state = StateStore.inMemory();
    try (Reactor reactor = Reactor.create(ReactorOptions.defaults().withTime(time))) {
      Pending brief = pending(Duration.ofMinutes(1));
      Pending lasting = pending(Duration.ofHours(1));
      Pending forgotten = pending(Duration.ofHours(1));
      PendingStore store = new PendingStore(reactor, state);
      for (Pending each : List.of(brief, lasting, forgotten)) {
        store.keep(each).get(30, TimeUnit.SECONDS);
      }
      store.keep(lasting.at(3)).get(30, TimeUnit.SECONDS);
      store.forget(forgotten).get(30, TimeUnit.SECONDS);
      time.advance(Duration.ofMinutes(2));

      List<Pending> loaded = new PendingStore(reactor, state).load().get(30, TimeUnit.SECONDS);
      assertThat(loaded).containsExactlyInAnyOrder(brief, lasting.at(3));
      assertThat(state.child("pending").logs()).hasSize(2);
    }
  }

  private Pending pending(Duration left) {
    try (Identity identity = Identity.ephemeral(random)) {
      Address recipient = identity.address();
      EnvelopeTerms terms =
          EnvelopeTerms.mailbox(Bytes32.of(random.bytes(32)), time.now().getEpochSecond(), 60);
      Envelope envelope =
          new Envelope(terms, 7, random.bytes(EnvelopeKind.MAILBOX.sealedSize(256)));
      return new Pending(
          MessageId.generate(random),
          recipient,
          Topic.random(random),
          time.now().plus(left),
          new HopRange(1, 3),
          0,
          1234,
          envelope);
    }
  }
}
