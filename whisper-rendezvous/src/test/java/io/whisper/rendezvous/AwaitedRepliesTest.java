package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.MessageId;
import io.whisper.core.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class AwaitedRepliesTest {
  private final SeededRandom random = new SeededRandom(31);
  private final Address alice = Identity.ephemeral().address();
  private final Address bob = Identity.ephemeral().address();
  private final AwaitedReplies replies = new AwaitedReplies(2);

  @Test
  void aReplyIsForTheDeliveryToWhoeverMadeItOnly() {
    MessageId id = MessageId.generate(random);
    Delivery delivery = add(id);
    assertThat(replies.find(id, alice)).isSameAs(delivery);
    assertThat(replies.find(id, bob)).isNull();
    assertThat(replies.find(MessageId.generate(random), alice)).isNull();
  }

  @Test
  void theEldestDeliveredOneWaitsNoLongerWhenThereAreMoreThanAreKept() {
    MessageId underWay = MessageId.generate(random);
    Delivery first = add(underWay);
    MessageId eldest = MessageId.generate(random);
    Delivery given = add(eldest);
    replies.delivered(eldest);
    for (int i = 0; i < 2; i++) {
      assertThat(settled(given)).isFalse();
      MessageId next = MessageId.generate(random);
      add(next);
      replies.delivered(next);
    }
    assertThat(settled(given)).isTrue();
    assertThat(replies.find(eldest, alice)).isNull();
    assertThat(settled(first)).isFalse();
    assertThat(replies.find(underWay, alice)).isSameAs(first);
  }

  @Test
  void whatIsSettledTakesNoPlace() {
    MessageId first = MessageId.generate(random);
    Delivery kept = add(first);
    replies.delivered(first);
    for (int i = 0; i < 5; i++) {
      MessageId settled = MessageId.generate(random);
      add(settled);
      replies.delivered(settled);
      replies.remove(settled);
    }
    assertThat(settled(kept)).isFalse();
    replies.close();
    assertThat(settled(kept)).isTrue();
  }

  private Delivery add(MessageId id) {
    Delivery delivery = new Delivery(Runnable::run, alice);
    delivery.deliveredOver(0);
    replies.add(id, alice, delivery);
    return delivery;
  }

  private static boolean settled(Delivery delivery) {
    return delivery.reply().toCompletableFuture().isDone();
  }
}
