package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.Assembly;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.Part;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.Withdraw;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store in the thread of the test, for the envelopes of one tag. It does its duty unless it is
 * told to do something else with a message.
 */
final class FakeStore {
  /** How many entries of a list it gives at once. */
  static final int PAGE = 7;

  private final VirtualLoop loop;
  private final RelayEntry entry;
  private final NavigableMap<Bytes32, Envelope> held = new TreeMap<>();
  private final NavigableMap<Bytes32, WithdrawnMark> marks = new TreeMap<>();
  private final List<FakeStoreCircuit> circuits = new ArrayList<>();
  private final Map<FakeStoreCircuit, Assembly> puts = new HashMap<>();
  private final Map<Integer, List<byte[]>> received = new HashMap<>();
  private final List<FakeStoreCircuit> opened = new ArrayList<>();
  private @Nullable Misconduct misconduct;
  private Function<byte[], Optional<PutAnswer>> judge =
      document -> Optional.of(PutAnswer.of(PutAnswer.Status.STORED));
  private TagStatus opening = TagStatus.DONE;
  private boolean up = true;

  /** What a store may do with a message in place of its duty. */
  interface Misconduct {
    /** Whether nothing else shall happen. */
    boolean handle(FakeStoreCircuit circuit, int command, byte[] data);
  }

  FakeStore(VirtualLoop loop, RelayEntry entry) {
    this.loop = loop;
    this.entry = entry;
  }

  RelayEntry entry() {
    return entry;
  }

  Bytes32 identity() {
    return entry.identity();
  }

  /** The circuits that are open now. */
  List<FakeStoreCircuit> circuits() {
    return List.copyOf(circuits);
  }

  /** All circuits that were ever opened. */
  List<FakeStoreCircuit> opened() {
    return List.copyOf(opened);
  }

  /** What came with this command, in order. */
  List<byte[]> received(int command) {
    return List.copyOf(received.getOrDefault(command, List.of()));
  }

  void misconduct(@Nullable Misconduct value) {
    misconduct = value;
  }

  /** Sets what it says to documents that are put; nothing is no answer. */
  void judge(Function<byte[], Optional<PutAnswer>> value) {
    judge = value;
  }

  /** Sets what it answers to who opens the tag. */
  void opening(TagStatus value) {
    opening = value;
  }

  boolean up() {
    return up;
  }

  Map<Bytes32, Envelope> held() {
    return held;
  }

  /** Stops; all circuits end. */
  void stop() {
    up = false;
    dropCircuits();
  }

  /** Runs again with what it holds. */
  void restart() {
    up = true;
  }

  /** Loses what it holds. */
  void empty() {
    held.clear();
    marks.clear();
  }

  void dropCircuits() {
    circuits().forEach(FakeStoreCircuit::end);
  }

  FakeStoreCircuit connect() {
    FakeStoreCircuit circuit = new FakeStoreCircuit(loop, this);
    circuits.add(circuit);
    opened.add(circuit);
    return circuit;
  }

  void forget(FakeStoreCircuit circuit) {
    circuits.remove(circuit);
    puts.remove(circuit);
  }

  /** Holds an envelope and pushes it when it is new. */
  void hold(Envelope envelope) {
    if (!marks.containsKey(envelope.id()) && held.putIfAbsent(envelope.id(), envelope) == null) {
      push(envelope);
    }
  }

  void push(Envelope envelope) {
    for (FakeStoreCircuit circuit : circuits()) {
      if (circuit.subscribed()) {
        give(circuit, StoreCommand.PUSHED, envelope.encode());
      }
    }
  }

  void remove(Bytes32 id) {
    if (held.remove(id) != null) {
      pushGone(id);
    }
  }

  /** Holds the mark of a withdrawal in place of the envelope, and pushes it when it is new. */
  void withdraw(WithdrawnMark mark) {
    Bytes32 id = mark.id();
    held.remove(id);
    if (marks.putIfAbsent(id, mark) == null) {
      for (FakeStoreCircuit circuit : circuits()) {
        if (circuit.subscribed()) {
          circuit.answer(StoreCommand.PUSHED, Given.withdrawn(mark).encode());
        }
      }
    }
  }

