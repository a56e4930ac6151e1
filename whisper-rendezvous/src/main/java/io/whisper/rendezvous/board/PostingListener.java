package io.whisper.rendezvous.board;

import io.whisper.core.bytes.Bytes32;

/** Who follows a {@link Posting}. Called on the loop; nothing after one of the last three. */
public interface PostingListener {
  /** The post has its id from now on. */
  void onSealed(Bytes32 id);

  /** So many stores have answered that they hold it: each time one more, up to 3. */
  void onStored(int stores);

  /** As many stores have answered that it is gone as had answered that they hold it. */
  void onWithdrawn();

  /** No store holds it, and none will, for the reason in words. */
  void onRefused(String why);

  /**
   * Its time is up.
   *
   * @param why what kept stores from holding it, in words, when none did; otherwise empty
   */
  void onExpired(String why);
}
