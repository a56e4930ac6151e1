package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.directory.service.DescriptorPublisher;
import io.whisper.onion.directory.service.DirectoryService;
import io.whisper.onion.directory.service.Town;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Authorities and relays of a {@link Town}. */
final class TownHall {
  final Town town;
  final ConsensusBuilder keys;
  final Network network;
  final Duration interval;
  final List<Seat> seats = new ArrayList<>();
  final List<TownRelay> relays = new ArrayList<>();

  TownHall(int authorities, int relays, long seed) {
    this.town = new Town(seed);
    this.keys = ConsensusBuilder.ofAuthorities(authorities, town.random());
    this.network = keys.network();
    this.interval = network.parameters().voteInterval();
    for (int i = 0; i < authorities; i++) {
      seats.add(new Seat(i));
    }
    for (int i = 0; i < relays; i++) {
      this.relays.add(new TownRelay());
    }
  }

  /** Goes through that many intervals. */
  void intervals(int count) {
    town.time().advance(interval.multipliedBy(count));
  }

  /** The newest consensus of the authority at {@code index}. */
  Optional<Consensus> consensus(int index) {
    return seats.get(index).keeper.current();
  }

  /** One authority, which may die and come back with what it has on disk. */
  final class Seat {
    final AuthorityEntry entry;
    final byte[] seed;
    final FaultyDisk store = new FaultyDisk();
    ConsensusKeeper keeper;
    AuthorityWork work;

    Seat(int index) {
      this.entry = network.authorities().get(index);
      this.seed = keys.seed(index);
      this.keeper = newKeeper();
      this.work = newWork();
      start();
    }

    private ConsensusKeeper newKeeper() {
      return new ConsensusKeeper(network, town.time(), store.child("directory"));
    }

    private AuthorityWork newWork() {
      return new AuthorityWork(
          network, entry.identity(), seed, keeper, town, store.child("voting"));
    }

    private void start() {
      town.open(entry.target(), DirectoryService.ofAuthority(keeper, work));
      work.start(town.context());
    }

    void kill() {
      town.kill(entry.identity());
      work.close();
    }

    void restart() {
      keeper = newKeeper();
      work = newWork();
      start();
    }
  }

  /** One relay. */
  final class TownRelay {
    final byte[] seed = Relays.bytes(town.random());
    final DescriptorPublisher publisher;
    LinkTarget target = Relays.target(seed, town.random());
    Set<String> families = Set.of();

    TownRelay() {
      town.open(target, DirectoryService.ofRelay(Optional::empty));
      publisher =
          new DescriptorPublisher(
              town.context(),
              town,
              network,
              moment ->
                  new RelayDescriptor(
                          network.id(), target, families, "", RelayFlag.OFFERABLE, 100, moment)
                      .sign(seed));
      publisher.publish();
    }

    Bytes32 identity() {
      return Bytes32.of(Ed25519.publicKey(seed));
    }
  }
}
