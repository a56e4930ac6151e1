package io.whisper.onion.directory.service;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.Network;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One server that is asked for a newer consensus than the one held: it gives one that is verified,
 * or says that it has none, or fails, also by taking too long. Confined to the loop.
 */
final class ConsensusFetch {
  /** How long one server may take for all of a consensus: a slow one keeps its place no longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Who asks; hears of a fetch until it abandons it. */
  interface Asker {
    /** The server answered; with nothing when it holds what is held here. */
    void answered(ConsensusFetch fetch, Optional<Consensus> consensus);

    /** There is no answer, or what was made of it threw. */
    void failed(ConsensusFetch fetch, @Nullable Throwable failure);
  }

  private final RoleLoop context;
  private final Network network;
  private final Bytes32 server;
  private final @Nullable String authority;
  private final Asker asker;
  private @Nullable DirectoryConversation conversation;
  private @Nullable Cancellable patience;
  private boolean over;

  /**
   * A fetch from this server.
   *
   * @param authority its name in the network file; null where it is a relay
   */
  ConsensusFetch(
      RoleLoop context, Network network, Bytes32 server, @Nullable String authority, Asker asker) {
    this.context = context;
    this.network = network;
    this.server = server;
    this.authority = authority;
    this.asker = asker;
  }

  Bytes32 server() {
    return server;
  }

  @Nullable String authority() {
    return authority;
  }

  /** Asks, over a conversation that is being opened, for what is newer than {@code held}. */
  void begin(CompletableFuture<DirectoryConversation> opening, Bytes32 held) {
    String late = "no whole consensus in " + PATIENCE.toSeconds() + " s";
    patience = context.time().after(PATIENCE, () -> fail(new DirectoryException(late)));
    Outcome.of(
        opening,
        (opened, failure) -> {
          if (opened == null) {
            fail(failure);
          } else if (over) {
            opened.close();
          } else {
            ask(opened, held);
          }
        });
  }

  private void ask(DirectoryConversation opened, Bytes32 held) {
    conversation = opened;
    Outcome.of(
        opened
            .consensus(held)
            .thenCompose(document -> context.compute(() -> verify(document)))
            .thenAccept(this::answer),
        (done, refused) -> {
          if (refused != null) {
            fail(refused);
          }
        });
  }

  private Optional<Consensus> verify(Optional<byte[]> document) {
    return document.map(
        bytes ->
            Consensus.verify(bytes, network)
                .orElseThrow(
                    () -> new DirectoryException("sent what is no consensus of this network")));
  }

  private void answer(Optional<Consensus> consensus) {
    if (!over) {
      asker.answered(this, consensus);
    }
  }

  private void fail(@Nullable Throwable failure) {
    if (!over) {
      asker.failed(this, failure);
    }
  }

  /** Nobody waits for the answer any more. */
  void abandon() {
    over = true;
    if (patience != null) {
      patience.cancel();
    }
    if (conversation != null) {
      conversation.close();
    }
  }
}
