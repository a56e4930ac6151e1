package io.whisper.rendezvous.author;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.limit.Rate;
import io.whisper.core.limit.TokenBucket;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an endpoint knows of the authors of the posts that it reads, and asks them
 * (docs/protocol.md, 18.9). Proofs are kept in memory only. Confined to the loop but for {@link
 * #isProved}.
 */
public final class Authors {
  /** How many authors are asked, or were a while ago, at once; of more, the first are let go. */
  static final int MOST_ASKED = 256;

  private static final int MOST_PROVED = 4096;

  /** Who floods a topic with names must not have its readers flood those. */
  private static final Rate QUESTIONS = new Rate(1, 16);

  private final RoleLoop loop;
  private final AuthorQuestion questions;
  private final TokenBucket permits;
  private final ProvedKeys proved = new ProvedKeys(MOST_PROVED);
  private final Map<Place, Asked> asked = new LinkedHashMap<>();
  private boolean closed;

  private record Place(Address author, Bytes32 room) {}

  /** Knows nobody yet. */
  public Authors(RoleLoop loop, AuthorQuestion questions) {
    this.loop = loop;
    this.questions = questions;
    this.permits = new TokenBucket(QUESTIONS, loop.time());
  }

  /** Whether the author said so to this endpoint; from any thread. */
  public boolean isProved(Claim claim) {
    return proved.contains(claim);
  }

  /** Notes what needs no question: that a key is the endpoint's own. */
  public void prove(Claim own) {
    proved.add(own);
  }

  /**
   * Has the author asked, unless it was a short while ago.
   *
   * @param reader on whose behalf; see {@link #forget}
   * @param until when the post expires that bears the claim
   * @param hops the lengths of the circuits over which the question goes
   * @param onProved run when the author says that it is so; never when it does not
   */
  public void ask(Claim claim, Object reader, Instant until, HopRange hops, Runnable onProved) {
    if (closed) {
      return;
    }
    if (isProved(claim)) {
      onProved.run();
      return;
    }
    Place place = new Place(claim.author(), claim.room());
    if (!asked.containsKey(place)) {
      makeRoom();
    }
    asked
        .computeIfAbsent(
            place,
            added ->
                new Asked(
                    loop, added.author(), added.room(), questions, () -> permits.take(1), proved))
        .add(new Waiting(reader, claim.roomKey(), until, onProved), hops);
  }

  private void makeRoom() {
    if (asked.size() < MOST_ASKED) {
      return;
    }
    asked.values().removeIf(Asked::isIdle);
    if (asked.size() >= MOST_ASKED) {
      Place first = asked.keySet().iterator().next();
      Asked dropped = asked.remove(first);
      if (dropped != null) {
        dropped.close();
      }
    }
  }

  /** A reader has ended: nothing is asked on its behalf any more. */
  public void forget(Object reader) {
    asked.values().forEach(each -> each.forget(reader));
  }

  /** Asks no more. */
  public void close() {
    closed = true;
    asked.values().forEach(Asked::close);
    asked.clear();
  }

  @Override
  public String toString() {
    return "Authors";
  }
}
