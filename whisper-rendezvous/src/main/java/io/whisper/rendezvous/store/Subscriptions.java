package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.rendezvous.store.wire.Given;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who wants to be told of what comes to lie at a tag. Confined to the loop. */
final class Subscriptions {
  private final int most;
  private final Map<Place, Set<OpenedTag>> subscribers = new HashMap<>();
  private int count;

  /** At most so many, over all tags. */
  Subscriptions(int most) {
    this.most = most;
  }

  private record Place(Shelf shelf, Bytes32 tag) {}

  /** From now on a circuit is told; false when there are too many. */
  boolean add(OpenedTag circuit) {
    Set<OpenedTag> there =
        subscribers.computeIfAbsent(place(circuit), place -> new LinkedHashSet<>());
    if (there.contains(circuit)) {
      return true;
    }
    if (count >= most) {
      if (there.isEmpty()) {
        subscribers.remove(place(circuit));
      }
      return false;
    }
    there.add(circuit);
    count++;
    return true;
  }

  /** From now on a circuit is not told. */
  void remove(OpenedTag circuit) {
    Place place = place(circuit);
    Set<OpenedTag> there = subscribers.get(place);
    if (there != null && there.remove(circuit)) {
      count--;
      if (there.isEmpty()) {
        subscribers.remove(place);
      }
    }
  }

  private static Place place(OpenedTag circuit) {
    return new Place(circuit.shelf(), circuit.tag());
  }

  /** An envelope came that was not held before. */
  void arrived(StoredEnvelope envelope) {
    List<OpenedTag> there = at(envelope.shelf(), envelope.tag());
    if (!there.isEmpty()) {
      List<byte[]> messages = Giving.messages(envelope);
      there.forEach(each -> each.push(envelope.id(), messages));
    }
  }

  /**
   * An envelope of a board was withdrawn; the circuit on which that was asked for knows already.
   */
  void withdrawn(StoredEnvelope mark, @Nullable OpenedTag asker) {
    push(Shelf.BOARD, mark.tag(), mark.id(), Giving.messages(mark), asker);
  }

  /** An envelope was deleted from a mailbox; whoever asked for that knows already. */
  void deleted(Bytes32 tag, Bytes32 id, @Nullable OpenedTag asker) {
    push(Shelf.MAILBOX, tag, id, List.of(Given.gone(id).encode()), asker);
  }

  private void push(
      Shelf shelf, Bytes32 tag, Bytes32 id, List<byte[]> messages, @Nullable OpenedTag asker) {
    Consumer<OpenedTag> push = each -> each.push(id, messages);
    at(shelf, tag).stream().filter(each -> each != asker).forEach(push);
  }

  /** A copy: who does not keep up leaves while it is gone through. */
  private List<OpenedTag> at(Shelf shelf, Bytes32 tag) {
    return new ArrayList<>(subscribers.getOrDefault(new Place(shelf, tag), Set.of()));
  }

  int count() {
    return count;
  }
}
