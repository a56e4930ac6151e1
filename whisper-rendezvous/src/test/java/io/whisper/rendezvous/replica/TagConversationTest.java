package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.identity.Identity;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // Looked at where a test is about it.
class TagConversationTest {
  private static final Duration WHILE = Duration.ofSeconds(2);
  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeStores stores = new FakeStores(new SeededRandom(5), 1);
  private final FakeStore store = stores.all().get(0);
  private final Heard heard = new Heard();

  /** What came, in order. */
  private static final class Heard implements TagConversation.Events {
    private final List<Bytes32> envelopes = new ArrayList<>();
    private final List<Bytes32> gone = new ArrayList<>();
    private final List<Bytes32> withdrawn = new ArrayList<>();
    private final List<Fault> ends = new ArrayList<>();

    @Override
    public void onEnvelope(Envelope envelope) {
      envelopes.add(envelope.id());
    }

    @Override
    public void onGone(Bytes32 id) {
      gone.add(id);
    }

    @Override
    public void onWithdrawn(WithdrawnMark mark) {
      withdrawn.add(mark.id());
    }

    @Override
    public void onEnd(Fault fault) {
      ends.add(fault);
    }
  }

  @Test
  void whatLiesAtTheTagIsListedAndTakenInTheOrderAskedFor() {
    List<Envelope> posts = posts(3);
    TagConversation conversation = open();
    CompletableFuture<Listed> listed = conversation.list(Bytes32.ZERO);
    pass();
    assertThat(listed.join().more()).isFalse();
    List<Bytes32> ids = new ArrayList<>(store.held().keySet());
    assertThat(listed.join().entries().stream().map(Listed.Entry::id)).isEqualTo(ids);
    Collections.reverse(ids);
    Bytes32 unknown = Bytes32.of(stores.random().bytes(32));
    ids.add(unknown);
    CompletableFuture<List<Bytes32>> taken = conversation.take(ids, heard);
    pass();
    assertThat(taken.join()).isEqualTo(ids);
    assertThat(heard.envelopes).isEqualTo(ids.subList(0, posts.size()));
    assertThat(heard.gone).containsExactly(unknown);
  }

  @Test
  void whatComesToLieThereIsPushedOnceSubscribed() {
    TagConversation conversation = open();
    store.hold(stores.post(HOUR));
    pass();
    assertThat(heard.envelopes).isEmpty();
    CompletableFuture<TagStatus> subscribed = conversation.subscribe();
    pass();
    assertThat(subscribed.join()).isEqualTo(TagStatus.DONE);
    Envelope post = stores.post(HOUR);
    store.hold(post);
    store.remove(post.id());
    pass();
    assertThat(heard.envelopes).containsExactly(post.id());
    assertThat(heard.gone).containsExactly(post.id());
  }

  @Test
  void whatWasWithdrawnIsListedPushedAndGivenAsItsMark() {
    List<Envelope> posts = posts(2);
    TagConversation conversation = open();
    conversation.subscribe();
    pass();
    store.withdraw(stores.mark(posts.get(0)));
    CompletableFuture<Listed> listed = conversation.list(Bytes32.ZERO);
    List<Bytes32> ids = posts.stream().map(Envelope::id).toList();
    CompletableFuture<List<Bytes32>> taken = conversation.take(ids, heard);
    pass();
    assertThat(listed.join().entries())
        .containsExactlyInAnyOrder(
            new Listed.Entry(ids.get(0), posts.get(0).terms().expires(), true),
            new Listed.Entry(ids.get(1), posts.get(1).terms().expires()));
    assertThat(taken.join()).isEqualTo(ids);
    assertThat(heard.withdrawn).containsExactly(ids.get(0), ids.get(0));
    assertThat(heard.envelopes).containsExactly(ids.get(1));
    assertThat(heard.gone).isEmpty();
  }

