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

  private static final int MAX_TRIES_AT_ONCE = 3;
  private static final int GUARDED_TRIES = 6;

  private final RoleLoop context;
  private final DirectoryConnector connector;
  private final Network network;
  private final ConsensusKeeper keeper;
  private final boolean guarded;
  private final FetchTimes times;
  private final Backoff backoff;
  private final CompletableFuture<Consensus> first = new CompletableFuture<>();
  private final Set<ConsensusFetch> running = new HashSet<>();
  private final Answers answers = new Answers();
  private final DirectoryServers servers;
  private final DirectoryTroubles troubles = new DirectoryTroubles();
  private Bytes32 heldDocument = Bytes32.ZERO;
  private int failures;
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
    Duration interval = network.parameters().voteInterval();
    this.times = new FetchTimes(context.random(), interval, guarded);
    this.backoff = new Backoff(context.random(), interval);
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
    return troubles.inVain();
  }

  /**
   * Has a listener called, on the loop, when {@link #trouble} or {@link #inVain} changes; from any
   * thread.
   */
  public void listen(Runnable listener) {
    troubles.listen(listener);
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
    List.copyOf(running).forEach(this::end);
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
    servers.succeeded();
    troubles.accepted();
    backoff.reset();
    schedule();
  }

  private void schedule() {
    if (!closed) {
      Instant now = context.time().now();
      Instant due = keeper.current().map(times::after).orElse(now);
      wake(due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO);
    }
  }

  private void wake(Duration wait) {
    if (timer != null) {
      timer.cancel();
    }
    timer = context.time().after(wait, this::fetch);
  }

  private void fetch() {
    if (closed || running.size() >= MAX_TRIES_AT_ONCE) {
      return;
    }
    timer = null;
    // What fails at once wakes sooner.
    wake(HEDGE);
    Optional<Consensus> current = keeper.current();
    boolean overGuards =
        guarded
            && failures < GUARDED_TRIES
            && current.isPresent()
            && !current.get().relays().isEmpty();
    if (overGuards) {
      RelayEntry relay = servers.relay(current.get().relays()).orElseThrow();
      ask(relay.identity(), null, connector.guarded(relay));
      return;
    }
    Optional<AuthorityEntry> drawn = servers.authority();
    if (drawn.isEmpty()) {
      stop();
      return;
    }
    AuthorityEntry authority = drawn.get();
    troubles.asking(authority.name());
    ask(authority.identity(), authority.name(), connector.direct(authority.target()));
  }

  private void ask(
      Bytes32 server,
      @Nullable String authority,
      CompletableFuture<DirectoryConversation> opening) {
    ConsensusFetch fetch = new ConsensusFetch(context, network, server, authority, answers);
    running.add(fetch);
    servers.asking(server);
    fetch.begin(opening, heldDocument);
  }

  private void end(ConsensusFetch fetch) {
    fetch.abandon();
    servers.done(fetch.server());
    running.remove(fetch);
  }

  /** What follows on what a server said. */
  private final class Answers implements ConsensusFetch.Asker {
    @Override
    public void answered(ConsensusFetch fetch, Optional<Consensus> consensus) {
      ConsensusKeeper.Verdict verdict =
          consensus.map(keeper::offer).orElse(ConsensusKeeper.Verdict.ALREADY_HELD);
      switch (verdict) {
        case ACCEPTED -> {
          // The keeper tells, and everything that runs is ended.
        }
        case ALREADY_HELD, OLDER -> nothingNewer(fetch);
        default -> {
          complain(verdict);
          failed(fetch, DirectoryException.ofNoUse(verdict));
        }
      }
    }

    /** The server does what it can: it is asked again when it may have a newer one. */
    private void nothingNewer(ConsensusFetch fetch) {
      end(fetch);
      backoff.reset();
      troubles.over();
      troubles.askedInVain();
      if (running.isEmpty() && !closed) {
        wake(times.whileNoneIsNewer());
      }
    }

    @Override
    public void failed(ConsensusFetch fetch, @Nullable Throwable failure) {
      LOG.debug("a directory server gave no consensus", failure);
      end(fetch);
      failures++;
      servers.failed(fetch.server());
      String authority = fetch.authority();
      if (authority == null) {
        troubles.relayFailed(fetch.server(), failure);
      } else {
        troubles.failed(authority, failure);
      }
      troubles.askedInVain();
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
  }

  private static void complain(ConsensusKeeper.Verdict verdict) {
    if (verdict == ConsensusKeeper.Verdict.FROM_THE_FUTURE) {
      LOG.warn("the network's consensus is of a time to come: is the clock of this machine slow?");
    } else if (verdict == ConsensusKeeper.Verdict.CONFLICTING) {
      LOG.error("more than half of the authorities signed two different consensuses of one time");
    }
  }
}
