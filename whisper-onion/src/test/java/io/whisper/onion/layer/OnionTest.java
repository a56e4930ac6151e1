package io.whisper.onion.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.whisper.core.crypto.Sha256;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client's layers against those of the relays. */
final class OnionTest {

  private static final int RELAY = CellCommand.RELAY.code();
  private static final int RELAY_EARLY = CellCommand.RELAY_EARLY.code();

  /** A circuit with its relays; nobody is between them unless the test is. */
  private static final class Wire {
    final ClientOnion client = new ClientOnion();
    final List<RelayLayer> relays = new ArrayList<>();

    Wire(SeededRandom random, int hops) {
      for (int hop = 0; hop < hops; hop++) {
        try (LayerKeys keys = LayerKeys.fromKeyStream(random.bytes(LayerKeys.KEY_STREAM_SIZE))) {
          client.addHop(keys);
          relays.add(new RelayLayer(keys));
        }
      }
    }

    /** The hop that recognised the body, or the number of hops when it left at the end. */
    int forward(int command, byte[] body) {
      int hop = 0;
      while (hop < relays.size() && !relays.get(hop).forward(command, body, 0)) {
        hop++;
      }
      return hop;
    }

    /** Brings a body that the relay at {@code from} has processed to the client's door. */
    void backward(int from, int command, byte[] body) {
      for (int hop = from - 1; hop >= 0; hop--) {
        relays.get(hop).backwardPass(command, body, 0);
      }
    }
  }

  private static byte[] payload(byte[] body) {
    return Arrays.copyOfRange(body, Cell.TAG_SIZE, Cell.BODY_SIZE);
  }

  @Test
  void everythingArrivesOverOneToFiveHopsInBothDirections() {
    Property.holds(
        20,
        random -> {
          for (int hops = 1; hops <= 5; hops++) {
            Wire wire = new Wire(random, hops);
            assertThat(wire.client.hops()).isEqualTo(hops);
            for (int i = 0; i < 40; i++) {
              exchange(wire, random);
            }
          }
        });
  }

  private static void exchange(Wire wire, SeededRandom random) {
    int hops = wire.relays.size();
    int command = random.nextBoolean() ? RELAY : RELAY_EARLY;
    byte[] body = random.bytes(Cell.BODY_SIZE);
    byte[] sent = body.clone();
    int hop = random.nextInt(hops);
    switch (random.nextInt(4)) {
      case 0 -> {
        wire.client.originate(hop, command, body, 0);
        assertThat(payload(body)).isNotEqualTo(payload(sent));
        assertThat(wire.forward(command, body)).isEqualTo(hop);
        assertThat(payload(body)).isEqualTo(payload(sent));
        assertSameTag(wire, hop, true);
      }
      case 1 -> {
        wire.client.originateEndToEnd(command, body, 0);
        assertThat(wire.forward(command, body)).isEqualTo(hops);
        assertThat(body).isEqualTo(sent);
        assertSameTag(wire, hops - 1, true);
      }
      case 2 -> {
        wire.relays.get(hop).backwardOriginate(command, body, 0);
        wire.backward(hop, command, body);
        assertThat(wire.client.receive(command, body, 0)).isEqualTo(hop);
        assertThat(payload(body)).isEqualTo(payload(sent));
        assertSameTag(wire, hop, false);
      }
      default -> {
        wire.relays.get(hops - 1).backwardPass(command, body, 0);
        wire.backward(hops - 1, command, body);
        assertThat(wire.client.receive(command, body, 0)).isEqualTo(ClientOnion.END_TO_END);
        assertThat(body).isEqualTo(sent);
        assertSameTag(wire, hops - 1, false);
      }
    }
  }

  /** Credit works by this: both ends of a layer know the tag of its last cell. */
  private static void assertSameTag(Wire wire, int hop, boolean forward) {
    byte[] client = new byte[16];
    byte[] relay = new byte[16];
    if (forward) {
      wire.client.copyForwardTag(hop, client, 0);
      wire.relays.get(hop).copyForwardTag(relay, 0);
    } else {
      wire.client.copyBackwardTag(hop, client, 0);
      wire.relays.get(hop).copyBackwardTag(relay, 0);
    }
    assertThat(client).isEqualTo(relay);
  }

  @Test
  void circuitsGrowWhileTheyAreUsed() {
    Property.holds(
        5,
        random -> {
          Wire wire = new Wire(random, 0);
          for (int hops = 1; hops <= 5; hops++) {
            Wire next = new Wire(new SeededRandom(hops), 1);
            wire.relays.addAll(next.relays);
            try (LayerKeys keys =
                LayerKeys.fromKeyStream(new SeededRandom(hops).bytes(LayerKeys.KEY_STREAM_SIZE))) {
              wire.client.addHop(keys);
            }
            for (int i = 0; i < 10; i++) {
              exchange(wire, random);
            }
          }
        });
  }

