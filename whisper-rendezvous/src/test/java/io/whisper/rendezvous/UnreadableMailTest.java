package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateException;
import io.whisper.rendezvous.fake.WatchedStateStore;
import io.whisper.rendezvous.introduction.LateReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lies in a mailbox and cannot be taken as it is. */
class UnreadableMailTest {

  private static final SendOptions OPTIONS =
      SendOptions.defaults().withProfile(Profile.builder().hops(1, 2).build());

  private final Town town = Town.of(8);
  private final Identity alice = Identity.ephemeral();
  private final WatchedStateStore state = new WatchedStateStore();
  private final List<String> handed = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void whatCannotBeReadIsDeletedOnceAndNotAcknowledged() {
    awayAfterAVisit();
    Courier courier = new Courier(town);
    Identity bob = Identity.ephemeral();
    MessageId question = MessageId.of(new byte[MessageId.SIZE]);
    List<SealedMail> letters =
        List.of(
            courier.leave(alice.address(), Kind.LATE_REPLY, new byte[MessageId.SIZE - 1], bob),
            courier.leave(
                alice.address(),
                Kind.LATE_REPLY,
                new LateReply(question, new byte[1025]).encode(),
                bob),
            // Nobody is known to have sent it.
            courier.leave(
                alice.address(),
                Kind.LATE_REPLY,
                new LateReply(question, text("good")).encode(),
                null));
    courier.leave(alice.address(), Kind.MESSAGE, text("good"), null);

    Endpoint here = listens();
    Awaitility.await().until(() -> handed.size() == 1 && here.unreadable() == 3);
    Awaitility.await()
        .until(() -> letters.stream().allMatch(letter -> holders(letter.envelope()) == 0));
    assertThat(here.unreadable()).isEqualTo(3);
    assertThat(letters)
        .allSatisfy(letter -> assertThat(posts(letter.acknowledgement().tag(0))).isZero());
    assertThat(handed).containsExactly("good");
  }

  @Test
  void aMessageWhoseDigestIsNotKeptAtFirstIsHandedAllTheSameAndOnce() {
    awayAfterAVisit();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Delivery delivery = bob.send(alice.address(), text("once"), OPTIONS);
    assertThat(await(delivery.stored())).isEqualTo(3);
    AtomicBoolean failed = new AtomicBoolean();
    state.before(
        change -> {
          if (change.equals("append mail") && failed.compareAndSet(false, true)) {
            throw new StateException("no space left on device");
          }
        });

    listens();
    await(delivery.delivered());
    assertThat(failed).isTrue();
    assertThat(handed).containsExactly("once");
  }

  private void awayAfterAVisit() {
    Whisper visit = town.whisper(state);
    Endpoint endpoint = visit.endpoint(alice);
    endpoint.onMessage(message -> {});
    await(endpoint.published());
    await(endpoint.mailbox());
    visit.close();
  }

  private Endpoint listens() {
    Endpoint endpoint = town.whisper(state).endpoint(alice);
    endpoint.onMessage(message -> handed.add(text(message.payload())));
    return endpoint;
  }

  private long holders(Envelope envelope) {
    return town.envelopes().stream()
        .filter(store -> store.contains(Shelf.MAILBOX, envelope.terms().tag(), envelope.id()))
        .count();
  }

  private long posts(Bytes32 tag) {
    return town.envelopes().stream()
        .mapToLong(store -> store.list(Shelf.BOARD, tag, Bytes32.ZERO, 10).size())
        .sum();
  }
}