  @Test
  void aMarkThatProvesNothingIsALie() {
    Envelope asked = stores.post(HOUR);
    byte[] forged = Given.withdrawn(stores.mark(asked)).encode();
    forged[forged.length - 1] ^= 1;
    Envelope elsewhere = stores.post(Bytes32.ZERO, HOUR, 256);
    Envelope endless = stores.post(Duration.ofDays(14).plusSeconds(1));
    List<byte[]> lies =
        List.of(
            forged,
            Given.withdrawn(stores.mark(stores.post(HOUR))).encode(),
            Given.withdrawn(stores.mark(elsewhere)).encode());
    for (byte[] lie : lies) {
      assertThat(faultOfTake(asked.id(), StoreCommand.TAKEN, lie)).isEqualTo(Fault.LIED);
    }
    store.misconduct(null);
    for (byte[] lie :
        List.of(
            forged,
            Given.withdrawn(stores.mark(elsewhere)).encode(),
            Given.withdrawn(stores.mark(endless)).encode())) {
      heard.ends.clear();
      open().subscribe();
      pass();
      store.circuits().get(0).answer(StoreCommand.PUSHED, lie);
      pass();
      assertThat(heard.ends).containsExactly(Fault.LIED);
    }
    assertThat(heard.withdrawn).isEmpty();
  }

  @Test
  void nothingIsWithdrawnFromAMailbox() {
    try (BlindedIdentity owner = Identity.ephemeral(stores.random()).blind(1, 1440)) {
      CompletableFuture<TagConversation> opened = open(TagKey.mailbox(owner));
      pass();
      store.withdraw(stores.mark(stores.post(HOUR)));
      CompletableFuture<Listed> listed = opened.join().list(Bytes32.ZERO);
      pass();
      assertThat(fault(listed)).isEqualTo(Fault.LIED);
    }
  }

  @Test
  void partsOfAPushAndOfAnAnswerMayInterleave() {
    Envelope large = stores.post(FakeStores.TAG, HOUR, 65_536);
    Envelope pushed = stores.post(FakeStores.TAG, HOUR, 65_536);
    store.hold(large);
    TagConversation conversation = open();
    conversation.subscribe();
    pass();
    store.misconduct(
        (circuit, command, data) -> {
          List<byte[]> answer = given(large);
          List<byte[]> push = given(pushed);
          for (int i = 0; i < answer.size(); i++) {
            circuit.answer(StoreCommand.TAKEN, answer.get(i));
            circuit.answer(StoreCommand.PUSHED, push.get(i));
          }
          return true;
        });
    CompletableFuture<List<Bytes32>> taken = conversation.take(List.of(large.id()), heard);
    pass();
    assertThat(taken).isCompleted();
    assertThat(heard.envelopes).containsExactlyInAnyOrder(large.id(), pushed.id());
  }

  @Test
  void aMailboxIsOpenedWithAProofForThisCircuit() {
    try (BlindedIdentity owner = Identity.ephemeral(stores.random()).blind(1, 1440)) {
      CompletableFuture<TagConversation> opened = open(TagKey.mailbox(owner));
      pass();
      assertThat(opened).isCompleted();
      OpenTag request = OpenTag.decode(store.received(StoreCommand.OPEN).get(0)).orElseThrow();
      assertThat(request.tag()).isEqualTo(owner.key().bytes());
      assertThat(request.allowed(store.circuits().get(0).binding())).isTrue();
      assertThat(request.allowed(new byte[32])).isFalse();
    }
  }

  @Test
  void aStoreThatDoesNotOpenTheTagSaysWhy() {
    assertThat(refusal(TagStatus.NOT_RESPONSIBLE)).isEqualTo(Fault.NOT_RESPONSIBLE);
    assertThat(refusal(TagStatus.REFUSED)).isEqualTo(Fault.REFUSED);
    assertThat(refusal(TagStatus.LIMITED)).isEqualTo(Fault.LIMITED);
    assertThat(refusal(TagStatus.UNAVAILABLE)).isEqualTo(Fault.LIMITED);
    assertThat(store.circuits()).isEmpty();
    store.stop();
    assertThat(refusal(TagStatus.DONE)).isEqualTo(Fault.LOST);
    assertThat(heard.ends).isEmpty();
  }

