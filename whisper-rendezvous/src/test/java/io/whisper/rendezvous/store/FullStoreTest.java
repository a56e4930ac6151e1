package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.TagStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes from a store that has no room for anything more. */
class FullStoreTest {
  private static final int HOUR = 3600;

  private final SeededRandom random = new SeededRandom(43);
  private final VirtualTime time = new VirtualTime();
  private final Posts posts = new Posts(random);
  private final Bytes32 tag = posts.tag();

  @Test
  void aWithdrawalLeavesItsMarkAndPushesNothingOut() {
    try (WithdrawalKey key = WithdrawalKey.generate(random)) {
      Envelope post = posts.board(tag, time.now(), HOUR, key, 256);
      StoreAtWork store = fullWith(post);
      List<Bytes32> before = new ArrayList<>(store.board(tag).list());
      assertThat(store.board(tag).withdraw(post.id(), key(key))).isEqualTo(TagStatus.DONE);
      before.remove(post.id());
      assertThat(store.board(tag).list()).containsExactlyElementsOf(before);
      assertThat(store.board(tag).marks()).containsExactly(post.id());
      assertThat(store.put(post).status()).isEqualTo(Status.WITHDRAWN);
    }
  }

  @Test
  void aDeletionLeavesItsMarkAndPushesNothingOut() {
    try (Identity identity = Identity.ephemeral(random);
        BlindedIdentity owner = identity.blind(BlindingPurpose.MAILBOX, 20_000, 1440)) {
      Envelope mail = posts.mailbox(owner.key().bytes(), time.now(), HOUR);
      StoreAtWork store = fullWith(mail);
      int others = store.board(tag).list().size();
      assertThat(store.mailbox(owner).delete(List.of(mail.id()))).isEqualTo(TagStatus.DONE);
      assertThat(store.put(mail).status()).isEqualTo(Status.STORED);
      assertThat(store.mailbox(owner).list()).isEmpty();
      assertThat(store.board(tag).list()).hasSize(others);
    }
  }

  @Test
  void aStoreThatDoesNotKeepTheMarkSaysSoAndKeepsTheEnvelope() {
    try (WithdrawalKey key = WithdrawalKey.generate(random);
        Identity identity = Identity.ephemeral(random);
        BlindedIdentity owner = identity.blind(BlindingPurpose.MAILBOX, 20_000, 1440)) {
      StoreAtWork store = new StoreAtWork(withoutRoomForMarks(), time);
      Envelope post = posts.board(tag, time.now(), HOUR, key, 256);
      Envelope mail = posts.mailbox(owner.key().bytes(), time.now(), HOUR);
      store.put(post);
      store.put(mail);
      assertThat(store.board(tag).withdraw(post.id(), key(key))).isEqualTo(TagStatus.UNAVAILABLE);
      assertThat(store.board(tag).list()).containsExactly(post.id());
      assertThat(store.mailbox(owner).delete(List.of(mail.id()))).isEqualTo(TagStatus.UNAVAILABLE);
      assertThat(store.mailbox(owner).list()).containsExactly(mail.id());
    }
  }

  /** A store in which an envelope lies beside one of less work, and nothing else fits. */
  private StoreAtWork fullWith(Envelope envelope) {
    Envelope cheap = posts.board(tag, time.now(), HOUR);
    long quota = 200L + envelope.stored().charge() + cheap.stored().charge();
    EnvelopeStore disk = EnvelopeStore.inMemory(quota, time);
    for (Envelope each : List.of(posts.worked(envelope, 64 * cheap.rank()), cheap)) {
      assertThat(disk.put(each.stored())).isEqualTo(PutOutcome.STORED);
    }
    return new StoreAtWork(disk, time);
  }

  private EnvelopeStore withoutRoomForMarks() {
    EnvelopeStore held = EnvelopeStore.inMemory(1 << 20, time);
    return (EnvelopeStore)
        Proxy.newProxyInstance(
            EnvelopeStore.class.getClassLoader(),
            new Class<?>[] {EnvelopeStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("replace")) {
                return PutOutcome.full(Long.MAX_VALUE);
              }
              try {
                return method.invoke(held, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private static Bytes32 key(WithdrawalKey key) {
    return Bytes32.of(key.toByteArray());
  }
}
