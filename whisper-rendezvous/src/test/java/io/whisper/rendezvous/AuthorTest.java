package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.failure;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.RoomKey;
import io.whisper.core.state.StateStore;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.board.KeptPost;
import io.whisper.rendezvous.board.PostPlan;
import io.whisper.rendezvous.board.Posting;
import io.whisper.rendezvous.board.PostingListener;
import io.whisper.rendezvous.board.Signer;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Posts that name their author, and readers that ask whether it is so. */
class AuthorTest {
  private static final Profile ONE_HOP = Profile.builder().hops(1, 1).build();
  private static final PublishOptions SIGNED =
      PublishOptions.defaults().withProfile(ONE_HOP).withIdentified(true);
  private static final SubscribeOptions READ =
      SubscribeOptions.defaults().withProfile(ONE_HOP).withSince(Duration.ofHours(1));
  private static final SubscribeOptions ASKING = READ.withAuthorsAsked(true);

  private final Town town = Town.of(8);
  private final Topic topic = Topic.random(new SecureRandom());
  private final Identity alice = Identity.ephemeral();
  private final Reader reader = new Reader();

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void anAuthorThatCanBeReachedIsProvedOnceForAllOfItsPosts() {
    Endpoint author = town.whisper().endpoint(alice);
    List<Message> handed = new CopyOnWriteArrayList<>();
    author.onMessage(handed::add);
    await(author.published());
    Endpoint member = reads(ASKING);

    Publication first = published(author, "who am I");
    until(() -> reader.proved().size() == 1);
    assertThat(reader.proved()).containsEntry(first.id().orElseThrow(), alice.address());
    Post post = reader.posts().get(0);
    assertThat(post.claimedAuthor()).contains(alice.address());
    assertThat(post.author()).as("not proved when it came").isEmpty();

    published(author, "still me");
    until(() -> reader.posts().size() == 2);
    assertThat(reader.posts().get(1).author()).contains(alice.address());
    assertThat(reader.texts()).containsExactly("who am I", "still me");
    assertThat(reader.proved()).hasSize(1);
    assertThat(handed).as("a question is no message").isEmpty();
    assertThat(await(member.pending())).isEmpty();
  }

  @Test
  void anAuthorWithoutAListenerProvesItselfWhenItIsToldTo() {
    Endpoint author = town.whisper().endpoint(alice);
    author.proveAuthorship();
    await(author.published());
    reads(ASKING);
    published(author, "no messages, please");
    until(() -> reader.proved().size() == 1);
    Delivery refused =
        town.whisper().endpoint(Identity.ephemeral()).send(alice.address(), text("?"));
    assertThat(failure(refused.delivered()).reason()).isEqualTo(FailureReason.REFUSED);
  }

  @Test
  void anAuthorThatIsAwayIsAskedThroughItsMailbox() {
    StateStore state = StateStore.inMemory();
    Whisper visit = town.whisper(state);
    Endpoint author = visit.endpoint(alice);
    author.onMessage(message -> {});
    await(author.published());
    await(author.mailbox());
    Publication publication = published(author, "gone fishing");
    visit.close();

    StateStore members = StateStore.inMemory();
    Endpoint member = town.whisper(members).endpoint(Identity.ephemeral());
    await(member.subscribe(topic, ASKING, reader).caughtUp());
    assertThat(reader.posts().get(0).claimedAuthor()).contains(alice.address());
    assertThat(reader.proved()).isEmpty();

    // It left at once, and answers when it is back, with what its state has of the key.
    Endpoint back = town.whisper(state).endpoint(alice);
    back.proveAuthorship();
    until(() -> reader.proved().size() == 1);
    assertThat(reader.proved()).containsEntry(publication.id().orElseThrow(), alice.address());
    assertThat(reader.posts()).hasSize(1);
  }

  @Test
  void whoNamesSomebodyElseIsNeverProved() {
    Endpoint author = town.whisper().endpoint(alice);
    author.proveAuthorship();
    await(author.published());
    forge("pay to me from now on");
    reads(ASKING);
    until(() -> !reader.posts().isEmpty());
    assertThat(reader.posts().get(0).claimedAuthor()).contains(alice.address());

    // The answer to the one question is about both.
    published(author, "pay to me as always");
    until(() -> reader.posts().size() == 2);
    Bytes32 forged = reader.posts().get(0).id();
    Bytes32 genuine = reader.posts().get(1).id();
    Reader later = new Reader();
    Endpoint other = town.whisper().endpoint(Identity.ephemeral());
    await(other.subscribe(topic, ASKING, later).caughtUp());
    until(() -> later.proved().containsKey(genuine));
    published(author, "once more");
    until(() -> later.posts().size() == 3);
    assertThat(later.posts().get(2).author()).contains(alice.address());
    assertThat(later.proved()).containsOnlyKeys(genuine);
    assertThat(reader.proved()).doesNotContainKey(forged);
    assertThat(later.posts().get(0).author()).isEmpty();
  }

