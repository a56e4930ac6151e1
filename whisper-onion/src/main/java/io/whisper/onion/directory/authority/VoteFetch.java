package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.service.DirectoryConversation;
import io.whisper.onion.directory.service.DirectoryException;
import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks those who signed a header for the vote that it names, one after the other and only as long
 * as the vote would count: each is given an equal part of the time that is left. Confined to the
 * loop.
 */
final class VoteFetch {
  private final RoleLoop loop;
  private final Map<Bytes32, AuthorityPeer> peers;
  private final Consumer<byte[]> found;
  private final Set<Bytes32> underWay = new HashSet<>();

  /**
   * A fetch from {@code peers}.
   *
   * @param found is given what has the SHA-256 that was looked for
   */
  VoteFetch(RoleLoop loop, Map<Bytes32, AuthorityPeer> peers, Consumer<byte[]> found) {
    this.loop = loop;
    this.peers = peers;
    this.found = found;
  }

  /** Looks for the vote of {@code header} until a moment, unless that is under way. */
  void begin(SignedHeader header, Instant until) {
    Queue<AuthorityPeer> signers = new ArrayDeque<>();
    for (Bytes32 signer : header.signers()) {
      AuthorityPeer peer = peers.get(signer);
      if (peer != null) {
        signers.add(peer);
      }
    }
    Bytes32 vote = header.header().vote();
    if (underWay.add(vote)) {
      next(vote, signers, until);
    }
  }

  private void next(Bytes32 vote, Queue<AuthorityPeer> signers, Instant until) {
    Duration left = Duration.between(loop.time().now(), until);
    AuthorityPeer peer = signers.peek();
    if (peer == null || left.isNegative() || left.isZero()) {
      underWay.remove(vote);
      return;
    }
    Duration part = left.dividedBy(signers.size());
    signers.remove();
    Attempt attempt = new Attempt();
    CompletableFuture<byte[]> answer =
        peer.converse()
            .thenCompose(
                open -> {
                  attempt.opened(open);
                  return open.document(vote, Vote.MAX_SIZE);
                });
    Cancellable patience =
        loop.time()
            .after(
                part,
                () ->
                    answer.completeExceptionally(
                        new DirectoryException("gave no vote in its part of the time")));
    Outcome.of(
        answer,
        (bytes, failure) -> {
          patience.cancel();
          attempt.end();
          if (bytes == null) {
            next(vote, signers, until);
          } else {
            underWay.remove(vote);
            found.accept(bytes);
          }
        });
  }

  /** One conversation, which its end finds whether it has begun by then or not. */
  private static final class Attempt {
    private @Nullable DirectoryConversation conversation;
    private boolean over;

    void opened(DirectoryConversation open) {
      conversation = open;
      if (over) {
        open.close();
      }
    }

    void end() {
      over = true;
      if (conversation != null) {
        conversation.close();
      }
    }
  }
}
