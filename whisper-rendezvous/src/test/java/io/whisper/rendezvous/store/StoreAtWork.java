package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.limit.Rate;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.rendezvous.fake.FakeCircuit;
import io.whisper.rendezvous.fake.FakeRelay;
import io.whisper.rendezvous.fake.NoPeers;
import io.whisper.rendezvous.fake.Relays;
import io.whisper.rendezvous.store.wire.Assembly;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.Given;
import io.whisper.rendezvous.store.wire.Ids;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.OpenTag;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutPart;
import io.whisper.rendezvous.store.wire.StoreCommand;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.Withdraw;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One store, the only one of its network, and clients that know what to say to it. */
final class StoreAtWork {
  /** What envelopes have to show here. */
  static final long WORK = 1000;

  private static final StoreLimits LIMITS =
      new StoreLimits(100, new Rate(1_000_000, 1_000_000), Duration.ofHours(3), 20, 1 << 20, 200);

  private final SeededRandom random = new SeededRandom(5);
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final FakeRelay relay;
  private boolean held;
  private boolean busy;

  /** A store that keeps what it holds in {@code store}. */
  StoreAtWork(EnvelopeStore store, VirtualTime time) {
    relay =
        new FakeRelay(
            new StoreService(LIMITS, store, this::work, new NoPeers()), time, Bytes32.ZERO);
    relays(List.of(Relays.entry(Bytes32.ZERO, Bytes32.ZERO, Set.of(RelayFlag.STORE))));
  }

  /** A store of that many bytes in memory. */
  static StoreAtWork ofQuota(long quota, VirtualTime time) {
    return new StoreAtWork(EnvelopeStore.inMemory(quota, time), time);
  }

