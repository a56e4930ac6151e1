package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.seal.MessageId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries to which a late reply may come. Of those that were delivered only so many wait:
 * the eldest hears that there will be no reply when there are more. Confined to the loop.
 */
final class AwaitedReplies {
  private final int capacity;
  private final Map<MessageId, Awaiting> all = new HashMap<>();

  /** Those delivered, eldest first. */
  private final Set<MessageId> delivered = new LinkedHashSet<>();

  private record Awaiting(Address recipient, Delivery delivery) {}

  AwaitedReplies(int capacity) {
    this.capacity = capacity;
  }

  /** Adds a delivery that is under way. */
  void add(MessageId id, Address recipient, Delivery delivery) {
    all.put(id, new Awaiting(recipient, delivery));
  }

  /** Notes that it was delivered, and without a reply. */
  void delivered(MessageId id) {
    if (!all.containsKey(id)) {
      return;
    }
    delivered.add(id);
    if (delivered.size() > capacity) {
      MessageId eldest = delivered.iterator().next();
      Awaiting given = all.get(eldest);
      remove(eldest);
      if (given != null) {
        given.delivery().noReply();
      }
    }
  }

  /** The delivery to a recipient, if it is one that waits. */
  @Nullable Delivery find(MessageId id, Address recipient) {
    Awaiting awaiting = all.get(id);
    return awaiting != null && awaiting.recipient().equals(recipient) ? awaiting.delivery() : null;
  }

  void remove(MessageId id) {
    all.remove(id);
    delivered.remove(id);
  }

  /** Tells all that there will be no reply. */
  void close() {
    List.copyOf(all.values()).forEach(each -> each.delivery().noReply());
  }
}
