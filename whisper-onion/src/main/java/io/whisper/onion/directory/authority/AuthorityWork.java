package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RandomCommit;
import io.whisper.onion.directory.RandomShare;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.service.AuthorityDuties;
import io.whisper.onion.directory.service.DirectoryClient;
import io.whisper.onion.directory.service.DirectoryConnector;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.service.Outcome;
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
 * All that an authority does beside relaying; begins when its relay starts. Confined to the loop.
 */
final class AuthorityWork implements AuthorityDuties {
  private static final Logger LOG = LoggerFactory.getLogger(AuthorityWork.class);
  private static final String REGISTRY = "registry";

  private final Network network;
  private final Bytes32 self;
  private final byte[] seed;
  private final ConsensusKeeper keeper;
  private final DirectoryConnector connector;
  private final StateStore store;
  private @Nullable Running running;

  /** The parts, once there is a loop for them. */
  private final class Running {
    final RoleLoop context;
    final DiskQueue disk;
    final RelayRegistry registry;
    final RoundJournal journal;
    final RelayProber prober;
    final List<AuthorityPeer> peers;
    final VotingProcess voting;
    final DirectoryClient client;
    private final Set<RandomCommit> convicted = new HashSet<>();

    Running(RoleLoop context) {
      this.context = context;
      this.disk = new DiskQueue(context);
      this.registry = new RelayRegistry(network);
      this.journal = new RoundJournal(store);
      this.prober = new RelayProber(context, connector, registry);
      this.peers =
          network.authorities().stream()
              .filter(entry -> !entry.identity().equals(self))
              .map(
                  entry ->
                      new AuthorityPeer(
                          context, connector, entry, network.parameters().voteInterval()))
              .toList();
      this.voting =
          new VotingProcess(
              context,
              network,
              self,
              seed,
              keeper,
              journal,
              disk,
              peers,
              this::opinion,
              new RandomContribution(network, self, seed, store, context.random()));
      this.client = DirectoryClient.ofRelay(context, connector, network, keeper, self);
    }

    /** A relay that registered after the consensus came is known by it all the same. */
    private List<VotedRelay> opinion() {
      keeper.newest().ifPresent(registry::learn);
      return registry.votes(context.time().now());
    }

    /** A new consensus: the round is over, and the next is prepared. */
    void accepted(Consensus consensus) {
      registry.learn(consensus);
      consensus.random().shares().stream()
          .filter(share -> share.second() != null)
          .forEach(this::convict);
      registry.expire(context.time().now());
      byte[] state = registry.state();
      disk.execute(() -> store.write(REGISTRY, state));
    }

    private void convict(RandomShare share) {
      if (convicted.add(share.commit())) {
        LOG.warn(
            "authority {} committed itself to two random values in period {} and has no share in"
                + " the next",
            network.authority(share.authority()).map(AuthorityEntry::name).orElse("unknown"),
            share.period());
        disk.execute(() -> journal.convict(share));
      }
    }
  }

  AuthorityWork(
      Network network,
      Bytes32 self,
      byte[] seed,
      ConsensusKeeper keeper,
      DirectoryConnector connector,
      StateStore store) {
    this.network = network;
    this.self = self;
    this.seed = seed;
    this.keeper = keeper;
    this.connector = connector;
    this.store = store;
  }

  @Override
  public void start(RoleLoop context) {
    Running begun = new Running(context);
    running = begun;
    Outcome.of(
        context.compute(() -> store.read(REGISTRY)),
        (state, failure) -> {
          if (state != null) {
            state.ifPresent(begun.registry::restore);
          }
          keeper.current().ifPresent(begun.registry::learn);
          keeper.listen(consensus -> context.execute(() -> begun.accepted(consensus)));
          begun.voting.start();
          begun.client.start();
          sweep(begun);
        });
  }

  /** Probes all relays now and in every interval, in its last quarter: before the next vote. */
  private void sweep(Running begun) {
    if (running != begun) {
      return;
    }
    begun.prober.sweep();
    RoundTimes times = RoundTimes.of(network);
    Instant now = begun.context.time().now();
    Instant round = times.roundOf(now);
    Instant due = times.publication(round);
    Instant next = due.isAfter(now) ? due : times.publication(times.next(round));
    begun.context.time().after(Duration.between(now, next), () -> sweep(begun));
  }

  void close() {
    Running ended = running;
    running = null;
    if (ended != null) {
      ended.voting.close();
      ended.client.close();
      ended.prober.close();
      ended.peers.forEach(AuthorityPeer::close);
    }
  }

  @Override
  public CompletableFuture<DirectoryStatus> descriptor(byte[] document) {
    Running at = running;
    if (at == null) {
      return CompletableFuture.completedFuture(DirectoryStatus.LIMITED);
    }
    return at.context
        .compute(() -> RelayDescriptor.verify(document, network.id()))
        .thenApply(descriptor -> take(at, document, descriptor));
  }

  private static DirectoryStatus take(
      Running at, byte[] document, Optional<RelayDescriptor> descriptor) {
    if (descriptor.isEmpty()) {
      return DirectoryStatus.INVALID;
    }
    Instant now = at.context.time().now();
    DirectoryStatus status = at.registry.offer(document, descriptor.get(), now);
    if (status == DirectoryStatus.ACCEPTED) {
      Bytes32 identity = descriptor.get().target().identity();
      at.registry
          .relay(identity)
          .filter(RegisteredRelay::wantsProbe)
          .ifPresent(relay -> at.prober.probe(identity));
    }
    return status;
  }

  @Override
  public CompletableFuture<DirectoryStatus> voting(byte[] message) {
    Running at = running;
    if (at == null) {
      return CompletableFuture.completedFuture(DirectoryStatus.LIMITED);
    }
    return at.context
        .compute(() -> AuthorityMessage.verify(message, network))
        .thenApply(verified -> verified.map(at.voting::hear).orElse(DirectoryStatus.INVALID));
  }

  @Override
  public Optional<byte[]> document(Bytes32 digest) {
    Running at = running;
    return at == null ? Optional.empty() : at.voting.vote(digest);
  }
}