  private void work(Runnable task) {
    if (busy) {
      throw new RejectedExecutionException("busy");
    }
    if (held) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  /** Sets what the network is made of. */
  void relays(List<RelayEntry> relays) {
    NetworkParameters parameters =
        NetworkParameters.STANDARD.with(NetworkParameter.MINIMUM_WORK, WORK);
    Consensus consensus =
        ConsensusBuilder.ofAuthorities(1, random)
            .parameters(parameters)
            .relays(relays)
            .validAfter(VirtualTime.START)
            .build();
    relay.consensus(() -> Optional.of(consensus));
  }

  FakeRelay relay() {
    return relay;
  }

  TimeSource time() {
    return relay.time();
  }

  /** Holds the work on the disk back from now on. */
  void hold() {
    held = true;
  }

  /** Does the work that was held back, and goes on doing it at once. */
  void release() {
    held = false;
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  /** Makes the threads of the disk refuse everything, or not. */
  void busy(boolean value) {
    busy = value;
  }

  PutAnswer put(Envelope envelope) {
    return put(DocumentKind.ENVELOPE, envelope.encode());
  }

  PutAnswer put(DocumentKind kind, byte[] document) {
    FakeCircuit circuit = relay.circuit("writer");
    for (byte[] message : PutPart.messages(kind, document)) {
      assertThat(circuit.next()).isNull();
      circuit.receive(StoreCommand.PUT, message);
    }
    relay.work();
    return PutAnswer.decode(data(circuit, StoreCommand.PUT_STATUS)).orElseThrow();
  }

  Optional<byte[]> get(DocumentKind kind, Bytes32 tag) {
    FakeCircuit circuit = relay.circuit("reader");
    circuit.receive(
        StoreCommand.GET,
        ByteWriter.growing().u8(kind.code()).bytes(tag.toByteArray()).toByteArray());
    byte[] data = data(circuit, StoreCommand.GOT);
    return data[0] == 0 ? Optional.of(Arrays.copyOfRange(data, 1, data.length)) : Optional.empty();
  }

  static byte[] data(FakeCircuit circuit, int command) {
    RelayMessage message = circuit.take();
    assertThat(message.command()).isEqualTo(command);
    return message.data();
  }

  /** A circuit on which the tag of a board is opened. */
  Reader board(Bytes32 tag) {
    return new Reader(OpenTag.board(tag), relay.circuit("reader"));
  }

  /** A circuit on which the mailbox of an identity is opened by its owner. */
  Reader mailbox(BlindedIdentity owner) {
    FakeCircuit circuit = relay.circuit("owner");
    return new Reader(OpenTag.mailbox(owner, circuit.binding()), circuit);
  }

  /** A circuit on which a mailbox is opened with a proof that does not hold. */
  Reader stranger(Bytes32 tag) {
    return new Reader(new OpenTag(Shelf.MAILBOX, tag, random.bytes(64)), relay.circuit("stranger"));
  }

  /** A client with an opened tag. */
  final class Reader {
    private final FakeCircuit circuit;
    private final TagStatus opened;

    private Reader(OpenTag open, FakeCircuit circuit) {
      this.circuit = circuit;
      circuit.receive(StoreCommand.OPEN, open.encode());
      relay.work();
      opened = status(StoreCommand.OPENED);
    }

    FakeCircuit circuit() {
      return circuit;
    }

    TagStatus opened() {
      return opened;
    }

    private TagStatus status(int command) {
      return TagStatus.decode(data(circuit, command)).orElseThrow();
    }

    Listed listed(Bytes32 after) {
      circuit.receive(StoreCommand.LIST, after.toByteArray());
      return Listed.decode(data(circuit, StoreCommand.LISTED)).orElseThrow();
    }

    /** The ids that lie at the tag. */
    List<Bytes32> list() {
      return list(false);
    }

    /** The ids of what was withdrawn from it. */
    List<Bytes32> marks() {
      return list(true);
    }

    private List<Bytes32> list(boolean withdrawn) {
      return listed(Bytes32.ZERO).entries().stream()
          .filter(entry -> entry.withdrawn() == withdrawn)
          .map(Listed.Entry::id)
          .toList();
    }

    /** The envelopes of these ids, null for those that are gone. */
    List<@Nullable Envelope> take(List<Bytes32> ids) {
      circuit.receive(StoreCommand.TAKE, new Ids(ids).encode());
      List<@Nullable Envelope> taken = new ArrayList<>();
      for (Bytes32 id : ids) {
        Envelope envelope = given(StoreCommand.TAKEN, id);
        assertThat(envelope == null || envelope.id().equals(id)).isTrue();
        taken.add(envelope);
      }
      return taken;
    }

    @Nullable Envelope take(Bytes32 id) {
      return take(List.of(id)).get(0);
    }

    private @Nullable Envelope given(int command, @Nullable Bytes32 id) {
      Assembly assembly = new Assembly();
      while (true) {
        Given given = Given.decode(data(circuit, command)).orElseThrow();
        if (given.part() == null) {
          WithdrawnMark mark = given.mark();
          Bytes32 without = mark == null ? given.gone() : mark.id();
          assertThat(id == null || Objects.equals(id, without)).isTrue();
          return null;
        }
        if (assembly.take(given.part()) == Assembly.Progress.WHOLE) {
          return Envelope.decode(assembly.finish()).orElseThrow();
        }
      }
    }

    TagStatus subscribe() {
      circuit.receive(StoreCommand.SUBSCRIBE, new byte[0]);
      return status(StoreCommand.SUBSCRIBED);
    }

    /** The next envelope that was pushed, or null when the next thing is that one is gone. */
    @Nullable Envelope pushed() {
      return given(StoreCommand.PUSHED, null);
    }

    /** What is given in the place of an envelope. */
    Given instead(Bytes32 id) {
      circuit.receive(StoreCommand.TAKE, new Ids(List.of(id)).encode());
      return Given.decode(data(circuit, StoreCommand.TAKEN)).orElseThrow();
    }

    /** The next thing that was pushed and is no envelope. */
    Given pushedInstead() {
      return Given.decode(data(circuit, StoreCommand.PUSHED)).orElseThrow();
    }

    TagStatus delete(List<Bytes32> ids) {
      circuit.receive(StoreCommand.DELETE, new Ids(ids).encode());
      return status(StoreCommand.DELETED);
    }

    TagStatus withdraw(Bytes32 id, Bytes32 key) {
      circuit.receive(StoreCommand.WITHDRAW, new Withdraw(id, key).encode());
      return status(StoreCommand.WITHDRAWN);
    }
  }
}
