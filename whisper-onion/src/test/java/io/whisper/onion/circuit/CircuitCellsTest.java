package io.whisper.onion.circuit;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extended;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CircuitCellsTest {
  private static final int SAID = 240;

  private final SeededRandom random = new SeededRandom(11);
  private final FakeRelays relays = new FakeRelays();
  private final Heard heard = new Heard();
  private final CircuitCells client = new CircuitCells(relays, heard);

  @Test
  void messagesReachTheLastHopAndItsAnswersComeBack() {
    relays.extend(client, 4, random);
    byte[] data = random.bytes(1200);
    client.write(new RelayMessage(SAID, data));
    assertThat(relays.got).hasSize(1);
    assertThat(relays.got.get(0).hop()).isEqualTo(3);
    assertThat(relays.got.get(0).message().data()).isEqualTo(data);

    receive(relays.from(3, SAID, data));
    assertThat(heard.messages).hasSize(1);
    assertThat(heard.messages.get(0).data()).isEqualTo(data);
  }

  @Test
  void everyBitChangedAtAnyHopEndsTheCircuitAndDeliversNothing() {
    Property.holds(
        200,
        trial -> {
          FakeRelays path = new FakeRelays();
          Heard hears = new Heard();
          CircuitCells cells = new CircuitCells(path, hears);
          int hops = trial.nextInt(1, 5);
          path.extend(cells, hops, trial);
          int at = trial.nextInt(hops);
          int bit = trial.nextInt(8 * Cell.BODY_SIZE);
          Cell bad = path.tampered(hops - 1, at, bit, SAID, trial.bytes(100));
          cells.receive(bad, CellCommand.RELAY);
          assertThat(cells.closed()).as("bit %d at hop %d of %d", bit, at, hops).isTrue();
          assertThat(path.told).isEqualTo(DestroyReason.PROTOCOL);
          assertThat(hears.messages).isEmpty();
          assertThat(hears.ended).isEqualTo(DestroyReason.PROTOCOL);

          for (Cell later : path.from(hops - 1, SAID, new byte[1])) {
            cells.receive(later, CellCommand.RELAY);
          }
          assertThat(hears.messages).isEmpty();
        });
  }

  @Test
  void creditIsReturnedForEvery32ndCellWithItsTag() {
    relays.extend(client, 3, random);
    for (int i = 1; i <= 320; i++) {
      receive(relays.from(2, SAID, new byte[i % 490]));
      byte[] tag = relays.backwardTag(2);
      assertThat(relays.got).hasSize(i / 32);
      if (i % 32 == 0) {
        FakeRelays.Got credit = relays.got.get(relays.got.size() - 1);
        assertThat(credit.hop()).isEqualTo(2);
        assertThat(credit.message().command()).isEqualTo(RelayCommand.CREDIT);
        assertThat(credit.message().data()).isEqualTo(tag);
      }
    }
    assertThat(client.closed()).isFalse();
  }

  @Test
  void creditOpensTheWindowAndWrongCreditEndsTheCircuit() {
    relays.extend(client, 2, random);
    for (int i = 0; i < 64; i++) {
      client.write(new RelayMessage(SAID, new byte[0]));
    }
    assertThat(client.window()).isEqualTo(256 - 64);
    receive(relays.from(1, RelayCommand.CREDIT, relays.got.get(31).credit().encode()));
    assertThat(client.window()).isEqualTo(256 - 32);
    assertThat(heard.credits).isEqualTo(1);

    receive(relays.from(1, RelayCommand.CREDIT, relays.got.get(62).credit().encode()));
    assertThat(heard.ended).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void endToEndBodiesAreCountedByTheirOwnTag() {
    relays.extend(client, 3, random);
    byte[] body = new byte[Cell.BODY_SIZE];
    for (int i = 0; i < 32; i++) {
      body = random.bytes(Cell.BODY_SIZE);
      client.writeEndToEnd(body);
      assertThat(relays.endToEnd.get(i)).isEqualTo(body);
    }
    byte[] tag = Arrays.copyOf(body, Cell.TAG_SIZE);
    receive(relays.from(2, RelayCommand.CREDIT, tag));
    assertThat(client.window()).isEqualTo(256);
    assertThat(client.closed()).isFalse();
  }

  @Test
  void whatIsNotExpectedEndsTheCircuit() {
    unexpected(SAID, new byte[0], 0);
    unexpected(RelayCommand.EXTENDED, new Extended(new byte[10]).encode(), 1);
    unexpected(RelayCommand.TRUNCATED, DestroyReason.TIMEOUT.encode(), 1);
    unexpected(RelayCommand.EXTEND, new byte[40], 1);
    unexpected(6, new byte[0], 1);
    unexpected(RelayCommand.CREDIT, new byte[16], 1);
    unexpected(RelayCommand.CREDIT, new byte[15], 1);
    unexpected(SAID, new byte[RelayCommand.DEFAULT_LIMIT + 1], 1);
  }

  private void unexpected(int command, byte[] data, int hop) {
    FakeRelays path = new FakeRelays();
    Heard hears = new Heard();
    CircuitCells cells = new CircuitCells(path, hears);
    path.extend(cells, 2, random);
    path.from(hop, command, data).forEach(cell -> cells.receive(cell, CellCommand.RELAY));
    assertThat(hears.ended)
        .as("command %d of hop %d", command, hop)
        .isEqualTo(DestroyReason.PROTOCOL);
    assertThat(hears.messages).isEmpty();
  }

  @Test
  void cellsOfOtherCommandsEndTheCircuit() {
    for (CellCommand command :
        List.of(
            CellCommand.CREATE,
            CellCommand.CREATE_MORE,
            CellCommand.CREATED,
            CellCommand.CREATED_MORE,
            CellCommand.RELAY_EARLY)) {
      FakeRelays path = new FakeRelays();
      CircuitCells cells = new CircuitCells(path, new Heard());
      path.extend(cells, 1, random);
      cells.receive(Cell.of(7, command), command);
      assertThat(path.told).as("%s", command).isEqualTo(DestroyReason.PROTOCOL);
    }
  }

  @Test
  void coverIsTakenFromAnyHopAndCounted() {
    relays.extend(client, 2, random);
    for (int i = 0; i < 32; i++) {
      receive(relays.from(0, RelayCommand.DROP, new byte[100]));
    }
    assertThat(client.closed()).isFalse();
    assertThat(relays.got).hasSize(1);
    assertThat(relays.got.get(0).hop()).isZero();
  }

  @Test
  void extensionTravelsEarlyAndItsAnswerIsHandedOver() {
    relays.extend(client, 2, random);
    byte[] hello = random.bytes(1328);
    CompletableFuture<byte[]> answer = client.extend(FakeRelays.target(9).identity(), hello);
    assertThat(relays.got.get(0).hop()).isEqualTo(1);
    assertThat(relays.got.get(0).command()).isEqualTo(CellCommand.RELAY_EARLY);
    assertThat(relays.cells).isEqualTo(3);
    assertThat(client.window()).as("early cells need no credit").isEqualTo(256);

    byte[] reply = random.bytes(1168);
    receive(relays.from(1, RelayCommand.EXTENDED, new Extended(reply).encode()));
    assertThat(await(answer)).isEqualTo(reply);
  }

  @Test
  void extensionThatFailsLeavesTheCircuitAndSaysWhoSaidSo() {
    relays.extend(client, 2, random);
    CompletableFuture<byte[]> answer =
        client.extend(FakeRelays.target(9).identity(), random.bytes(1328));
    receive(relays.from(1, RelayCommand.TRUNCATED, DestroyReason.UNREACHABLE.encode()));
    assertThat(answer)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            BuildException.class,
            e -> {
              assertThat(e.hop()).isEqualTo(2);
              assertThat(e.saidByRelayBehindGuard()).isTrue();
            });
    assertThat(client.closed()).isFalse();
  }

  @Test
  void handshakeIsPutTogetherFromItsCells() {
    CompletableFuture<byte[]> answer = client.create(random.bytes(1328));
    byte[] reply = random.bytes(1168);
    for (Cell cell : HandshakeCells.split(7, CellCommand.CREATED, reply)) {
      assertThat(answer).isNotDone();
      client.receive(cell, cell.command() == null ? CellCommand.CREATED : cell.command());
    }
    assertThat(await(answer)).isEqualTo(reply);
  }

  @Test
  void destroyIsHeardOnceAndNotAnswered() {
    relays.extend(client, 2, random);
    Cell cell = DestroyReason.LIMIT.cell(7);
    client.receive(cell, CellCommand.DESTROY);
    client.receive(cell, CellCommand.DESTROY);
    assertThat(heard.ended).isEqualTo(DestroyReason.LIMIT);
    assertThat(heard.ends).isEqualTo(1);
    assertThat(relays.left).isTrue();
    assertThat(relays.told).isNull();
  }

  @Test
  void linkThatTakesNoMoreEndsTheCircuit() {
    relays.extend(client, 1, random);
    relays.full = true;
    client.write(new RelayMessage(SAID, new byte[0]));
    assertThat(heard.ended).isEqualTo(DestroyReason.LIMIT);
  }

  private void receive(List<Cell> cells) {
    cells.forEach(cell -> client.receive(cell, CellCommand.RELAY));
  }

  /** Keeps what an owner is told. */
  private static final class Heard implements CircuitCells.Owner {
    private final List<RelayMessage> messages = new ArrayList<>();
    private int credits;
    private int ends;
    private @Nullable DestroyReason ended;

    @Override
    public void onMessage(RelayMessage message) {
      messages.add(message);
    }

    @Override
    public boolean onEndToEnd(byte[] body) {
      return false;
    }

    @Override
    public void onCredit() {
      credits++;
    }

    @Override
    public void onEnd(DestroyReason reason) {
      ended = reason;
      ends++;
    }
  }
}
