package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.concurrent.CompletableFuture;

/** Who is given what lies at a tag, once each. Called on the loop, which it must not block. */
public interface TagListener {
  /**
   * An envelope of the tag that has not expired.
   *
   * @return completed, on any thread, when the listener is done with it: while too many are not
   *     done, no more are fetched
   */
  CompletableFuture<?> onEnvelope(Envelope envelope);

  /** An envelope that was given before was withdrawn, as its mark proves; once for each. */
  default void onGone(Bytes32 id) {}

  /**
   * An envelope that was not given was withdrawn, as its mark proves, and will not be given.
   *
   * @return as of {@link #onEnvelope}
   */
  default CompletableFuture<?> onMissed(WithdrawnMark mark) {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * More lies at the tag, and has not expired, than can be remembered: from now on what was given
   * may be given again, and what was given and is withdrawn not be told. Called once.
   */
  default void onCrowded() {}

  /** So many replicas are being followed now: 0 to 2. */
  default void onReplicas(int count) {}
}