  @Test
  void cellsAreProcessedInPlaceAndTheirHeadersStay() {
    Wire wire = new Wire(new SeededRandom(1), 2);
    Cell cell = Cell.of(77, CellCommand.RELAY);
    wire.client.originate(1, cell);
    assertThat(wire.relays.get(0).forward(cell)).isFalse();
    assertThat(wire.relays.get(1).forward(cell)).isTrue();
    assertThat(cell.circuitId()).isEqualTo(77);
    assertThat(cell.command()).isEqualTo(CellCommand.RELAY);

    wire.relays.get(1).backwardOriginate(cell);
    wire.relays.get(0).backwardPass(cell);
    assertThat(wire.client.receive(cell)).isEqualTo(1);
    wire.client.originateEndToEnd(cell);
    assertThat(wire.relays.get(0).forward(cell)).isFalse();
    assertThat(wire.relays.get(1).forward(cell)).isFalse();
  }

  @Test
  void flippedBitInAnyByteAtAnyHopDestroysTheMessageAndAllThatFollow() {
    int hops = 3;
    for (int link = 0; link < hops; link++) {
      for (int i = 0; i < Cell.BODY_SIZE; i++) {
        int bit = 8 * i + (i + link) % 8;
        Wire wire = new Wire(new SeededRandom(bit), hops);
        byte[] body = new byte[Cell.BODY_SIZE];
        wire.client.originate(hops - 1, RELAY, body, 0);
        int recognised = -1;
        for (int hop = 0; hop < hops; hop++) {
          if (hop == link) {
            body[bit / 8] ^= (byte) (1 << (bit % 8));
          }
          if (wire.relays.get(hop).forward(RELAY, body, 0)) {
            recognised = hop;
          }
        }
        assertThat(recognised).as("bit %d before hop %d", bit, link).isEqualTo(-1);
        assertUnrelated(payload(body));
        for (int later = 0; later < 2; later++) {
          byte[] next = new byte[Cell.BODY_SIZE];
          wire.client.originate(hops - 1, RELAY, next, 0);
          assertThat(wire.forward(RELAY, next)).as("later cell").isEqualTo(hops);
          assertUnrelated(payload(next));
        }
      }
    }
  }

  @Test
  void flippedBitInAnyByteOnTheWayBackDestroysTheMessageAndAllThatFollow() {
    int hops = 3;
    for (int link = 0; link < hops; link++) {
      for (int i = 0; i < Cell.BODY_SIZE; i++) {
        int bit = 8 * i + (i + link) % 8;
        Wire wire = new Wire(new SeededRandom(bit), hops);
        byte[] body = new byte[Cell.BODY_SIZE];
        wire.relays.get(hops - 1).backwardOriginate(RELAY, body, 0);
        for (int hop = hops - 2; hop >= -1; hop--) {
          if (hop + 1 == link) {
            body[bit / 8] ^= (byte) (1 << (bit % 8));
          }
          if (hop >= 0) {
            wire.relays.get(hop).backwardPass(RELAY, body, 0);
          }
        }
        assertThat(wire.client.receive(RELAY, body, 0))
            .as("bit %d behind hop %d", bit, link)
            .isEqualTo(ClientOnion.END_TO_END);
        byte[] next = new byte[Cell.BODY_SIZE];
        wire.relays.get(hops - 1).backwardOriginate(RELAY, next, 0);
        wire.backward(hops - 1, RELAY, next);
        assertThat(wire.client.receive(RELAY, next, 0)).isEqualTo(ClientOnion.END_TO_END);
      }
    }
  }

  /** Every bit, at the cipher itself, which is the same at every hop. */
  @Test
  void anyFlippedBitTurnsTheWholeBodyIntoNoise() {
    SeededRandom random = new SeededRandom(8);
    Uiv relay = Uiv.encrypting();
    Uiv client = Uiv.decrypting();
    byte[] key = random.bytes(Uiv.KEY_SIZE);
    relay.key(key, 0);
    client.key(key, 0);
    byte[] lastTag = random.bytes(Cell.TAG_SIZE);
    byte[] wrapped = new byte[Cell.BODY_SIZE];
    client.process(lastTag, RELAY, wrapped, 0);

    Tampering.bitFlips(wrapped)
        .forEach(
            body -> {
              relay.process(lastTag, RELAY, body, 0);
              assertUnrelated(body);
            });
    relay.process(lastTag, RELAY, wrapped, 0);
    assertThat(wrapped).containsOnly(0);
  }

