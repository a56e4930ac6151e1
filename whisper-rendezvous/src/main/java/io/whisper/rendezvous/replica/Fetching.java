package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.ring.Ring;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One reading of what lies at a tag: two replicas, and the third when they differ or one fails. One
 * replica is not enough where there are more. Confined to the loop.
 */
final class Fetching implements ReplicaReading.Owner {
  private static final int FIRST = 2;

  private final Replicas replicas;
  private final TagKey key;
  private final Gathering gathering;
  private final StoreChoice choice;
  private final Erasing erasing;
  private final List<ReplicaReading> readings = new ArrayList<>();
  private final Set<Bytes32> tried = new HashSet<>();
  private final CompletableFuture<Fetched> fetched = new CompletableFuture<>();
  private final int givenBefore;
  private int wanted = FIRST;
  private Fault lastFault = Fault.LOST;

  Fetching(
      Replicas replicas, TagKey key, Gathering gathering, StoreChoice choice, Erasing erasing) {
    this.replicas = replicas;
    this.key = key;
    this.gathering = gathering;
    this.choice = choice;
    this.erasing = erasing;
    this.givenBefore = gathering.given();
  }

  void start() {
    settle();
  }

  CompletableFuture<Fetched> fetched() {
    return fetched;
  }

  @Nullable ReplicaReading at(Bytes32 store) {
    return readings.stream()
        .filter(reading -> reading.store().equals(store))
        .findFirst()
        .orElse(null);
  }

  void close() {
    end(new StoreException(Fault.CLOSED, "the reader was closed"));
  }

  @Override
  public void onReady(ReplicaReading reading) {
    choice.served(reading.store());
  }

  @Override
  public void onProgress() {
    List.copyOf(readings).forEach(ReplicaReading::step);
    settle();
  }

  @Override
  public void onLost(ReplicaReading reading, Fault fault) {
    readings.remove(reading);
    choice.failed(reading.store(), fault);
    lastFault = fault;
    onProgress();
  }

  /** Asks another replica when one is missing, or ends when there is nothing left to do. */
  private void settle() {
    if (fetched.isDone() || (allIdle() && ended())) {
      return;
    }
    while (readings.size() < wanted && !fetched.isDone()) {
      RelayEntry next = next();
      if (next == null) {
        break;
      }
      tried.add(next.identity());
      ReplicaReading reading = new ReplicaReading(replicas, next, false, gathering, this);
      readings.add(reading);
      reading.open(key);
    }
    if (readings.isEmpty() && !fetched.isDone()) {
      end(new StoreException(lastFault, "no replica of the tag could be read"));
    }
  }

  private boolean allIdle() {
    return !readings.isEmpty() && readings.stream().allMatch(ReplicaReading::idle);
  }

  /** Whether it ended, all that were begun being idle. */
  private boolean ended() {
    if (readings.size() == FIRST && readings.get(0).differs(readings.get(1))) {
      wanted = Ring.REPLICAS;
    }
    if (readings.size() < wanted && next() != null) {
      return false;
    }
    int read = readings.size();
    if (read < Math.min(FIRST, replicas.of(key.tag()).size())) {
      // It may have come back empty, or lie; what it has was given all the same.
      end(new StoreException(lastFault, "one replica of the tag alone could be read"));
      return true;
    }
    shut();
    return fetched.complete(new Fetched(gathering.given() - givenBefore, read));
  }

  private @Nullable RelayEntry next() {
    Set<Bytes32> except = new HashSet<>(tried);
    except.addAll(erasing.stores());
    return choice.drawAny(replicas.of(key.tag()), except).orElse(null);
  }

  private void end(StoreException why) {
    shut();
    fetched.completeExceptionally(why);
  }

  private void shut() {
    readings.forEach(ReplicaReading::close);
    readings.clear();
  }
}
