package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.Reactor;
import io.whisper.rendezvous.kept.KeptRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The introduction keys of a recipient on disk, each with the log of what was opened under it (see
 * docs/protocol.md, section 16.1). A key whose log is damaged is not used again: what the log says
 * no longer could be repeated.
 */
final class KeptPoints {
  private static final Logger LOG = LoggerFactory.getLogger(KeptPoints.class);
  private static final String STATE = "points";

  private final StateStore state;
  private final LatestValue kept;

  KeptPoints(Reactor reactor, StateStore state) {
    this.state = state;
    this.kept = new LatestValue(reactor, state, STATE);
  }

  /**
   * Reads the keys that may still be used, and removes the others and every log that belongs to no
   * key; may block, and is called before anything else.
   *
   * @throws StateException when what is kept is of another version or cannot be read
   */
  List<PointKey> load(Instant now) {
    List<PointKey> keys = read(now);
    boolean changed = false;
    for (Iterator<PointKey> each = keys.iterator(); each.hasNext(); ) {
      PointKey key = each.next();
      if (!key.ends().isAfter(now) || isDamaged(key)) {
        each.remove();
        key.wipe();
        changed = true;
      }
    }
    try {
      if (changed) {
        byte[] fewer = encode(keys);
        state.write(STATE, fewer);
        Arrays.fill(fewer, (byte) 0);
      }
      // Only then: a key that is read after a crash must know what was opened under it.
      removeLogsBeside(keys);
    } catch (StateException unwritten) {
      LOG.warn("introduction keys are not used but still kept: {}", unwritten.getMessage());
    }
    return keys;
  }

  private List<PointKey> read(Instant now) {
    List<PointKey> keys = new ArrayList<>();
    KeptRecords.read(
        state, STATE, PointKey.RECORD_SIZE, in -> keys.add(PointKey.read(in, state, now)));
    return keys;
  }

  private static boolean isDamaged(PointKey key) {
    int damaged = key.opened().damagedBytes();
    if (damaged > 0) {
      LOG.warn(
          "{}*.log is damaged, {} bytes of it are lost: its introduction key is replaced",
          PointKey.OPENED,
          damaged);
    }
    return damaged > 0;
  }

  /** A crash may have left such a log, and nothing else would ever remove it. */
  private void removeLogsBeside(List<PointKey> keys) {
    Set<String> used = new HashSet<>();
    keys.forEach(key -> used.add(key.log()));
    for (String log : state.logs()) {
      if (log.startsWith(PointKey.OPENED) && !used.contains(log)) {
        state.delete(log);
      }
    }
  }

  /** Writes the keys in the place of those before; completes when they are on the disk. */
  CompletableFuture<Void> write(Collection<PointKey> keys) {
    return kept.write(encode(keys));
  }

  private static byte[] encode(Collection<PointKey> keys) {
    ByteWriter out = KeptRecords.writer();
    keys.forEach(key -> key.write(out));
    byte[] encoded = out.toByteArray();
    out.wipe();
    return encoded;
  }

  /** Ends; what is on the disk stays. */
  void close() {
    kept.close();
  }
}