  @Test
  void nobodyIsAskedUnlessTheReaderWantsTo() {
    Endpoint author = town.whisper().endpoint(alice);
    author.proveAuthorship();
    await(author.published());
    AtomicInteger introductions = new AtomicInteger();
    town.introductions()
        .forEach(
            point ->
                point.change(
                    data -> {
                      introductions.incrementAndGet();
                      return data;
                    }));
    reads(READ);
    published(author, "one");
    until(() -> reader.posts().size() == 1);
    assertThat(reader.posts().get(0).claimedAuthor()).contains(alice.address());
    assertThat(reader.posts().get(0).author()).isEmpty();

    // Whoever asks is introduced: this is what would have been seen.
    Reader asking = new Reader();
    Endpoint other = town.whisper().endpoint(Identity.ephemeral());
    await(other.subscribe(topic, ASKING, asking).caughtUp());
    until(() -> asking.proved().size() == 1);
    assertThat(introductions).hasValue(1);
    assertThat(reader.proved()).isEmpty();
  }

  @Test
  void anAnonymousPostNamesNobody() {
    Endpoint author = town.whisper().endpoint(alice);
    reads(ASKING);
    await(author.publish(topic, text("guess"), SIGNED.withIdentified(false)).stored());
    until(() -> reader.posts().size() == 1);
    assertThat(reader.posts().get(0).claimedAuthor()).isEmpty();
    assertThat(reader.posts().get(0).author()).isEmpty();
  }

  @Test
  void onesOwnPostsNeedNoQuestion() {
    Endpoint author = town.whisper().endpoint(alice);
    await(author.subscribe(topic, READ, reader).caughtUp());
    published(author, "my own");
    until(() -> reader.posts().size() == 1);
    assertThat(reader.posts().get(0).author()).contains(alice.address());
  }

  @Test
  void signedPostsAreReplacedAndWithdrawnLikeOthers() {
    Endpoint author = town.whisper().endpoint(alice);
    author.proveAuthorship();
    await(author.published());
    reads(ASKING);
    Publication first = published(author, "10 tons");
    until(() -> reader.proved().size() == 1);

    Publication second = first.replace(text("9 tons"));
    await(second.stored(3));
    await(first.withdrawn());
    until(() -> reader.posts().size() == 2 && reader.withdrawn().size() == 1);
    assertThat(reader.withdrawn()).containsExactly(first.id().orElseThrow());
    assertThat(reader.posts().get(1).author()).contains(alice.address());

    Publication tooLong = second.replace(new byte[65_441]);
    assertThat(failure(tooLong.stored()).reason()).isEqualTo(FailureReason.NOT_STORED);
    await(second.withdraw());
    until(() -> reader.withdrawn().size() == 2);
  }

  @Test
  void aSignatureTakesRoomFromThePayload() {
    Endpoint author = town.whisper().endpoint(alice);
    assertThatThrownBy(() -> author.publish(topic, new byte[65_441], SIGNED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("identified payload of 65441 bytes is not within 0 to 65440");
    reads(READ);
    await(author.publish(topic, new byte[65_440], SIGNED).stored());
    until(() -> reader.posts().size() == 1);
    assertThat(reader.posts().get(0).payload()).hasSize(65_440);
  }

  private Endpoint reads(SubscribeOptions options) {
    Endpoint member = town.whisper().endpoint(Identity.ephemeral());
    await(member.subscribe(topic, options, reader).caughtUp());
    return member;
  }

  private Publication published(Endpoint author, String text) {
    Publication publication = author.publish(topic, text(text), SIGNED);
    await(publication.stored(3));
    return publication;
  }

  /** Somebody who knows the topic signs with a key of its own and names Alice. */
  private void forge(String text) {
    Overlay overlay = town.overlay();
    RoomKey key = RoomKey.generate(overlay.random());
    CompletableFuture<Integer> stored = new CompletableFuture<>();
    overlay
        .reactor()
        .execute(
            () -> {
              TagWriter writer =
                  new TagWriter(
                      Replicas.on(overlay, HopRange.exactly(1)),
                      new ProofSearch(overlay.reactor()));
              new Posting(
                      overlay.reactor(),
                      overlay.consensus(),
                      writer,
                      KeptPost.files(overlay.reactor(), StateStore.inMemory()),
                      new PostPlan(
                          topic,
                          overlay.time().now().plus(Duration.ofHours(1)),
                          Duration.ofHours(1),
                          HopRange.exactly(1),
                          false,
                          true),
                      text(text),
                      new Signer(alice.address(), () -> CompletableFuture.completedFuture(key)),
                      new Stored(stored))
                  .put();
            });
    await(stored);
  }

  private record Stored(CompletableFuture<Integer> at) implements PostingListener {
    @Override
    public void onSealed(Bytes32 id) {}

    @Override
    public void onStored(int stores) {
      if (stores == 3) {
        at.complete(stores);
      }
    }

    @Override
    public void onWithdrawn() {}

    @Override
    public void onRefused(String why) {
      at.completeExceptionally(new AssertionError(why));
    }

    @Override
    public void onExpired(String why) {}
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().until(condition);
  }
}
