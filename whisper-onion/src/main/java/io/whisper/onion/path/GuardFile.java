package io.whisper.onion.path;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where guards are kept. A record that the disk does not take is tried again with the next one, and
 * after a minute; until then the guards are those in memory. Confined to one thread, on which also
 * the tasks of its time run.
 */
final class GuardFile {
  private static final Logger LOG = LoggerFactory.getLogger(GuardFile.class);
  private static final String NAME = "guards";
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final StateStore store;
  private final TimeSource time;
  private @Nullable Cancellable retry;
  private boolean failing;

  GuardFile(StateStore store, TimeSource time) {
    this.store = store;
    this.time = time;
  }

  /**
   * What is kept.
   *
   * @throws StateException when that cannot be read
   */
  GuardRecord read() {
    return store
        .read(NAME)
        .map(
            bytes ->
                GuardRecord.decode(bytes)
                    .orElseThrow(
                        () ->
                            new StateException(
                                "the record of guards is damaged or of a newer version;"
                                    + " restore it, or delete it to draw new guards")))
        .orElse(new GuardRecord(null, List.of(), List.of()));
  }

  /** Writes a record in the place of the one before; blocks for one small write. */
  void write(GuardRecord record) {
    write(record.encode());
  }

  private void write(byte[] record) {
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
    try {
      store.write(NAME, record);
      if (failing) {
        LOG.info("guards are kept again");
      }
      failing = false;
    } catch (StateException unwritten) {
      if (!failing) {
        LOG.warn("guards are used but not kept: {}", unwritten.getMessage());
      }
      failing = true;
      retry = time.after(RETRY, () -> write(record));
    }
  }
}
