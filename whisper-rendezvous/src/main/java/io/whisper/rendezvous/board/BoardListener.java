package io.whisper.rendezvous.board;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import java.util.concurrent.CompletableFuture;

/** Who is given the posts of a board, sealed as they are. Called on the loop. */
public interface BoardListener {
  /**
   * A post that was not given before and has not expired.
   *
   * @return completed, on any thread, when the listener is done with it
   */
  CompletableFuture<?> onEnvelope(Envelope post);

  /** A post that was given before was withdrawn. */
  void onGone(Bytes32 id);

  /**
   * A post was withdrawn before this reader came to it: found while the past is read.
   *
   * @param made when it was made, in seconds since 1970
   * @return as of {@link #onEnvelope}
   */
  CompletableFuture<?> onMissed(Bytes32 id, long made);

  /**
   * More posts of a period live than are remembered: from now on one may be given again, and the
   * withdrawal of one that was given not be told. Called once for a period.
   */
  void onCrowded();

  /**
   * What was on the board before was given, and the board is followed. Called once.
   *
   * @param unread how many periods could not be read
   */
  void onCaughtUp(int unread);
}
