package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.RelayEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The following of a tag at two of its replicas, each replaced when it is lost or another store
 * takes its place on the ring. Confined to the loop.
 */
final class Following implements ReplicaReading.Owner {
  private static final int FOLLOWED = 2;

  /** How long until a changed ring is noticed. */
  private static final Duration LONGEST_BETWEEN_CHECKS = Duration.ofSeconds(30);

  /** How long a replica has to serve before what it did earlier is forgotten. */
  private static final Duration TRUSTED_AFTER = Duration.ofMinutes(1);

  private final Replicas replicas;
  private final TagKey key;
  private final Gathering gathering;
  private final StoreChoice choice;
  private final Erasing erasing;
  private final List<ReplicaReading> readings = new ArrayList<>();
  private @Nullable Cancellable check;
  private @Nullable Cancellable retry;
  private boolean compared;
  private boolean closed;
  private int told;

  Following(
      Replicas replicas, TagKey key, Gathering gathering, StoreChoice choice, Erasing erasing) {
    this.replicas = replicas;
    this.key = key;
    this.gathering = gathering;
    this.choice = choice;
    this.erasing = erasing;
  }

  void start() {
    check();
  }

  @Nullable ReplicaReading at(Bytes32 store) {
    return readings.stream()
        .filter(reading -> reading.store().equals(store))
        .findFirst()
        .orElse(null);
  }

  void close() {
    closed = true;
    stop(check);
    stop(retry);
    readings.forEach(ReplicaReading::close);
    readings.clear();
  }

  /** Looks now and then whether the ring has changed. */
  private void check() {
    if (closed) {
      return;
    }
    check = replicas.time().after(replicas.upTo(LONGEST_BETWEEN_CHECKS), this::check);
    List<RelayEntry> stores = replicas.of(key.tag());
    if (stores.isEmpty()) {
      return;
    }
    Set<Bytes32> serving = stores.stream().map(RelayEntry::identity).collect(Collectors.toSet());
    choice.keepOnly(serving);
    readings.forEach(reading -> reading.leaving(!serving.contains(reading.store())));
    fill();
    tidy();
  }

  /** Begins as many readings as are missing. */
  private void fill() {
    List<RelayEntry> stores = replicas.of(key.tag());
    while (missing(stores) > 0 && !closed) {
      Set<Bytes32> except = busy();
      RelayEntry store = choice.draw(stores, except).orElse(null);
      if (store == null) {
        fillLater(choice.untilFirst(stores, except));
        return;
      }
      begin(store, true);
    }
  }

  private long missing(List<RelayEntry> stores) {
    long staying =
        readings.stream().filter(reading -> reading.stays() && !reading.leaving()).count();
    return Math.min(FOLLOWED, stores.size()) - staying;
  }

  /** One circuit to a store and no second one. */
  private Set<Bytes32> busy() {
    Set<Bytes32> busy = new HashSet<>(erasing.stores());
    readings.forEach(reading -> busy.add(reading.store()));
    return busy;
  }

  private void begin(RelayEntry store, boolean stays) {
    ReplicaReading reading = new ReplicaReading(replicas, store, stays, gathering, this);
    readings.add(reading);
    reading.open(key);
  }

  private void fillLater(Duration wait) {
    if (retry == null) {
      // A moment behind, so that the store may be tried when the time has come.
      Duration random = Duration.ofMillis(1 + replicas.random().nextInt(250));
      retry =
          replicas
              .time()
              .after(
                  wait.plus(random),
                  () -> {
                    retry = null;
                    fill();
                  });
    }
  }

  @Override
  public void onReady(ReplicaReading reading) {
    replicas
        .time()
        .after(
            TRUSTED_AFTER,
            () -> {
              if (readings.contains(reading)) {
                choice.served(reading.store());
              }
            });
    compare();
    tell();
  }

  /** Once, when two are read for the first time: the third, when they differ. */
  private void compare() {
    List<ReplicaReading> ready =
        readings.stream().filter(each -> each.stays() && each.ready()).toList();
    if (compared || ready.size() < FOLLOWED) {
      return;
    }
    compared = true;
    if (ready.get(0).differs(ready.get(1))) {
      choice.draw(replicas.of(key.tag()), busy()).ifPresent(third -> begin(third, false));
    }
  }

  @Override
  public void onProgress() {
    List.copyOf(readings).forEach(ReplicaReading::step);
    tidy();
  }

  @Override
  public void onLost(ReplicaReading reading, Fault fault) {
    readings.remove(reading);
    choice.failed(reading.store(), fault);
    tell();
    fill();
    onProgress();
  }

  /** Lets go of what was read once, and of stores that others have taken the place of. */
  private void tidy() {
    boolean replaced =
        readings.stream().filter(each -> each.stays() && each.ready() && !each.leaving()).count()
            >= Math.max(1, Math.min(FOLLOWED, replicas.of(key.tag()).size()));
    for (ReplicaReading reading : List.copyOf(readings)) {
      boolean over = reading.stays() ? reading.leaving() && replaced : reading.idle();
      if (over && readings.remove(reading)) {
        reading.close();
        tell();
        fill();
      }
    }
  }

  private void tell() {
    int count = (int) readings.stream().filter(each -> each.stays() && each.ready()).count();
    if (count != told) {
      told = count;
      gathering.told(listener -> listener.onReplicas(Math.min(count, FOLLOWED)));
    }
  }

  private static void stop(@Nullable Cancellable timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
