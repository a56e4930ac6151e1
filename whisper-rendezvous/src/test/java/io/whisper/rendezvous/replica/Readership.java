package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A listener that notes what it was given, and is done with it at once unless told to be slow. */
final class Readership implements TagListener {
  private final List<Bytes32> given = new ArrayList<>();
  private final List<Bytes32> gone = new ArrayList<>();
  private final List<Bytes32> missed = new ArrayList<>();
  private final List<Integer> replicas = new ArrayList<>();
  private final Queue<CompletableFuture<Void>> unfinished = new ArrayDeque<>();
  private int crowded;
  private boolean slow;
  private int mostUnfinished;

  /** Makes it be done with nothing by itself, or with everything at once. */
  void slow(boolean value) {
    slow = value;
  }

  /** Is done with the first that it is not done with; false when there is none. */
  boolean finishOne() {
    CompletableFuture<Void> first = unfinished.poll();
    return first != null && first.complete(null);
  }

  List<Bytes32> given() {
    return given;
  }

  List<Bytes32> gone() {
    return gone;
  }

  /** What was withdrawn and not given. */
  List<Bytes32> missed() {
    return missed;
  }

  /** The numbers of replicas that it was told. */
  List<Integer> replicas() {
    return replicas;
  }

  int followed() {
    return replicas.isEmpty() ? 0 : replicas.get(replicas.size() - 1);
  }

  int unfinished() {
    return unfinished.size();
  }

  /** The most that it was not done with at any time. */
  int mostUnfinished() {
    return mostUnfinished;
  }

  @Override
  public CompletableFuture<?> onEnvelope(Envelope envelope) {
    given.add(envelope.id());
    return done();
  }

  private CompletableFuture<?> done() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (slow) {
      unfinished.add(done);
      mostUnfinished = Math.max(mostUnfinished, unfinished.size());
    } else {
      done.complete(null);
    }
    return done;
  }

  @Override
  public CompletableFuture<?> onMissed(WithdrawnMark mark) {
    missed.add(mark.id());
    return done();
  }

  @Override
  public void onGone(Bytes32 id) {
    gone.add(id);
  }

  /** How often it was told that more lies there than is remembered. */
  int crowded() {
    return crowded;
  }

  @Override
  public void onCrowded() {
    crowded++;
  }

  @Override
  public void onReplicas(int count) {
    replicas.add(count);
  }
}