  @Test
  void aStoreThatLiesCostsItsCircuit() {
    Envelope asked = stores.post(HOUR);
    Envelope other = stores.post(HOUR);
    Envelope elsewhere = stores.post(Bytes32.ZERO, HOUR, 256);
    Envelope endless = stores.post(Duration.ofDays(14).plusSeconds(1));
    byte[] changed = asked.encode();
    changed[changed.length - 1] ^= 1;
    byte[] large = stores.post(FakeStores.TAG, HOUR, 65_536).encode();
    List<byte[]> lies =
        List.of(
            given(other).get(0),
            given(elsewhere).get(0),
            given(endless).get(0),
            Given.of(part(changed, 0)).encode(),
            Given.of(part(new byte[] {1, 2, 3}, 0)).encode(),
            Given.of(part(large, 1)).encode(),
            Given.gone(other.id()).encode(),
            new byte[] {9},
            new byte[0]);
    for (byte[] lie : lies) {
      assertThat(faultOfTake(asked.id(), StoreCommand.TAKEN, lie)).isEqualTo(Fault.LIED);
    }
    assertThat(faultOfTake(asked.id(), StoreCommand.LISTED, new Listed(List.of(), false).encode()))
        .isEqualTo(Fault.LIED);
    assertThat(faultOfTake(asked.id(), StoreCommand.PUSHED, given(asked).get(0)))
        .isEqualTo(Fault.LIED);
    assertThat(heard.envelopes).isEmpty();
    assertThat(store.circuits()).isEmpty();
  }

  @Test
  void aListThatGoesBackIsALie() {
    posts(2);
    store.misconduct(
        (circuit, command, data) -> {
          if (command == StoreCommand.LIST) {
            circuit.answer(
                StoreCommand.LISTED,
                new Listed(List.of(new Listed.Entry(Bytes32.of(data), 1)), false).encode());
          }
          return command == StoreCommand.LIST;
        });
    TagConversation conversation = open();
    CompletableFuture<Listed> listed = conversation.list(Bytes32.of(stores.random().bytes(32)));
    pass();
    assertThat(fault(listed)).isEqualTo(Fault.LIED);
  }

  @Test
  void aPushThatIsNoEnvelopeOfTheTagEndsIt() {
    TagConversation conversation = open();
    conversation.subscribe();
    pass();
    store.push(stores.post(Bytes32.ZERO, HOUR, 256));
    pass();
    assertThat(heard.envelopes).isEmpty();
    assertThat(heard.ends).containsExactly(Fault.LIED);
    assertThat(conversation.closed()).isTrue();
    assertThat(store.circuits()).isEmpty();
  }

  @Test
  void partsOfAPushInAnotherOrderAreALie() {
    TagConversation conversation = open();
    conversation.subscribe();
    pass();
    List<byte[]> parts = given(stores.post(FakeStores.TAG, HOUR, 65_536));
    store.circuits().get(0).answer(StoreCommand.PUSHED, parts.get(1));
    pass();
    assertThat(heard.ends).containsExactly(Fault.LIED);
    assertThat(conversation.closed()).isTrue();
  }

  @Test
  void aStoreThatDoesNotAnswerIsGivenUpAfterTwentySeconds() {
    TagConversation conversation = open();
    store.misconduct((circuit, command, data) -> true);
    CompletableFuture<Listed> listed = conversation.list(Bytes32.ZERO);
    stores.time().advance(Duration.ofSeconds(19));
    assertThat(listed).isNotDone();
    stores.time().advance(Duration.ofSeconds(1));
    assertThat(fault(listed)).isEqualTo(Fault.LOST);
    assertThat(heard.ends).containsExactly(Fault.LOST);
  }

  @Test
  void requestsWaitForOneAnotherAndNotMoreThanSixteen() {
    TagConversation conversation = open();
    List<CompletableFuture<Listed>> all =
        IntStream.range(0, 18).mapToObj(i -> conversation.list(Bytes32.ZERO)).toList();
    stores.time().advance(Duration.ZERO);
    assertThat(fault(all.get(17))).isEqualTo(Fault.LIMITED);
    int[] mostAtOnce = {0};
    int[] unanswered = {0};
    store.misconduct(
        (circuit, command, data) -> {
          mostAtOnce[0] = Math.max(mostAtOnce[0], ++unanswered[0]);
          circuit.answer(StoreCommand.LISTED, new Listed(List.of(), false).encode());
          unanswered[0]--;
          return true;
        });
    pass();
    pass();
    assertThat(all.subList(0, 17)).allSatisfy(each -> assertThat(each).isCompleted());
    assertThat(store.received(StoreCommand.LIST)).hasSize(17);
    assertThat(mostAtOnce[0]).isEqualTo(1);
    assertThat(conversation.closed()).isFalse();
  }

