package io.whisper.rendezvous.mailbox;

import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.kept.KeptFiles;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The messages of an endpoint that wait at stores, over restarts. Confined to the loop. */
public final class PendingStore {
  private static final String CHILD = "pending";
  private static final String PREFIX = "message-";

  private final KeptFiles<Pending> files;

  /** The messages in the state of an endpoint. */
  public PendingStore(RoleLoop loop, StateStore state) {
    this.files = new KeptFiles<>(loop, state.child(CHILD), PREFIX, Pending::decode);
  }

  /** What an earlier run left, also where its time is up; never fails. */
  public CompletableFuture<List<Pending>> load() {
    return files.load();
  }

  /** Keeps a message in place of what was kept of it; completes, also when that does not work. */
  public CompletableFuture<Void> keep(Pending message) {
    return files.keep(message).exceptionally(notKept -> null);
  }

  /** Forgets a message; completes, also when that does not work. */
  public CompletableFuture<Void> forget(Pending message) {
    return files.forget(message).exceptionally(notForgotten -> null);
  }

  /** Completes when what was asked for is done. */
  public CompletableFuture<Void> idle() {
    return files.idle();
  }

  @Override
  public String toString() {
    return "PendingStore";
  }
}
