package io.whisper.onion.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whisper.core.testkit.Property;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.NetInfo;
import io.whisper.onion.cell.Versions;
import io.whisper.onion.link.LinkWorld.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes to a port costs the link on which it came, and no other. */
class LinkGarbageTest {

  private static final byte[] VERSIONS = Versions.of(1).cell().array();
  private static final byte[] NETINFO = NetInfo.ENDPOINT.cell().array();

  private final LinkWorld world = new LinkWorld();
  private final LinkServer server;
  private final End honest;
  private final End honestThere;
  private int expectedReady;
  private int number;

  LinkGarbageTest() throws Exception {
    server = world.serve();
    honest = world.dial(server);
    honestThere = world.accepted();
  }

  @BeforeEach
  void honestLinkWorks() throws Exception {
    for (End[] way : new End[][] {{honest, honestThere}, {honestThere, honest}}) {
      number++;
      assertThat(way[0].send(9, CellCommand.RELAY, number)).isTrue();
      assertThat(LinkWorld.number(way[1].heard().next())).isEqualTo(number);
    }
  }

  @AfterEach
  void close() throws Exception {
    try {
      honestLinkWorks();
      assertThat(server.counters().ready()).isEqualTo(1 + expectedReady);
    } finally {
      world.close();
    }
  }

  @Test
  void randomBytesEndTheConnection() {
    Property.holds(
        10,
        random -> {
          try (RawPeer peer = RawPeer.plain(server.address())) {
            peer.write(random.bytes(1 + random.nextInt(2000))).end();
            peer.awaitEnd();
          }
        });
    counts(counters -> counters.failed() == 10);
  }

