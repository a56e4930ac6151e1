package io.whisper.rendezvous.board;

import io.whisper.core.envelope.Topic;
import io.whisper.onion.path.HopRange;
import java.time.Duration;
import java.time.Instant;

/**
 * What is to become of a post.
 *
 * @param topic its board; stays the caller's to close when the post is over
 * @param expires when its time is up, in whole seconds
 * @param ttl the time to live that was asked for, which another in its place has anew
 * @param hops the lengths of the circuits over which it is put
 * @param kept whether its author keeps over a restart what it takes to withdraw or replace it
 * @param identified whether it is signed in the name of its author, as another in its place is
 */
public record PostPlan(
    Topic topic, Instant expires, Duration ttl, HopRange hops, boolean kept, boolean identified) {
  /** Cuts the expiry to whole seconds. */
  public PostPlan {
    expires = Instant.ofEpochSecond(expires.getEpochSecond());
  }

  @Override
  public String toString() {
    return "PostPlan";
  }
}
