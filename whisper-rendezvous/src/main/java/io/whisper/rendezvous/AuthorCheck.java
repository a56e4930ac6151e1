package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.author.Authors;
import io.whisper.rendezvous.author.Claim;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one subscription knows of the authors of its topic. From any thread. */
final class AuthorCheck {
  private final Overlay overlay;
  private final Authors authors;
  private final Bytes32 room;
  private final @Nullable HopRange hops;

  /**
   * The authors of a room.
   *
   * @param hops the lengths of the circuits over which they are asked, or null when they are not
   */
  AuthorCheck(Overlay overlay, Authors authors, Bytes32 room, @Nullable HopRange hops) {
    this.overlay = overlay;
    this.authors = authors;
    this.room = room;
    this.hops = hops;
  }

  /** Whether the author said that the key is its own. */
  boolean isProved(Address author, Bytes32 roomKey) {
    return authors.isProved(new Claim(author, room, roomKey));
  }

  /**
   * Has the author asked, if authors are.
   *
   * @param until when the post expires
   * @param onProved run on the loop if the author says so
   */
  void ask(Address author, Bytes32 roomKey, Instant until, Runnable onProved) {
    HopRange over = hops;
    if (over != null) {
      Claim claim = new Claim(author, room, roomKey);
      overlay.reactor().tryExecute(() -> authors.ask(claim, this, until, over, onProved));
    }
  }

  /** Nothing more is asked; on the loop. */
  void close() {
    authors.forget(this);
  }
}
