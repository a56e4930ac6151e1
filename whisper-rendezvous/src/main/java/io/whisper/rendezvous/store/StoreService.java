package io.whisper.rendezvous.store;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.limit.LinkRates;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The duty of a store: it holds presences in memory, the highest revision at each tag, until they
 * expire (docs/protocol.md, "Stores").
 *
 * <p>It learns tags, sizes and times, and neither whose documents they are nor what is in them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class StoreService implements RelayService {
  private static final Duration SWEEP = Duration.ofMinutes(5);
  private static final byte[] NONE = {1};
  private static final int FOUND = 0;

  private final LinkRates links;
  private final HeldPresences presences;
  private @Nullable RelayContext context;
  private @Nullable Consensus ringOf;
  private Ring ring = Ring.of(List.of());

  /** A service with these bounds. */
  public StoreService(StoreLimits limits) {
    this.links = new LinkRates(limits.perLink());
    this.presences = new HeldPresences(limits);
  }

  @Override
  public int firstCommand() {
    return RelayCommand.STORE_FIRST;
  }

  @Override
  public int lastCommand() {
    return RelayCommand.STORE_LAST;
  }

  @Override
  public int maximumLength() {
    return 1 + PresenceDocument.MAX_SIZE;
  }

  @Override
  public void start(RelayContext given) {
    context = given;
    sweepLater(given);
  }

  private void sweepLater(RelayContext given) {
    given
        .time()
        .after(
            SWEEP,
            () -> {
              presences.sweep(given.time().now());
              sweepLater(given);
            });
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    if (!links.take(circuit.linkKey(), context().time())) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    switch (message.command()) {
      case StoreCommand.PUT -> put(circuit, new ByteReader(message.data()));
      case StoreCommand.GET -> get(circuit, new ByteReader(message.data()));
      default -> circuit.destroy(DestroyReason.PROTOCOL);
    }
  }

  private void put(ServedCircuit circuit, ByteReader in) {
    int kind = in.u8();
    byte[] document = in.rest();
    if (!in.done() || kind != StoreCommand.KIND_PRESENCE) {
      answer(circuit, PutStatus.MALFORMED);
      return;
    }
    context()
        .compute(() -> PresenceDocument.verify(document))
        .whenComplete(
            (verified, busy) -> {
              if (busy != null) {
                answer(circuit, PutStatus.LIMITED);
              } else {
                answer(circuit, verified.map(this::hold).orElse(PutStatus.MALFORMED));
              }
            });
  }

  private PutStatus hold(PresenceDocument document) {
    return ring().answersFor(context().identity(), document.tag())
        ? presences.put(document, context().time().now())
        : PutStatus.NOT_RESPONSIBLE;
  }

  private static void answer(ServedCircuit circuit, PutStatus status) {
    circuit.send(StoreCommand.PUT_STATUS, status.encode());
  }

  private void get(ServedCircuit circuit, ByteReader in) {
    int kind = in.u8();
    Bytes32 tag = in.bytes32();
    if (!in.done() || kind != StoreCommand.KIND_PRESENCE) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    Optional<PresenceDocument> held = presences.get(tag, context().time().now());
    circuit.send(
        StoreCommand.GOT,
        held.map(document -> ByteWriter.growing().u8(FOUND).bytes(document.bytes()).toByteArray())
            .orElse(NONE));
  }

  /** The ring of the live consensus, made once for each. */
  private Ring ring() {
    Consensus current = context().consensus().current().orElse(null);
    if (current != ringOf) {
      ringOf = current;
      ring = Ring.of(current == null ? List.of() : current.relays());
    }
    return ring;
  }

  private RelayContext context() {
    return Objects.requireNonNull(context, "not started");
  }
}