  @Test
  void itIsKeptAliveAtRandomMomentsOfHalfToAllOfFiveMinutes() {
    open();
    FakeStoreCircuit circuit = store.circuits().get(0);
    List<Integer> seconds = new ArrayList<>();
    for (int i = 0, kept = 0; i < 3600; i++) {
      stores.time().advance(Duration.ofSeconds(1));
      if (circuit.kept() > kept) {
        kept = circuit.kept();
        seconds.add(i);
      }
    }
    assertThat(seconds).hasSizeBetween(12, 24);
    List<Integer> waits =
        IntStream.range(1, seconds.size())
            .mapToObj(i -> seconds.get(i) - seconds.get(i - 1))
            .toList();
    assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(149, 301));
    assertThat(Collections.max(waits) - Collections.min(waits)).isGreaterThan(20);
  }

  @Test
  void whoClosesItHearsNothingMore() {
    TagConversation conversation = open();
    conversation.subscribe();
    pass();
    CompletableFuture<Listed> listed = conversation.list(Bytes32.ZERO);
    store.push(stores.post(HOUR));
    conversation.close();
    assertThat(fault(listed)).isEqualTo(Fault.CLOSED);
    assertThat(fault(conversation.list(Bytes32.ZERO))).isEqualTo(Fault.CLOSED);
    pass();
    assertThat(heard.envelopes).isEmpty();
    assertThat(heard.ends).isEmpty();
    assertThat(store.circuits()).isEmpty();
    assertThat(stores.time().pending()).isZero();
  }

  @Test
  void aCircuitThatEndsFailsWhatIsAwaited() {
    TagConversation conversation = open();
    CompletableFuture<TagStatus> deleted = conversation.delete(List.of(Bytes32.ZERO));
    CompletableFuture<TagStatus> withdrawn = conversation.withdraw(Bytes32.ZERO, Bytes32.ZERO);
    store.stop();
    pass();
    assertThat(fault(deleted)).isEqualTo(Fault.LOST);
    assertThat(fault(withdrawn)).isEqualTo(Fault.LOST);
    assertThat(heard.ends).containsExactly(Fault.LOST);
  }

  private Fault refusal(TagStatus status) {
    store.opening(status);
    CompletableFuture<TagConversation> opened = open(TagKey.board(FakeStores.TAG));
    pass();
    return fault(opened);
  }

  private Fault faultOfTake(Bytes32 id, int command, byte[] answer) {
    store.misconduct(
        (circuit, asked, data) -> {
          if (asked == StoreCommand.TAKE) {
            assertThat(Ids.decode(data).orElseThrow().ids()).containsExactly(id);
            circuit.answer(command, answer);
          }
          return asked == StoreCommand.TAKE;
        });
    TagConversation conversation = open();
    CompletableFuture<List<Bytes32>> taken = conversation.take(List.of(id), heard);
    pass();
    assertThat(conversation.closed()).isTrue();
    return fault(taken);
  }

  private static Fault fault(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    return future.handle((value, failure) -> StoreException.faultOf(failure)).join();
  }

  private static List<byte[]> given(Envelope envelope) {
    return Part.of(envelope.encode()).stream().map(part -> Given.of(part).encode()).toList();
  }

  private static Part part(byte[] document, int index) {
    return Part.of(document).get(index);
  }

  private List<Envelope> posts(int count) {
    List<Envelope> posts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Envelope post = stores.post(HOUR);
      posts.add(post);
      store.hold(post);
    }
    return posts;
  }

  private TagConversation open() {
    CompletableFuture<TagConversation> opened = open(TagKey.board(FakeStores.TAG));
    pass();
    return opened.join();
  }

  private CompletableFuture<TagConversation> open(TagKey key) {
    return TagConversation.open(stores.replicas(), store.entry(), key, heard);
  }

  private void pass() {
    stores.time().advance(WHILE);
  }
}
