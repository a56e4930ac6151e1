package io.whisper.rendezvous.store;

import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.QuestionException;
import io.whisper.rendezvous.store.StorePeers.PeerCircuit;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.Offer;
import io.whisper.rendezvous.store.wire.PeerHello;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.Summary;
import io.whisper.rendezvous.store.wire.TagStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One offer of everything that another store should have too, over one circuit to it
 * (docs/protocol.md, "Hand-over"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails ends the talk.
final class HandOverTalk implements CircuitListener {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_DOCUMENTS = 16;
  private static final int MOST_BYTES = 256 * 1024;

  private final RoleLoop loop;
  private final Shelves shelves;
  private final PeerCircuit circuit;
  private final @Nullable Summary summary;
  private final Queue<OfferPages> stages = new ArrayDeque<>();
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private final Queue<Offer.Entry> wanted = new ArrayDeque<>();

  /** The lengths of the documents that were put and are not answered. */
  private final Queue<Integer> underway = new ArrayDeque<>();

  private List<Offer.Entry> page;
  private @Nullable Offer offer;
  private @Nullable Cancellable patience;
  private int bytes;
  private boolean greeted;
  private boolean compared;
  private boolean reading;
  private boolean room = true;

  private HandOverTalk(RoleLoop loop, Shelves shelves, PeerCircuit circuit, Offering offering) {
    this.loop = loop;
    this.shelves = shelves;
    this.circuit = circuit;
    this.summary = offering.summary().orElse(null);
    this.page = offering.first();
    this.stages.add(offering.rest());
  }

  /**
   * Offers; completes when the other store has what it wanted, with whether it had room for all of
   * it.
   *
   * @param hello for this circuit
   */
  static CompletableFuture<Boolean> over(
      RoleLoop loop, Shelves shelves, PeerCircuit circuit, PeerHello hello, Offering offering) {
    HandOverTalk talk = new HandOverTalk(loop, shelves, circuit, offering);
    talk.wait(PATIENCE);
    circuit.listen(talk);
    circuit.send(StoreCommand.PEER, hello.encode());
    return talk.done;
  }

  private void wait(Duration time) {
    if (patience != null) {
      patience.cancel();
    }
    patience = loop.time().after(time, () -> fail("a store does not answer"));
  }

  @Override
  public void onMessage(RelayMessage message) {
    wait(PATIENCE);
    Offer asked = offer;
    Summary told = summary;
    if (message.command() == StoreCommand.PEER_STATUS && !greeted) {
      greeted = true;
      if (TagStatus.decode(message.data()).filter(TagStatus.DONE::equals).isPresent()) {
        begin();
      } else {
        fail("a store does not talk to this one");
      }
    } else if (message.command() == StoreCommand.DIFFERS && told != null && !compared) {
      compared = true;
      told.readDiffers(message.data())
          .ifPresentOrElse(
              buckets -> compared(told, buckets), () -> fail("a store answers something else"));
    } else if (message.command() == StoreCommand.WANTED && asked != null) {
      offer = null;
      asked
          .readWanted(message.data())
          .ifPresentOrElse(
              entries -> {
                wanted.addAll(entries);
                proceed();
              },
              () -> fail("a store answers something else"));
    } else if (message.command() == StoreCommand.PUT_STATUS && !underway.isEmpty()) {
      bytes -= underway.remove();
      PutAnswer.decode(message.data())
          .map(PutAnswer::status)
          .ifPresentOrElse(this::put, () -> fail("a store answers something else"));
    } else {
      fail("a store answers something else");
    }
  }

  private void put(Status status) {
    if (status == Status.LIMITED || status == Status.UNAVAILABLE) {
      fail("a store takes nothing now");
    } else {
      // There may be room the next time; whatever else it says, it will say the same.
      room &= status != Status.FULL;
      proceed();
    }
  }

  private void begin() {
    if (summary != null) {
      circuit.send(StoreCommand.SUMMARY, summary.encode());
    } else {
      nextPage();
    }
  }

  private void compared(Summary told, BitSet buckets) {
    if (!buckets.isEmpty()) {
      stages.add(OfferPages.differing(told, buckets));
    }
    nextPage();
  }

  private void nextPage() {
    OfferPages pages = stages.peek();
    if (!page.isEmpty()) {
      List<Offer.Entry> ready = page;
      page = List.of();
      offer(ready);
    } else if (pages == null) {
      end();
      done.complete(room);
    } else {
      reading = true;
      pages.next(shelves).whenComplete(this::turn);
    }
  }

  private void offer(List<Offer.Entry> entries) {
    Offer next = new Offer(entries);
    offer = next;
    circuit.send(StoreCommand.OFFER, next.encode());
  }

  /** Puts what is wanted, as much at once as may be underway, and then goes on. */
  private void proceed() {
    if (done.isDone() || reading || offer != null) {
      return;
    }
    if (wanted.isEmpty()) {
      if (underway.isEmpty()) {
        nextPage();
      }
      return;
    }
    if (underway.size() < MOST_DOCUMENTS && bytes < MOST_BYTES) {
      reading = true;
      Offer.Entry entry = wanted.remove();
      shelves
          .ask(store -> store.get(entry.shelf(), entry.tag(), entry.id()))
          .whenComplete((found, failure) -> put(entry, found, failure));
    }
  }

  private void turn(List<Offer.Entry> next, @Nullable Throwable failure) {
    reading = false;
    if (done.isDone()) {
      return;
    }
    if (failure != null) {
      fail("the store cannot be read");
    } else if (next.isEmpty()) {
      stages.remove();
      nextPage();
    } else {
      offer(next);
    }
  }

  private void put(Offer.Entry entry, Optional<StoredEnvelope> found, @Nullable Throwable failure) {
    reading = false;
    if (done.isDone()) {
      return;
    }
    if (failure != null && !Shelves.isDamage(failure)) {
      fail("the store cannot be read");
      return;
    }
    // What is damaged here is for others to give; the rest is given.
    Optional<StoredEnvelope> whole = failure == null ? found : Optional.empty();
    whole.ifPresent(
        envelope -> {
          byte[] document = envelope.document();
          underway.add(document.length);
          bytes += document.length;
          PutPart.messages(kind(entry), document)
              .forEach(message -> circuit.send(StoreCommand.PUT, message));
        });
    proceed();
  }

  private static DocumentKind kind(Offer.Entry entry) {
    return switch (entry.shelf()) {
      case CARD -> DocumentKind.CARD;
      case WITHDRAWN -> DocumentKind.WITHDRAWN;
      case BOARD, MAILBOX -> DocumentKind.ENVELOPE;
    };
  }

  @Override
  public void onClosed(DestroyReason reason) {
    fail("the circuit ended: " + reason);
  }

  private void fail(String why) {
    end();
    done.completeExceptionally(new QuestionException(why));
  }

  private void end() {
    if (patience != null) {
      patience.cancel();
    }
    circuit.close();
  }
}
