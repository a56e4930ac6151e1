package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.seal.Prekey;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.kept.KeptRecords;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Keys of a recipient that follow each other: new ones when those in use are old, the former for as
 * long as something sealed to them may come, and no longer.
 *
 * <p>New keys are in use only once they are on the disk: what is sealed to keys that a crash takes
 * is lost. Confined to the loop.
 *
 * @param <K> what is kept and forgotten together
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class KeptKeys<K extends KeptKeys.Key> {
  /** Keys that were made at one time. */
  public interface Key extends AutoCloseable {
    /** The prekey among them. */
    Prekey prekey();

    /** When they were made. */
    Instant made();

    /** Writes their record. */
    void write(ByteWriter out);

    /** Wipes them. */
    @Override
    void close();
  }

  /**
   * What sort of keys they are.
   *
   * @param state the name of the value that they are kept in
   * @param recordSize the bytes of one record
   * @param use how long they are in use
   * @param memory how long they are kept, from when they were made
   * @param servesOn whether those in use are kept for as long as no newer ones are on the disk
   * @param reader reads one record
   * @param generator makes new ones: public-key work
   * @param former what is kept of former ones that were in use until a moment
   */
  public record Form<K extends Key>(
      String state,
      int recordSize,
      Duration use,
      Duration memory,
      boolean servesOn,
      Function<ByteReader, K> reader,
      BiFunction<SecureRandom, Instant, K> generator,
      BiFunction<K, Instant, K> former) {}

  private final RoleLoop loop;
  private final LatestValue kept;
  private final Form<K> form;
  private final List<K> keys;

  /** The newest that are known to be on the disk; those behind them in the list wait for it. */
  private K newest;

  private boolean making;
  private boolean closed;

  private KeptKeys(RoleLoop loop, StateStore state, Form<K> form, List<K> keys) {
    this.loop = loop;
    this.kept = new LatestValue(loop, state, form.state());
    this.form = form;
    this.keys = keys;
    this.newest = keys.get(keys.size() - 1);
  }

  /**
   * Reads the keys kept on disk, and makes the first if there are none: not for the loop.
   *
   * @throws StateException when what is kept is of another version or cannot be read, and when new
   *     keys cannot be kept
   */
  public static <K extends Key> KeptKeys<K> open(RoleLoop loop, StateStore state, Form<K> form) {
    Instant now = loop.time().now();
    List<K> keys = read(state, form);
    // What lay about for so long must not open anything any more.
    boolean changed = forget(keys, form.memory(), now);
    if (keys.isEmpty()) {
      keys.add(form.generator().apply(loop.random(), now));
      changed = true;
    }
    KeptKeys<K> opened = new KeptKeys<>(loop, state, form, keys);
    if (changed) {
      byte[] encoded = opened.encode();
      state.write(form.state(), encoded);
      Arrays.fill(encoded, (byte) 0);
    }
    return opened;
  }

  private static <K extends Key> List<K> read(StateStore state, Form<K> form) {
    List<K> keys = new ArrayList<>();
    KeptRecords.read(
        state, form.state(), form.recordSize(), in -> keys.add(form.reader().apply(in)));
    return keys;
  }

  /** Takes the keys past their time out of the list, in memory too; says whether there were any. */
  static boolean forget(List<? extends Key> keys, Duration memory, Instant now) {
    return keys.removeIf(
        each -> {
          boolean over = !each.made().plus(memory).isAfter(now);
          if (over) {
            each.close();
          }
          return over;
        });
  }

  /** The newest that are on the disk; they may be old, and past their time wiped. */
  public K newest() {
    return newest;
  }

  /** The newest that are on the disk, unless they are too old to be in use. */
  public Optional<K> young() {
    Instant now = loop.time().now();
    // Those from the future are of a clock that was set back.
    boolean young = newest.made().plus(form.use()).isAfter(now) && !newest.made().isAfter(now);
    return young ? Optional.of(newest) : Optional.empty();
  }

  /** The keys of which this is the prekey. */
  public Optional<K> find(long prekeyId) {
    return keys.stream().filter(each -> each.prekey().id() == prekeyId).findFirst();
  }

  /** When the oldest were made: what was sealed before cannot be opened. */
  public Instant oldest() {
    return keys.stream().map(Key::made).min(Instant::compareTo).orElseGet(() -> loop.time().now());
  }

  /**
   * Wipes what is past its time, makes new keys when it is time, and calls back when they serve.
   */
  public void rotate(Runnable onNew) {
    Instant now = loop.time().now();
    // While nothing else serves, those in use stay however old they are.
    List<K> past = form.servesOn() ? keys.subList(0, keys.indexOf(newest)) : keys;
    if (forget(past, form.memory(), now)) {
      keep();
    }
    if (making || young().isPresent()) {
      return;
    }
    making = true;
    loop.compute(() -> form.generator().apply(loop.random(), now))
        .whenComplete(
            (made, failure) -> {
              if (made == null) {
                making = false;
              } else if (closed) {
                made.close();
              } else {
                keys.add(made);
                keep().whenComplete((kept, unkept) -> kept(made, unkept == null, onNew));
              }
            });
  }

  private void kept(K made, boolean written, Runnable onNew) {
    making = false;
    if (closed) {
      return;
    }
    if (written) {
      replaceNewest(made);
      onNew.run();
    } else {
      keys.remove(made);
      made.close();
    }
  }

  private void replaceNewest(K made) {
    int place = keys.indexOf(newest);
    K former = form.former().apply(newest, loop.time().now());
    if (place >= 0 && former.made().isAfter(newest.made())) {
      keys.set(place, former);
      keep();
    }
    newest = made;
  }

  /** Wipes all of them; on disk they stay. */
  public void close() {
    closed = true;
    keys.forEach(Key::close);
    kept.close();
  }

  private CompletableFuture<Void> keep() {
    return kept.write(encode());
  }

  private byte[] encode() {
    ByteWriter out = KeptRecords.writer();
    keys.forEach(each -> each.write(out));
    byte[] encoded = out.toByteArray();
    out.wipe();
    return encoded;
  }

  @Override
  public String toString() {
    return "KeptKeys";
  }
}
