package io.whisper.onion.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extend;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.handshake.HandshakeClient;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayMisuseTest {

  private static Relays relays;

  @BeforeAll
  static void start() {
    relays = Relays.start(3);
  }

  @AfterAll
  static void stop() {
    relays.close();
  }

  /** Whatever a test did, the relays go on. */
  @AfterEach
  void relaysStillServe() {
    assertServes(relays.circuit(3));
  }

  private static void assertServes(RawCircuit circuit) {
    circuit.send(TestService.ECHO, "still there".getBytes(UTF_8));
    assertThat(circuit.receive().data()).asString(UTF_8).isEqualTo("still there");
  }

  private static DestroyReason reason(Cell cell) {
    assertThat(cell.command()).isEqualTo(CellCommand.DESTROY);
    return DestroyReason.in(cell);
  }

  @Test
  void theSixthExtensionIsRefused() {
    RawCircuit circuit = RawCircuit.create(relays.link(0), relays.target(0));
    for (int i = 1; i <= 5; i++) {
      circuit.extend(relays.target(i % 3));
    }
    assertThat(circuit.hops()).isEqualTo(6);
    LinkTarget target = relays.target(0);
    circuit.sendExtend(CellCommand.RELAY_EARLY, target, RawCircuit.handshake(target).hello());
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void failedExtensionsCountAsWell() {
    RawCircuit circuit = RawCircuit.create(relays.link(0), relays.target(0));
    for (int i = 1; i <= 5; i++) {
      circuit.sendExtend(CellCommand.RELAY_EARLY, nobody(), new byte[1312]);
      assertThat(circuit.receive().command()).isEqualTo(RelayCommand.TRUNCATED);
    }
    circuit.sendExtend(CellCommand.RELAY_EARLY, nobody(), new byte[1312]);
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  private static LinkTarget nobody() {
    LinkTarget somebody = relays.target(0);
    return new LinkTarget(
        Bytes32.ZERO, somebody.onionKey(), somebody.certificateHash(), somebody.addresses());
  }

  @Test
  void extendInAnOrdinaryRelayCellEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(1);
    LinkTarget target = relays.target(1);
    circuit.sendExtend(CellCommand.RELAY, target, RawCircuit.handshake(target).hello());
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void extendWhoseCellsAreNotAllEarlyEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(1);
    Cell first = Cell.of(circuit.id, CellCommand.RELAY_EARLY);
    first.array()[Cell.PAYLOAD_OFFSET] = RelayCommand.EXTEND;
    first.array()[Cell.PAYLOAD_OFFSET + 1] = 4;
    circuit.originate(0, first);
    circuit.link.send(first);
    Cell second = Cell.of(circuit.id, CellCommand.RELAY);
    circuit.originate(0, second);
    circuit.link.send(second);
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {RelayCommand.CREDIT, RelayCommand.DROP, TestService.ECHO, RelayCommand.EXTENDED})
  void nothingElseTravelsEarly(int command) {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendMessage(1, CellCommand.RELAY_EARLY, new RelayMessage(command, new byte[16]));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void extensionToARelayThatIsNotInTheConsensusIsTruncatedAndTheCircuitStays() {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendExtend(CellCommand.RELAY_EARLY, nobody(), new byte[1312]);
    RelayMessage answer = circuit.receive();
    assertThat(answer)
        .isEqualTo(new RelayMessage(RelayCommand.TRUNCATED, DestroyReason.UNREACHABLE.encode()));
    assertServes(circuit);
    RawCircuit again = relays.circuit(1);
    again.sendExtend(CellCommand.RELAY_EARLY, nobody(), new byte[1312]);
    again.receive();
    again.extend(relays.target(1));
    assertServes(again);
  }

  @Test
  void extensionWithAHandshakeForAnotherRelayIsTruncatedAndTheCircuitStays() {
    RawCircuit circuit = relays.circuit(1);
    byte[] hello = RawCircuit.handshake(relays.target(0)).hello();
    circuit.sendExtend(CellCommand.RELAY_EARLY, relays.target(1), hello);
    assertThat(circuit.receive())
        .isEqualTo(new RelayMessage(RelayCommand.TRUNCATED, DestroyReason.PROTOCOL.encode()));
    circuit.extend(relays.target(1));
    assertServes(circuit);
  }

  @Test
  void malformedExtendEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendMessage(
        1, CellCommand.RELAY_EARLY, new RelayMessage(RelayCommand.EXTEND, new byte[40]));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void extendAfterAServiceWasUsedEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(1);
    assertServes(circuit);
    LinkTarget target = relays.target(1);
    circuit.sendExtend(CellCommand.RELAY_EARLY, target, RawCircuit.handshake(target).hello());
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void aSecondExtensionOfAMiddleRelayEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendMessage(
        0,
        CellCommand.RELAY_EARLY,
        new RelayMessage(
            RelayCommand.EXTEND, new Extend(relays.target(2).identity(), new byte[1312]).encode()));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {RelayCommand.EXTENDED, RelayCommand.TRUNCATED, RelayCommand.CREDIT, 6, 15, 100})
  void anUnexpectedRelayMessageEndsTheCircuit(int command) {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendMessage(1, CellCommand.RELAY, new RelayMessage(command, new byte[16]));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void aServiceMessageToAMiddleRelayEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendMessage(0, CellCommand.RELAY, new RelayMessage(TestService.ECHO, new byte[16]));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void aMessageOverItsLimitEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(1);
    Cell cell = Cell.of(circuit.id, CellCommand.RELAY);
    cell.array()[Cell.PAYLOAD_OFFSET] = RelayCommand.DROP;
    cell.array()[Cell.PAYLOAD_OFFSET + 1] = 0x10;
    cell.array()[Cell.PAYLOAD_OFFSET + 2] = 1;
    circuit.originate(0, cell);
    circuit.link.send(cell);
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void anEndToEndBodyOnACircuitThatIsNotSplicedEndsIt() {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendEndToEnd(new byte[Cell.BODY_SIZE]);
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void aGarbageHandshakeIsDestroyed() {
    long seed = 42;
    Random random = new Random(seed);
    RawLink link = relays.link(0);
    for (int length : new int[] {1, 63, 64, 1311, 1312, 1313, 1500}) {
      byte[] garbage = new byte[length];
      random.nextBytes(garbage);
      int id = link.newId();
      HandshakeCells.split(id, CellCommand.CREATE, garbage).forEach(link::send);
      assertThat(reason(link.next(id)))
          .as("%d bytes of seed %d", length, seed)
          .isEqualTo(DestroyReason.PROTOCOL);
    }
  }

  @Test
  void aHandshakeWithOneChangedBitIsDestroyed() {
    RawLink link = relays.link(0);
    byte[] genuine = RawCircuit.handshake(relays.target(0)).hello();
    for (int i = 0; i < genuine.length; i += 41) {
      byte[] changed = genuine.clone();
      changed[i] ^= 1;
      int id = link.newId();
      HandshakeCells.split(id, CellCommand.CREATE, changed).forEach(link::send);
      assertThat(reason(link.next(id))).as("byte %d", i).isEqualTo(DestroyReason.PROTOCOL);
    }
  }

  @Test
  void aHandshakeOfALengthThatCannotBeIsDestroyed() {
    RawLink link = relays.link(0);
    for (int length : new int[] {0, 1501, 0xffff}) {
      Cell cell = Cell.of(link.newId(), CellCommand.CREATE);
      cell.array()[Cell.BODY_OFFSET] = (byte) (length >>> 8);
      cell.array()[Cell.BODY_OFFSET + 1] = (byte) length;
      link.send(cell);
      assertThat(reason(link.next(cell.circuitId()))).isEqualTo(DestroyReason.PROTOCOL);
    }
  }

  @Test
  void relayCellsBeforeTheHandshakeIsDoneEndTheCircuit() {
    RawLink link = relays.link(0);
    int id = link.newId();
    List<Cell> create =
        HandshakeCells.split(
            id, CellCommand.CREATE, RawCircuit.handshake(relays.target(0)).hello());
    link.send(create.get(0));
    link.send(Cell.of(id, CellCommand.RELAY));
    assertThat(reason(link.next(id))).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void createWithAnIdOfTheRelaysHalfEndsTheLink() {
    RawLink link = relays.link(0);
    link.send(Cell.of(7, CellCommand.CREATE));
    RawLink.await(link.closed());
  }

  @Test
  void createWithIdZeroEndsTheLink() {
    RawLink link = relays.link(0);
    link.send(Cell.of(0, CellCommand.CREATE));
    RawLink.await(link.closed());
  }

  @Test
  void createWithAnIdInUseEndsThatCircuitOnly() {
    RawCircuit circuit = relays.circuit(1);
    RawCircuit other = RawCircuit.create(circuit.link, relays.target(0));
    HandshakeClient again = RawCircuit.handshake(relays.target(0));
    circuit.link.send(HandshakeCells.split(circuit.id, CellCommand.CREATE, again.hello()).get(0));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
    assertServes(other);
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE_MORE", "CREATED", "CREATED_MORE", "RELAY", "RELAY_EARLY", "DESTROY"})
  void cellsOfUnknownCircuitsAreIgnored(CellCommand command) {
    RawCircuit circuit = relays.circuit(2);
    circuit.link.send(Cell.of(circuit.link.newId(), command));
    circuit.link.send(Cell.of(12345, command));
    assertServes(circuit);
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE_MORE", "CREATED", "CREATED_MORE"})
  void cellsOutOfPlaceEndTheirCircuit(CellCommand command) {
    RawCircuit circuit = relays.circuit(2);
    circuit.link.send(Cell.of(circuit.id, command));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void cellsAfterTheEndAreIgnored() {
    RawCircuit circuit = relays.circuit(2);
    RawCircuit other = RawCircuit.create(circuit.link, relays.target(0));
    circuit.destroy();
    circuit.send(TestService.ECHO, new byte[1]);
    circuit.destroy();
    assertServes(other);
  }
}
