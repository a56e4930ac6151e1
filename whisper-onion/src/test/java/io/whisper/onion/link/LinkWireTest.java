package io.whisper.onion.link;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.link.LinkWorld.End;
import io.whisper.onion.testkit.TappedConnection;
import io.whisper.onion.testkit.TlsRecord;
import io.whisper.onion.testkit.WireTap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody on the wire sees of a link. */
class LinkWireTest {

  private static final int[] BURSTS = {1, 2, 30, 31, 32, 100, 255, 1, 600};

  /** What goes over the wire: both sides' first cells are two each. */
  private static final int CELLS = 2 * (Arrays.stream(BURSTS).sum() + 2);

  private final LinkWorld world = new LinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void endpointsLinkShowsNothingButWholeCells() throws Exception {
    TappedConnection wire = talk(TlsContext.endpoint(), null);
    assertThat(wire.anythingButCells()).isEmpty();
    assertThat(wire.cells()).isEqualTo(CELLS);
  }

  @Test
  void relaysLinkShowsNothingButWholeCells() throws Exception {
    TappedConnection wire = talk(TlsContext.relay(), world.ours);
    assertThat(wire.anythingButCells()).isEmpty();
    assertThat(wire.cells()).isEqualTo(CELLS);
  }

  @Test
  void recordsAreFilledToTheirBound() throws Exception {
    TappedConnection wire = talk(TlsContext.relay(), world.ours);
    assertThat(wire.fromDialer().stream().mapToInt(TlsRecord::cells).max()).hasValue(31);
    assertThat(wire.toDialer().stream().mapToInt(TlsRecord::cells).max()).hasValue(31);
  }

  @Test
  void engineOfTheJdkPadsItsRecordsButTheyAreWholeCellsToo() throws Exception {
    TappedConnection wire = talk(TlsContext.jdk(), null);
    assertThat(wire.anythingButCellsByJdk()).isEmpty();
  }

  /** Bursts both ways through a tap, then the end. */
  private TappedConnection talk(TlsContext tls, @Nullable LinkCertificate own) throws Exception {
    try (WireTap tap = WireTap.before(world.serve().address())) {
      End dialled = world.dial(tls, own, tap.address());
      End accepted = world.accepted();
      for (int burst : BURSTS) {
        send(dialled, burst);
        send(accepted, burst);
        hear(dialled, burst);
        hear(accepted, burst);
      }
      dialled.close();
      dialled.heard().awaitClosed();
      accepted.heard().awaitClosed();
      TappedConnection wire = tap.connections().get(0);
      wire.ended().get(30, SECONDS);
      return wire;
    }
  }

  /** A burst is sent in one turn of the loop and flushed at its end. */
  private static void send(End end, int count) throws Exception {
    end.ask(
        () -> {
          for (int i = 0; i < count; i++) {
            assertThat(end.link().send(LinkWorld.cell(9, CellCommand.RELAY, i))).isTrue();
          }
          return true;
        });
  }

  private static void hear(End end, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(LinkWorld.number(end.heard().next())).isEqualTo(i);
    }
  }
}
