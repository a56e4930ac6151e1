package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.onion.testkit.TestNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writers and readers against real stores over real circuits. */
@SuppressWarnings("FutureReturnValueIgnored") // Looked at where a test is about it.
class StoreTownTest {
  private static final Bytes32 TAG = Bytes32.fromHex("42".repeat(32));

  private final StoreTown town = new StoreTown(8);
  private final StoreTown.Person author = town.person();

  @AfterEach
  void close() {
    town.close();
  }

  /** What one reader was given; read by the test while the loop writes. */
  private static final class Given implements TagListener {
    private final List<Bytes32> ids = new CopyOnWriteArrayList<>();
    private final List<Bytes32> gone = new CopyOnWriteArrayList<>();
    private volatile int replicas;

    @Override
    public CompletableFuture<?> onEnvelope(Envelope envelope) {
      ids.add(envelope.id());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onGone(Bytes32 id) {
      gone.add(id);
    }

    @Override
    public void onReplicas(int count) {
      replicas = count;
    }
  }

  @Test
  void everyReaderOfABoardHasEveryPostOnceAndHearsOfWhatIsWithdrawn() {
    List<Given> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Given given = new Given();
      StoreTown.Person reader = town.person();
      reader.follow(reader.reader(TagKey.board(TAG)), given);
      all.add(given);
    }
    until(() -> all.stream().allMatch(each -> each.replicas == 2));
    byte[] key = new byte[WithdrawalKey.SIZE];
    key[0] = 1;
    List<Bytes32> ids = new ArrayList<>();
    List<CompletableFuture<Written>> written = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Envelope post = town.envelope(EnvelopeKind.BOARD, TAG, WithdrawalKey.commitment(key));
      ids.add(post.id());
      written.add(author.put(post, count -> {}));
    }
    written.forEach(each -> assertThat(TestNetwork.await(each).stored()).isEqualTo(3));
    until(() -> all.stream().allMatch(each -> each.ids.size() >= 30));
    assertThat(all)
        .allSatisfy(each -> assertThat(each.ids).containsExactlyInAnyOrderElementsOf(ids));

    Erased erased = TestNetwork.await(author.withdraw(TAG, ids.get(7), Bytes32.of(key)));
    assertThat(erased).isEqualTo(new Erased(SpreadEnd.ALL, 3));
    until(() -> all.stream().allMatch(each -> !each.gone.isEmpty()));
    assertThat(all).allSatisfy(each -> assertThat(each.gone).containsExactly(ids.get(7)));

    Given late = new Given();
    assertThat(fetch(TagKey.board(TAG), late).given()).isEqualTo(29);
    assertThat(late.ids).doesNotContain(ids.get(7)).doesNotHaveDuplicates();
  }

  @Test
  void aMailboxIsEmptiedByItsOwnerAndByNobodyElse() {
    try (Identity identity = Identity.ephemeral();
        BlindedIdentity owner = identity.blind(BlindingPurpose.MAILBOX, 1, 1440)) {
      Bytes32 tag = owner.key().bytes();
      List<Bytes32> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Envelope mail = town.envelope(EnvelopeKind.MAILBOX, tag, null);
        ids.add(mail.id());
        assertThat(TestNetwork.await(author.put(mail, count -> {})).stored()).isEqualTo(3);
      }
      Given stranger = new Given();
      assertThat(fetch(TagKey.board(tag), stranger).given()).isZero();
      Given given = new Given();
      StoreTown.Person person = town.person();
      TagReader reader = person.reader(TagKey.mailbox(owner));
      assertThat(TestNetwork.await(person.onLoop(() -> reader.fetch(given))).given()).isEqualTo(5);
      assertThat(given.ids).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(TestNetwork.await(person.onLoop(() -> reader.delete(ids, person.soon()))))
          .isEqualTo(new Erased(SpreadEnd.ALL, 3));
      assertThat(fetch(TagKey.mailbox(owner), new Given()).given()).isZero();
    }
  }

  @Test
  void aReaderGoesOnWhenStoresEnd() {
    Given given = new Given();
    StoreTown.Person person = town.person();
    person.follow(person.reader(TagKey.board(TAG)), given);
    until(() -> given.replicas == 2);
    List<Bytes32> replicas = person.replicas(TAG);
    List<Bytes32> ids = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < town.network().size(); i++) {
        if (town.network().entry(i).identity().equals(replicas.get(round))) {
          town.network().stop(i);
        }
      }
      int left = 2 - round;
      Envelope post = town.envelope(EnvelopeKind.BOARD, TAG, null);
      ids.add(post.id());
      CompletableFuture<Boolean> stored = new CompletableFuture<>();
      author.put(
          post,
          count -> {
            if (count == left) {
              stored.complete(true);
            }
          });
      TestNetwork.await(stored);
      until(() -> given.ids.containsAll(ids));
    }
    assertThat(given.ids).containsExactlyInAnyOrderElementsOf(ids);
  }

  private Fetched fetch(TagKey key, TagListener listener) {
    StoreTown.Person person = town.person();
    TagReader reader = person.reader(key);
    return TestNetwork.await(person.onLoop(() -> reader.fetch(listener)));
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().until(condition);
  }
}