  /** Fewer zeros than any part of a plaintext of zeros would leave: about 2 are expected. */
  private static void assertUnrelated(byte[] shouldBeNoise) {
    int zeros = 0;
    for (byte b : shouldBeNoise) {
      zeros += b == 0 ? 1 : 0;
    }
    assertThat(zeros).isLessThan(24);
  }

  @Test
  void changedCommandIsTampering() {
    Wire wire = new Wire(new SeededRandom(3), 1);
    byte[] body = new byte[Cell.BODY_SIZE];
    wire.client.originate(0, RELAY_EARLY, body, 0);
    assertThat(wire.forward(RELAY, body)).isEqualTo(1);
  }

  @Test
  void replayedDroppedAndExchangedCellsAreUnrecognised() {
    for (int kind = 0; kind < 3; kind++) {
      Wire wire = new Wire(new SeededRandom(kind), 2);
      byte[] first = new byte[Cell.BODY_SIZE];
      byte[] second = new byte[Cell.BODY_SIZE];
      wire.client.originate(1, RELAY, first, 0);
      wire.client.originate(1, RELAY, second, 0);
      byte[] again = first.clone();
      switch (kind) {
        case 0 -> {
          assertThat(wire.forward(RELAY, first)).isEqualTo(1);
          assertThat(wire.forward(RELAY, again)).isEqualTo(2);
          assertThat(wire.forward(RELAY, second)).isEqualTo(2);
        }
        case 1 -> assertThat(wire.forward(RELAY, second)).isEqualTo(2);
        default -> {
          assertThat(wire.forward(RELAY, second)).isEqualTo(2);
          assertThat(wire.forward(RELAY, first)).isEqualTo(2);
        }
      }
    }
  }

  @Test
  void closedLayersOpenNothing() {
    Wire wire = new Wire(new SeededRandom(5), 1);
    byte[] body = new byte[Cell.BODY_SIZE];
    wire.client.originate(0, RELAY, body, 0);
    wire.relays.get(0).close();
    assertThat(wire.forward(RELAY, body)).isEqualTo(1);
    assertUnrelated(payload(body));
    wire.client.close();
    byte[] tag = new byte[16];
    wire.client.copyForwardTag(0, tag, 0);
    assertThat(tag).containsOnly(0);
  }

  @Test
  void keysAreCopiedWipedAndNotShown() {
    byte[] stream = new SeededRandom(6).bytes(LayerKeys.KEY_STREAM_SIZE);
    LayerKeys keys = LayerKeys.fromKeyStream(stream);
    assertThat(keys.binding()).isEqualTo(Arrays.copyOfRange(stream, 160, 192));
    stream[191] ^= 1;
    assertThat(keys.binding()).isNotEqualTo(Arrays.copyOfRange(stream, 160, 192));
    keys.close();
    assertThat(keys.binding()).containsOnly(0);
    assertThat(keys).hasToString("LayerKeys");
    assertThat(new RelayLayer(keys)).hasToString("RelayLayer");
    assertThat(new ClientOnion()).hasToString("ClientOnion");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerKeys.fromKeyStream(new byte[160]))
        .withMessageContaining("192");
  }

  @Test
  void messageForAHopThatIsNotThereIsRefused() {
    ClientOnion onion = new Wire(new SeededRandom(7), 2).client;
    for (int hop : new int[] {-1, 2}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> onion.originate(hop, RELAY, new byte[Cell.BODY_SIZE], 0));
    }
  }

  /** Made by this code once the published vectors had passed. */
  @Test
  void circuitStaysAsItWas() {
    Wire wire = new Wire(new SeededRandom(2024), 4);
    byte[] transcript = new byte[32];
    for (int i = 0; i < 64; i++) {
      byte[] body = new byte[Cell.BODY_SIZE];
      body[Cell.TAG_SIZE] = (byte) i;
      switch (i % 4) {
        case 0 -> wire.client.originate(i / 4 % 4, RELAY, body, 0);
        case 1 -> wire.client.originateEndToEnd(RELAY, body, 0);
        case 2 -> wire.relays.get(i / 4 % 4).backwardOriginate(RELAY, body, 0);
        default -> wire.relays.get(3).backwardPass(RELAY, body, 0);
      }
      transcript = Sha256.hash(transcript, body);
    }
    assertThat(transcript)
        .asHexString()
        .isEqualTo("E97E24C3685A02F99345116CDA97A2582265EA8C1688FEBA81CB51D72952A987");
  }
}