  @Test
  void requestOfTheWebEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.plain(server.address())) {
      peer.write("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(US_ASCII));
      peer.awaitEnd();
    }
    counts(counters -> counters.failed() == 1);
  }

  @Test
  void halfAHandshakeAndAnEndEndTheConnection() throws Exception {
    byte[] hello = RawPeer.clientHello();
    try (RawPeer peer = RawPeer.plain(server.address())) {
      peer.write(Arrays.copyOf(hello, hello.length / 2)).end();
      peer.awaitEnd();
    }
    try (RawPeer peer = RawPeer.plain(server.address())) {
      peer.write(hello).read(100);
      peer.end();
      peer.awaitEnd();
    }
    counts(counters -> counters.failed() == 2);
  }

  @Test
  void halfAHandshakeAndSilenceEndInTime() throws Exception {
    byte[] hello = RawPeer.clientHello();
    try (RawPeer peer = RawPeer.plain(server.address())) {
      peer.write(Arrays.copyOf(hello, hello.length / 2));
      await().until(() -> server.counters().connections() == 2);
      world.turn();
      world.time.advance(LinkLimits.defaults().handshakeTimeout());
      peer.awaitEnd();
    }
    counts(counters -> counters.timedOut() == 1);
  }

  @Test
  void handshakeFollowedByBytesThatAreNoRecordEndsTheConnection() throws Exception {
    byte[] hello = RawPeer.clientHello();
    try (RawPeer peer = RawPeer.plain(server.address())) {
      peer.write(hello).read(100);
      peer.write(new byte[5000]);
      peer.awaitEnd();
    }
    counts(counters -> counters.failed() == 1);
  }

  @Test
  void olderTlsIsRefused() {
    assertThatThrownBy(() -> RawPeer.tls(server.address(), "TLSv1.2"))
        .isInstanceOf(IOException.class);
    counts(counters -> counters.failed() == 1);
  }

  @Test
  void garbageInsideTlsEndsTheLink() {
    Property.holds(5, random -> endsWhenSent(random.bytes(3 * Cell.SIZE)));
    counts(counters -> counters.malformed() == 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RELAY", "CREATE", "DESTROY", "NETINFO", "PADDING"})
  void linkThatDoesNotBeginWithVersionsEnds(CellCommand command) throws Exception {
    endsWhenSent(Cell.of(command.ofLink() ? 0 : 7, command).array());
    endsWhenSent(versionsAs(command.ofLink() ? 0 : 7, command.code()));
    counts(counters -> counters.malformed() == 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11, 99, 255})
  void linkThatBeginsWithAnUnknownCommandEnds(int command) throws Exception {
    endsWhenSent(unknown(0, command));
    endsWhenSent(versionsAs(0, command));
    counts(counters -> counters.malformed() == 2);
  }

  @Test
  void versionsOfACircuitEndTheLink() throws Exception {
    byte[] cell = VERSIONS.clone();
    cell[3] = 1;
    endsWhenSent(cell);
    counts(counters -> counters.malformed() == 1);
  }

  @Test
  void malformedVersionsEndTheLink() throws Exception {
    byte[] none = VERSIONS.clone();
    none[Cell.BODY_OFFSET] = 0;
    endsWhenSent(none);
    byte[] junkBehind = VERSIONS.clone();
    junkBehind[Cell.SIZE - 1] = 1;
    endsWhenSent(junkBehind);
    counts(counters -> counters.malformed() == 2);
  }

  @Test
  void noCommonVersionEndsTheLink() throws Exception {
    endsWhenSent(Versions.of(2, 3).cell().array());
    counts(counters -> counters.failed() == 1);
  }

  @Test
  void newerPeerThatStillSpeaksOurVersionIsWelcome() throws Exception {
    expectedReady = 1;
    try (RawPeer peer = open(Versions.of(3, 2, 1).cell().array(), NETINFO)) {
      assertThat(world.accepted().link().version()).isEqualTo(1);
      assertThat(peer.read(2 * Cell.SIZE)).startsWith(VERSIONS);
    }
  }

  @Test
  void malformedNetInfoEndsTheLink() throws Exception {
    byte[] address = NETINFO.clone();
    address[Cell.BODY_OFFSET + 8] = 5;
    endsWhenSent(VERSIONS, address);
    byte[] circuit = NETINFO.clone();
    circuit[0] = 1;
    endsWhenSent(VERSIONS, circuit);
    endsWhenSent(VERSIONS, VERSIONS);
    endsWhenSent(VERSIONS, LinkWorld.cell(7, CellCommand.RELAY, 1));
    counts(counters -> counters.malformed() == 4);
  }

  @ParameterizedTest
  @CsvSource({"VERSIONS,0", "NETINFO,0", "PADDING,5", "RELAY,0", "CREATE,0", "DESTROY,0"})
  void commandOnTheWrongCircuitOrAtTheWrongTimeEndsALinkThatWasReady(
      CellCommand command, int circuitId) throws Exception {
    expectedReady = 1;
    endsWhenSent(
        VERSIONS,
        NETINFO,
        LinkWorld.cell(7, CellCommand.RELAY, 1),
        Cell.of(circuitId, command).array(),
        LinkWorld.cell(7, CellCommand.RELAY, 2));
    End accepted = world.accepted();
    assertThat(LinkWorld.number(accepted.heard().next())).isEqualTo(1);
    accepted.heard().awaitClosed();
    assertThat(accepted.heard().none()).isTrue();
    assertThat(accepted.ask(() -> accepted.link().counters().malformed())).isEqualTo(1);
    counts(counters -> counters.malformed() == 1);
  }

  @Test
  void unknownCommandsAndPaddingAreCountedAndIgnored() throws Exception {
    expectedReady = 1;
    try (RawPeer peer = open(VERSIONS, unknown(0, 200), NETINFO)) {
      peer.write(unknown(0, 0));
      peer.write(unknown(7, 11));
      peer.write(unknown(-1, 255));
      peer.write(Cell.of(0, CellCommand.PADDING).array());
      peer.write(LinkWorld.cell(7, CellCommand.RELAY, 5));
      End accepted = world.accepted();
      assertThat(LinkWorld.number(accepted.heard().next())).isEqualTo(5);
      assertThat(accepted.ask(() -> accepted.link().counters()))
          .isEqualTo(new LinkCounters(2, 8, 1, 4, 0, 0));
    }
  }

  @Test
  void cellsMayComeInAnyPieces() {
    Property.holds(
        3,
        random -> {
          expectedReady++;
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          all.writeBytes(VERSIONS);
          all.writeBytes(NETINFO);
          for (int i = 0; i < 20; i++) {
            all.writeBytes(LinkWorld.cell(7, CellCommand.RELAY, i));
          }
          byte[] bytes = all.toByteArray();
          try (RawPeer peer = RawPeer.tls(server.address(), "TLSv1.3")) {
            int at = 0;
            while (at < bytes.length) {
              int piece = Math.min(bytes.length - at, 1 + random.nextInt(1500));
              peer.write(Arrays.copyOfRange(bytes, at, at + piece));
              at += piece;
            }
            End accepted = world.accepted();
            for (int i = 0; i < 20; i++) {
              assertThat(LinkWorld.number(accepted.heard().next())).isEqualTo(i);
            }
          }
        });
  }

  @Test
  void connectionThatEndsInTheMiddleOfACellIsClosed() throws Exception {
    expectedReady = 1;
    End accepted;
    try (RawPeer peer = open(VERSIONS, NETINFO, new byte[100])) {
      accepted = world.accepted();
      assertThat(peer.read(Cell.SIZE)).isEqualTo(VERSIONS);
    }
    accepted.heard().awaitClosed();
    assertThat(accepted.heard().none()).isTrue();
  }

  /** The body of VERSIONS under another command. */
  private static byte[] versionsAs(int circuitId, int command) {
    byte[] cell = VERSIONS.clone();
    cell[3] = (byte) circuitId;
    cell[Cell.BODY_OFFSET - 1] = (byte) command;
    return cell;
  }

  private static byte[] unknown(int circuitId, int command) {
    byte[] cell = Cell.of(circuitId, CellCommand.RELAY).array();
    cell[Cell.BODY_OFFSET - 1] = (byte) command;
    return cell;
  }

  private RawPeer open(byte[]... cells) throws Exception {
    RawPeer peer = RawPeer.tls(server.address(), "TLSv1.3");
    for (byte[] cell : cells) {
      peer.write(cell);
    }
    return peer;
  }

  private void endsWhenSent(byte[]... cells) throws Exception {
    try (RawPeer peer = RawPeer.tls(server.address(), "TLSv1.3")) {
      try {
        for (byte[] cell : cells) {
          peer.write(cell);
        }
      } catch (IOException alreadyEnded) {
        return;
      }
      peer.awaitEnd();
    }
  }

  private void counts(Predicate<LinkServerCounters> expected) {
    await().until(server::counters, expected);
  }
}
