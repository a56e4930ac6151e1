package io.whisper.onion.directory.service;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the consensus of a node new. See docs/protocol.md, section 8.
 *
 * <p>Without a live consensus it asks the authorities, one after the other and several at once when
 * the first are slow. With one, an endpoint asks relays over its guards, and the authorities only
 * when many relays in a row had nothing. When nobody has a newer one, what is held stays in use
 * until it runs out. Confined to the loop, but for {@link #first}, {@link #trouble}, {@link
 * #inVain}, {@link #listen} and {@link #close}.
 */
public final class DirectoryClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryClient.class);

  /** After this long without an answer another server is asked beside the first. */
  private static final Duration HEDGE = Duration.ofSeconds(2);

  /** How long one server may take for all of a consensus: a slow one keeps its place no longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int MAX_TRIES_AT_ONCE = 3;
  private static final int GUARDED_TRIES = 6;

  private final RoleLoop context;
  private final DirectoryConnector connector;
  private final Network network;
  private final ConsensusKeeper keeper;
  private final boolean guarded;
  private final Backoff backoff;
  private final CompletableFuture<Consensus> first = new CompletableFuture<>();
  private final Set<Try> running = new HashSet<>();
  private final DirectoryServers servers;
  private final DirectoryTroubles troubles = new DirectoryTroubles(this::changed);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private Bytes32 heldDocument = Bytes32.ZERO;
  private int failures;
  private volatile boolean inVain;
  private @Nullable Cancellable timer;
  private boolean closed;

  private DirectoryClient(
      RoleLoop context,
      DirectoryConnector connector,
      Network network,
      ConsensusKeeper keeper,
      boolean guarded,
      Set<Bytes32> self) {
    this.context = context;
    this.connector = connector;
    this.network = network;
    this.keeper = keeper;
    this.guarded = guarded;
    this.servers = new DirectoryServers(network, self, context.random());
    this.backoff = new Backoff(context.random(), network.parameters().voteInterval());
  }

  /** The client of an endpoint: once it holds a consensus it shows its address to guards only. */
  public static DirectoryClient ofEndpoint(
      RoleLoop context, DirectoryConnector connector, Network network, ConsensusKeeper keeper) {
    return new DirectoryClient(context, connector, network, keeper, true, Set.of());
  }

  /** The client of a relay or an authority called {@code self}: asks the other authorities. */
  public static DirectoryClient ofRelay(
      RoleLoop context,
      DirectoryConnector connector,
      Network network,
      ConsensusKeeper keeper,
      Bytes32 self) {
    return new DirectoryClient(context, connector, network, keeper, false, Set.of(self));
  }

  /** Begins; from any thread. */
  public void start() {
    context.execute(
        () -> {
          keeper.current().ifPresent(this::hold);
          keeper.listen(consensus -> context.execute(() -> accepted(consensus)));
          schedule();
        });
  }

  /** Completes, on the loop, with the first consensus that is live. */
  public CompletableFuture<Consensus> first() {
    return first.copy();
  }

  /**
   * What was tried since somebody last gave what it should, and why that gave nothing: authorities
   * by name, relays by number, nobody by address. Empty when there is nothing to say; from any
   * thread.
   */
  public String trouble() {
    return troubles.sentence();
  }

  /**
   * Whether somebody was asked for a newer consensus than the one held, and failed or had none.
   * Before that nobody can say that there is none; from any thread.
   */
  public boolean inVain() {
    return inVain;
  }

  /**
   * Has a listener called, on the loop, when {@link #trouble} or {@link #inVain} changes; from any
   * thread.
   */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  private void askedInVain() {
    if (!inVain) {
      inVain = true;
      changed();
    }
  }

  @Override
  public void close() {
    context.execute(
        () -> {
          closed = true;
          stop();
          first.completeExceptionally(new DirectoryException("the directory client was closed"));
        });
  }

  private void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    List.copyOf(running).forEach(Try::abandon);
    running.clear();
  }

  private void hold(Consensus consensus) {
    heldDocument = Bytes32.of(Sha256.hash(consensus.document()));
    first.complete(consensus);
  }

  /** A consensus was accepted, fetched here or come otherwise. */
  private void accepted(Consensus consensus) {
    if (closed) {
      return;
    }
    hold(consensus);
    stop();
    failures = 0;
    inVain = false;
    servers.succeeded();
    troubles.over();
    backoff.reset();
    schedule();
  }

  private void schedule() {
    if (!closed) {
      Instant now = context.time().now();
      Duration wait =
          keeper.current().map(consensus -> Duration.between(now, due(consensus))).orElse(null);
      wake(wait == null || wait.isNegative() ? Duration.ZERO : wait);
    }
  }

  private void wake(Duration wait) {
    if (timer != null) {
      timer.cancel();
    }
    timer = context.time().after(wait, this::fetch);
  }

  /** When to look for the one after {@code consensus}: relays early, endpoints after them. */
  private Instant due(Consensus consensus) {
    Duration eighth = consensus.parameters().voteInterval().dividedBy(8);
    Instant earliest = guarded ? consensus.freshUntil().plus(eighth) : consensus.freshUntil();
    Duration spread = guarded ? eighth.multipliedBy(4) : eighth;
    return earliest.plusMillis(context.random().nextLong(spread.toMillis() + 1));
  }

  private void fetch() {
    if (closed || running.size() >= MAX_TRIES_AT_ONCE) {
      return;
    }
    timer = null;
    Try attempt = new Try();
    running.add(attempt);
    wake(HEDGE);
    // What fails at once wakes sooner.
    if (!attempt.begin()) {
      running.remove(attempt);
      stop();
    }
  }

  /** One server that is asked. */
  private final class Try {
    private @Nullable Bytes32 server;
    private @Nullable String authority;
    private @Nullable DirectoryConversation conversation;
    private @Nullable Cancellable patience;
    private boolean over;

    /** Chooses a server and asks it; false when there is none to ask. */
    boolean begin() {
      Optional<Consensus> current = keeper.current();
      boolean overGuards =
          guarded
              && failures < GUARDED_TRIES
              && current.isPresent()
              && !current.get().relays().isEmpty();
      CompletableFuture<DirectoryConversation> opening;
      if (overGuards) {
        RelayEntry relay = servers.relay(current.get().relays()).orElseThrow();
        server = relay.identity();
        opening = connector.guarded(relay);
      } else {
        Optional<AuthorityEntry> drawn = servers.authority();
        if (drawn.isEmpty()) {
          return false;
        }
        AuthorityEntry chosen = drawn.get();
        server = chosen.identity();
        authority = chosen.name();
        troubles.asking(chosen.name());
        opening = connector.direct(chosen.target());
      }
      servers.asking(server);
      patience =
          context
              .time()
              .after(
                  PATIENCE,
                  () ->
                      fail(
                          new DirectoryException(
                              "no whole consensus in " + PATIENCE.toSeconds() + " s")));
      Outcome.of(opening, this::opened);
      return true;
    }

    private void opened(@Nullable DirectoryConversation opened, @Nullable Throwable failure) {
      if (opened == null) {
        fail(failure);
        return;
      }
      if (over) {
        opened.close();
        return;
      }
      conversation = opened;
      Outcome.of(
          opened
              .consensus(heldDocument)
              .thenCompose(document -> context.compute(() -> verify(document)))
              .thenAccept(this::answered),
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

    /** The server answered; with nothing when it holds what is held here. */
    private void answered(Optional<Consensus> consensus) {
      if (over) {
        return;
      }
      ConsensusKeeper.Verdict verdict =
          consensus.map(keeper::offer).orElse(ConsensusKeeper.Verdict.ALREADY_HELD);
      switch (verdict) {
        case ACCEPTED -> {
          // The keeper tells, and everything that runs is ended.
        }
        case ALREADY_HELD, OLDER -> nothingNewer();
        default -> {
          complain(verdict);
          fail(new DirectoryException(ofNoUse(verdict)));
        }
      }
    }

    /** The server does what it can: it is asked again when it may have a newer one. */
    private void nothingNewer() {
      abandon();
      running.remove(this);
      backoff.reset();
      troubles.over();
      askedInVain();
      if (running.isEmpty() && !closed) {
        long eighth = network.parameters().voteInterval().toMillis() / 8;
        wake(Duration.ofMillis(eighth / 2 + context.random().nextLong(eighth)));
      }
    }

    private void fail(@Nullable Throwable failure) {
      if (over) {
        return;
      }
      LOG.debug("a directory server gave no consensus", failure);
      abandon();
      running.remove(this);
      failures++;
      if (server != null) {
        servers.failed(server);
        if (authority == null) {
          troubles.relayFailed(server, failure);
        } else {
          troubles.failed(authority, failure);
        }
      }
      askedInVain();
      if (closed) {
        return;
      }
      if (authority != null && servers.authorityLeft()) {
        // Authorities are few: one that fails is no reason to wait before the next is asked.
        wake(Duration.ZERO);
      } else if (running.isEmpty()) {
        wake(backoff.next());
      }
    }

    void abandon() {
      over = true;
      if (server != null) {
        servers.done(server);
      }
      if (patience != null) {
        patience.cancel();
      }
      if (conversation != null) {
        conversation.close();
      }
    }
  }

  private static String ofNoUse(ConsensusKeeper.Verdict verdict) {
    return switch (verdict) {
      case EXPIRED -> "has a consensus that has run out only";
      case FROM_THE_FUTURE -> "has a consensus of a time to come: is the clock here slow?";
      case CONFLICTING -> "has another consensus of the same time";
      default -> "sent a consensus of no use";
    };
  }

  private static void complain(ConsensusKeeper.Verdict verdict) {
    if (verdict == ConsensusKeeper.Verdict.FROM_THE_FUTURE) {
      LOG.warn("the network's consensus is of a time to come: is the clock of this machine slow?");
    } else if (verdict == ConsensusKeeper.Verdict.CONFLICTING) {
      LOG.error("more than half of the authorities signed two different consensuses of one time");
    }
  }
}
