package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.RoomKey;
import io.whisper.core.state.StateStore;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.author.Authors;
import io.whisper.rendezvous.author.Claim;
import io.whisper.rendezvous.author.RoomAnswer;
import io.whisper.rendezvous.author.RoomKeys;
import io.whisper.rendezvous.author.RoomQuestion;
import io.whisper.rendezvous.board.Signer;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An endpoint as an author that others ask, and as a reader that asks other authors. Confined to
 * the loop but for {@link #check}.
 */
final class Authorship {
  private final Overlay overlay;
  private final Address own;
  private final Outbox outbox;
  private final RoomKeys keys;
  private final Authors authors;

  Authorship(Overlay overlay, Identity identity, StateStore state, Outbox outbox) {
    this.overlay = overlay;
    this.own = identity.address();
    this.outbox = outbox;
    this.keys = new RoomKeys(overlay.reactor(), state);
    this.authors = new Authors(overlay.reactor(), this::ask);
  }

  /** Signs posts of the topic in the endpoint's name. */
  Signer signer(Topic topic) {
    Bytes32 room = topic.room();
    return new Signer(own, () -> keys.signing(room).thenApply(key -> noted(room, key)));
  }

  private RoomKey noted(Bytes32 room, RoomKey key) {
    authors.prove(new Claim(own, room, key.publicKey()));
    return key;
  }

  /** What the authors of a topic are to a subscription to it. */
  AuthorCheck check(Topic topic, SubscribeOptions options) {
    return new AuthorCheck(
        overlay, authors, topic.room(), options.authorsAsked() ? options.profile().hops() : null);
  }

  /** What the endpoint answers to who asks for its keys. */
  CompletableFuture<byte[]> answer(RoomQuestion question) {
    return keys.of(question.room()).thenApply(RoomAnswer::encode);
  }

  private CompletableFuture<byte[]> ask(
      Address author, byte[] question, Duration ttl, HopRange hops) {
    return outbox.ask(
        author,
        question,
        SendOptions.defaults().withProfile(Profile.builder().hops(hops).build()).withTtl(ttl));
  }

  void close() {
    authors.close();
    keys.close();
  }
}