  void pushGone(Bytes32 id) {
    for (FakeStoreCircuit circuit : circuits()) {
      if (circuit.subscribed()) {
        circuit.answer(StoreCommand.PUSHED, Given.gone(id).encode());
      }
    }
  }

  static void give(FakeStoreCircuit circuit, int command, byte[] document) {
    Part.of(document).forEach(part -> circuit.answer(command, Given.of(part).encode()));
  }

  void receive(FakeStoreCircuit circuit, int command, byte[] data) {
    received.computeIfAbsent(command, none -> new ArrayList<>()).add(data);
    Misconduct instead = misconduct;
    if (up && (instead == null || !instead.handle(circuit, command, data))) {
      serve(circuit, command, data);
    }
  }

  private void serve(FakeStoreCircuit circuit, int command, byte[] data) {
    switch (command) {
      case StoreCommand.PUT -> put(circuit, PutPart.decode(data).orElseThrow());
      case StoreCommand.OPEN -> {
        TagStatus answer = OpenTag.decode(data).isPresent() ? opening : TagStatus.REFUSED;
        circuit.answer(StoreCommand.OPENED, answer.encode());
      }
      case StoreCommand.LIST -> list(circuit, Bytes32.of(data));
      case StoreCommand.TAKE ->
          Ids.decode(data).orElseThrow().ids().forEach(id -> take(circuit, id));
      case StoreCommand.SUBSCRIBE -> {
        circuit.subscribe();
        circuit.answer(StoreCommand.SUBSCRIBED, TagStatus.DONE.encode());
      }
      case StoreCommand.DELETE -> {
        Ids.decode(data).orElseThrow().ids().forEach(this::remove);
        circuit.answer(StoreCommand.DELETED, TagStatus.DONE.encode());
      }
      case StoreCommand.WITHDRAW -> {
        Withdraw withdraw = Withdraw.decode(data).orElseThrow();
        Envelope held = this.held.get(withdraw.id());
        if (held != null) {
          withdraw(WithdrawnMark.of(held, withdraw.key()));
        }
        circuit.answer(StoreCommand.WITHDRAWN, TagStatus.DONE.encode());
      }
      default -> throw new AssertionError("command " + command);
    }
  }

  private void put(FakeStoreCircuit circuit, PutPart part) {
    Assembly assembly = puts.computeIfAbsent(circuit, none -> new Assembly());
    if (assembly.take(part.part()) != Assembly.Progress.WHOLE) {
      return;
    }
    byte[] document = assembly.finish();
    PutAnswer answer = judge.apply(document).orElse(null);
    if (answer == null) {
      return;
    }
    if (answer.status() == PutAnswer.Status.STORED) {
      Envelope.decode(document).ifPresent(this::hold);
    }
    circuit.answer(StoreCommand.PUT_STATUS, answer.encode());
  }

  private void list(FakeStoreCircuit circuit, Bytes32 after) {
    expire();
    NavigableMap<Bytes32, Listed.Entry> all = new TreeMap<>();
    held.forEach((id, post) -> all.put(id, new Listed.Entry(id, post.terms().expires())));
    marks.forEach((id, mark) -> all.put(id, new Listed.Entry(id, mark.terms().expires(), true)));
    List<Listed.Entry> behind = List.copyOf(all.tailMap(after, false).values());
    List<Listed.Entry> entries = behind.subList(0, Math.min(PAGE, behind.size()));
    circuit.answer(
        StoreCommand.LISTED, new Listed(entries, behind.size() > entries.size()).encode());
  }

  private void take(FakeStoreCircuit circuit, Bytes32 id) {
    expire();
    Envelope envelope = held.get(id);
    WithdrawnMark mark = marks.get(id);
    if (mark != null) {
      circuit.answer(StoreCommand.TAKEN, Given.withdrawn(mark).encode());
    } else if (envelope == null) {
      circuit.answer(StoreCommand.TAKEN, Given.gone(id).encode());
    } else {
      give(circuit, StoreCommand.TAKEN, envelope.encode());
    }
  }

  private void expire() {
    long now = loop.time().now().getEpochSecond();
    held.values().removeIf(envelope -> envelope.terms().expires() <= now);
    marks.values().removeIf(mark -> mark.terms().expires() <= now);
  }
}
