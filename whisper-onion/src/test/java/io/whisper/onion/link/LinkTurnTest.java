package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a link gives to TLS in one turn of the loop. */
class LinkTurnTest {

  private final List<Integer> writes = new ArrayList<>();
  private final List<ByteBuf> records = new ArrayList<>();
  private @Nullable Runnable fail;
  private int flushes;
  private final EmbeddedChannel channel = new EmbeddedChannel(new Outward(), new Anchor());
  private final ChannelHandlerContext context =
      Objects.requireNonNull(channel.pipeline().context(Anchor.class));
  private final Link link = new Link(context, true, true, InetAddress.getLoopbackAddress(), null);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void cellsOfOneTurnAreFlushedOnceInFullRecords() {
    for (int i = 0; i < 100; i++) {
      link.send(LinkWorld.cell(1, CellCommand.RELAY, i));
    }
    assertThat(flushes).isZero();
    channel.runPendingTasks();
    assertThat(flushes).isEqualTo(1);
    assertThat(writes)
        .containsExactly(31 * Cell.SIZE, 31 * Cell.SIZE, 31 * Cell.SIZE, 7 * Cell.SIZE);
    channel.runPendingTasks();
    assertThat(flushes).isEqualTo(1);
  }

  @Test
  void nothingIsFlushedWhileTheNetworkTakesNothing() {
    writable(false);
    for (int i = 0; i < 10; i++) {
      link.send(LinkWorld.cell(1, CellCommand.RELAY, i));
      channel.runPendingTasks();
    }
    assertThat(flushes).isZero();
    assertThat(writes).isEmpty();
    assertThat(link.queued(1)).isEqualTo(10);

    writable(true);
    link.writable();
    channel.runPendingTasks();
    assertThat(flushes).isEqualTo(1);
    assertThat(writes).containsExactly(10 * Cell.SIZE);
    assertThat(link.queued()).isZero();
  }

  @Test
  void cellsThatWaitGoBeforeThoseThatCome() {
    writable(false);
    link.send(LinkWorld.cell(1, CellCommand.RELAY, 1));
    writable(true);
    link.send(LinkWorld.cell(1, CellCommand.RELAY, 2));
    assertThat(link.queued(1)).isEqualTo(2);
    link.writable();
    channel.runPendingTasks();
    assertThat(writes).containsExactly(2 * Cell.SIZE);
  }

  @Test
  void drainedIsHeardOnceNothingWaitsAnyMore() {
    HeardCells heard = new HeardCells();
    int[] drained = {0};
    link.attach(
        new LinkListener() {
          @Override
          public void onCell(Link from, byte[] cell) {
            heard.onCell(from, cell);
          }

          @Override
          public void onDrained(Link from) {
            drained[0]++;
            from.send(LinkWorld.cell(2, CellCommand.RELAY, 0));
          }

          @Override
          public void onClosed(Link from) {
            heard.onClosed(from);
          }
        });
    link.writable();
    assertThat(drained[0]).isZero();
    writable(false);
    link.send(LinkWorld.cell(1, CellCommand.RELAY, 1));
    writable(true);
    link.writable();
    link.writable();
    channel.runPendingTasks();
    assertThat(drained[0]).isEqualTo(1);
    assertThat(writes).containsExactly(2 * Cell.SIZE);
  }

  @Test
  void everyRecordIsReleasedOnceAlsoWhenTheLinkEndsInTheMiddleOfAWrite() {
    fail = () -> link.close();
    for (int i = 0; i < 20; i++) {
      assertThat(link.send(LinkWorld.cell(1, CellCommand.RELAY, i))).isTrue();
    }
    writable(false);
    for (int i = 0; i < 40; i++) {
      assertThat(link.send(LinkWorld.cell(2, CellCommand.RELAY, i))).isTrue();
    }
    writable(true);
    // The first record is full in the middle of what waited, and to write it ends the link.
    link.writable();
    assertThat(link.closed()).isTrue();
    assertThat(link.queued()).isZero();
    assertThat(link.send(LinkWorld.cell(1, CellCommand.RELAY, 0))).isFalse();
    link.ended();
    channel.runPendingTasks();
    assertThat(records).hasSize(1).allSatisfy(each -> assertThat(each.refCnt()).isZero());
  }

  @Test
  void whatWasNotYetGivenToTlsIsReleasedWhenTheConnectionEnds() {
    link.send(LinkWorld.cell(1, CellCommand.RELAY, 1));
    link.ended();
    link.ended();
    channel.runPendingTasks();
    assertThat(records).isEmpty();
    assertThat(link.send(LinkWorld.cell(1, CellCommand.RELAY, 2))).isFalse();
  }

  private void writable(boolean on) {
    Objects.requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, on);
  }

  /** Notes what goes out. */
  private final class Outward extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext outward, Object message, ChannelPromise promise) {
      writes.add(((ByteBuf) message).readableBytes());
      records.add((ByteBuf) message);
      ReferenceCountUtil.release(message);
      Runnable failing = fail;
      if (failing == null) {
        promise.trySuccess();
      } else {
        // As an exception that is caught in the pipeline while the write still goes on.
        failing.run();
      }
    }

    @Override
    public void flush(ChannelHandlerContext outward) {
      flushes++;
      outward.flush();
    }
  }

  /** Where the link stands in the pipeline. */
  private static final class Anchor extends ChannelDuplexHandler {}
}
