package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;

/** Who reads a topic. Called on the application's executor, for one thing after the other. */
@FunctionalInterface
public interface PostListener {
  /** A post that this subscription has not been given before, unless {@link #onCrowded} says so. */
  void onPost(Post post);

  /**
   * A post was withdrawn by its author, who alone can: one that was given before, or, while the
   * past is read, one of the past that is not given, which may be known from before. Once for each.
   *
   * @param id of the post
   */
  default void onWithdrawn(Bytes32 id) {}

  /**
   * More posts of the topic live than are remembered, as when somebody floods it. What is new still
   * comes; from now on a post may be given again, and the withdrawal of one that was given not be
   * told. {@link Post#id} tells whether it is known. Called once.
   */
  default void onCrowded() {}

  /**
   * The author of a post that was given before without a proof has proved itself; once for each,
   * and only where authors are asked: {@link SubscribeOptions#withAuthorsAsked}.
   *
   * @param id of the post
   * @param author the address that it {@linkplain Post#claimedAuthor names}
   */
  default void onProved(Bytes32 id, Address author) {}
}
