package io.whisper.onion.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.whisper.onion.cell.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Packs cells into what becomes one TLS record each, so that a wire shows whole cells only
 * (docs/protocol.md, "Links").
 *
 * <p>The record is the one buffer with a count that a link owns. It leaves its field before it is
 * given to TLS, which releases it also when it fails: whatever happens meanwhile, such as the end
 * of the link, finds none to release once more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the pipeline what went wrong.
final class RecordWriter {

  /** The most cells in one record: 31 * 514 bytes fit the 16,384 of TLS, 32 do not. */
  static final int CELLS_PER_RECORD = 31;

  /** The most plaintext in one record, in bytes. */
  static final int RECORD_SIZE = CELLS_PER_RECORD * Cell.SIZE;

  private final ChannelHandlerContext context;
  private @Nullable ByteBuf record;

  RecordWriter(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Copies the cell. A full record goes to TLS, to be flushed later. */
  void add(byte[] cell) {
    ByteBuf buffer = record;
    if (buffer == null) {
      buffer = context.alloc().directBuffer(RECORD_SIZE, RECORD_SIZE);
      record = buffer;
    }
    buffer.writeBytes(cell, 0, Cell.SIZE);
    if (!buffer.isWritable(Cell.SIZE)) {
      write();
    }
  }

  /** Gives what there is to TLS and flushes. */
  void flush() {
    write();
    context.flush();
  }

  /** Drops what was not yet given to TLS. */
  void clear() {
    ByteBuf buffer = record;
    record = null;
    if (buffer != null) {
      buffer.release();
    }
  }

  private void write() {
    ByteBuf buffer = record;
    record = null;
    if (buffer != null) {
      context.write(buffer, context.voidPromise());
    }
  }
}
