package io.whisper.onion.directory.authority;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusBody;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.RingPlace;
import io.whisper.onion.directory.SharedRandom;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.wire.RegisteredRelayState;
import io.whisper.onion.directory.wire.RegistryState;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The relays that made themselves known to this authority. Confined to its loop.
 *
 * <p>A relay that was never reached costs a place among few; one that was keeps its place until it
 * has been gone for a day.
 */
final class RelayRegistry {
  private static final int VERSION = 1;
  private static final int MAX_UNREACHED = 1_024;
  private static final Duration DESCRIPTOR_LIFE = Duration.ofHours(24);
  private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

  /** As long as nobody has been there for longer, all relays count as stable. */
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private static final Duration STABLE_AFTER = Duration.ofDays(5);

  /**
   * A relay may be away for a tenth of the time that its ring place lasts. Could it be away for
   * most of it, one machine would keep many places and show the one that suits it.
   */
  private static final int ABSENCE_TOLERATED = 10;

  private static final Duration SHORTEST_REACH = Duration.ofSeconds(60);

  private final Network network;
  private final NetworkParameters parameters;
  private final Map<Bytes32, RegisteredRelay> relays = new TreeMap<>();
  private @Nullable Instant learned;

  RelayRegistry(Network network) {
    this.network = network;
    this.parameters = network.parameters();
  }

  /** Takes a descriptor that was verified; ACCEPTED does not mean that it is voted for yet. */
  DirectoryStatus offer(byte[] document, RelayDescriptor descriptor, Instant now) {
    Bytes32 identity = descriptor.target().identity();
    if (descriptor.published().isAfter(now.plus(CLOCK_TOLERANCE))
        || descriptor.published().isBefore(now.minus(DESCRIPTOR_LIFE))
        || network.authority(identity).isPresent()
        || !mayListenThere(descriptor)) {
      return DirectoryStatus.INVALID;
    }
    RegisteredRelay known = relays.get(identity);
    if (known != null) {
      if (!descriptor.published().isAfter(known.newest().published())) {
        return descriptor.equals(known.newest()) ? DirectoryStatus.ACCEPTED : DirectoryStatus.OLDER;
      }
      known.renew(document, descriptor);
      return DirectoryStatus.ACCEPTED;
    }
    if (relays.size() >= ConsensusBody.MAX_RELAYS || unreached() >= MAX_UNREACHED) {
      return DirectoryStatus.LIMITED;
    }
    relays.put(identity, new RegisteredRelay(document, descriptor));
    return DirectoryStatus.ACCEPTED;
  }

  private long unreached() {
    return relays.values().stream().filter(relay -> relay.since() == null).count();
  }

  /** Whether a relay of a public network may listen at the addresses: none lead inside a house. */
  private boolean mayListenThere(RelayDescriptor descriptor) {
    return parameters.relaxAddressBlocks()
        || descriptor.target().addresses().stream()
            .noneMatch(address -> isPrivate(address.getAddress()));
  }

  private static boolean isPrivate(InetAddress address) {
    boolean uniqueLocal =
        address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    return uniqueLocal
        || address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress();
  }

  Optional<RegisteredRelay> relay(Bytes32 identity) {
    return Optional.ofNullable(relays.get(identity));
  }

  Collection<RegisteredRelay> all() {
    return List.copyOf(relays.values());
  }

  /** All tries to reach {@code relay} failed; who was never reached is forgotten. */
  void lost(RegisteredRelay relay) {
    relay.lost();
    if (relay.since() == null) {
      relays.remove(relay.identity(), relay);
    }
  }

  /** Forgets relays that have not been reached, or heard of, for a day. */
  void expire(Instant now) {
    Instant earliest = now.minus(DESCRIPTOR_LIFE);
    relays
        .values()
        .removeIf(
            relay -> {
              Instant last = relay.lastReached();
              Instant seen = last == null ? relay.newest().published() : last;
              return seen.isBefore(earliest);
            });
  }

  /** Takes over what the others agreed on; the same consensus again changes nothing more. */
  void learn(Consensus consensus) {
    Instant before = learned;
    if (before != null && before.isAfter(consensus.validAfter())) {
      return;
    }
    learned = consensus.validAfter();
    Duration twice = parameters.voteInterval().multipliedBy(2);
    Duration passed =
        before == null ? Duration.ZERO : Duration.between(before, consensus.validAfter());
    Duration absent = passed.compareTo(twice) > 0 ? twice : passed;
    Duration tolerated =
        Duration.ofDays(parameters.get(NetworkParameter.RING_PLACE_DAYS))
            .dividedBy(ABSENCE_TOLERATED);
    for (RegisteredRelay relay : relays.values()) {
      consensus
          .relay(relay.identity())
          .ifPresentOrElse(
              entry -> relay.ring(new RingPlace(entry.ringPeriod(), entry.ringPlace())),
              () -> relay.absent(absent, tolerated));
    }
  }

  /** The relays that this authority votes for at {@code now}. */
  List<VotedRelay> votes(Instant now) {
    Duration twice = parameters.voteInterval().multipliedBy(2);
    Instant earliest = now.minus(twice.compareTo(SHORTEST_REACH) > 0 ? twice : SHORTEST_REACH);
    List<RegisteredRelay> reachable =
        relays.values().stream()
            .filter(relay -> relay.isReachable(earliest))
            .sorted(Comparator.comparing(RelayRegistry::since))
            .toList();
    Duration longest =
        reachable.stream()
            .map(relay -> uptime(relay, now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Duration stable = stableAfter(longest);
    AdmissionCaps caps = new AdmissionCaps(parameters);
    List<VotedRelay> votes = new ArrayList<>();
    for (RegisteredRelay relay : reachable) {
      if (caps.admit(relay.descriptor())) {
        votes.add(vote(relay, uptime(relay, now).compareTo(stable) >= 0));
      }
    }
    return votes;
  }

  private static Duration stableAfter(Duration longest) {
    if (longest.compareTo(YOUNG) < 0) {
      return Duration.ZERO;
    }
    Duration half = longest.dividedBy(2);
    return half.compareTo(STABLE_AFTER) < 0 ? half : STABLE_AFTER;
  }

  private VotedRelay vote(RegisteredRelay relay, boolean stable) {
    RelayDescriptor descriptor = relay.descriptor();
    Set<RelayFlag> flags = EnumSet.noneOf(RelayFlag.class);
    flags.addAll(descriptor.offered());
    if (stable) {
      flags.add(RelayFlag.STABLE);
    } else {
      flags.remove(RelayFlag.GUARD);
    }
    long most = parameters.get(NetworkParameter.MAXIMUM_RELAY_WEIGHT);
    return new VotedRelay(
        relay.document(),
        descriptor,
        flags,
        Math.min(descriptor.weight(), most),
        Instant.ofEpochSecond(since(relay).getEpochSecond()),
        relay.ring());
  }

  private static Instant since(RegisteredRelay relay) {
    Instant since = relay.since();
    return since == null ? Instant.EPOCH : since;
  }

  private static Duration uptime(RegisteredRelay relay, Instant now) {
    Instant reachable = relay.reachableSince();
    return reachable == null ? Duration.ZERO : Duration.between(reachable, now);
  }

  /** What to keep on disk: the relays that were ever reached. */
  byte[] state() {
    RegistryState.Builder state = RegistryState.newBuilder().setVersion(VERSION);
    for (RegisteredRelay relay : relays.values()) {
      Instant since = relay.since();
      Instant reachable = relay.reachableSince();
      Instant last = relay.lastReached();
      if (since != null && reachable != null && last != null) {
        RegisteredRelayState.Builder kept =
            RegisteredRelayState.newBuilder()
                .setDocument(ByteString.copyFrom(relay.document()))
                .setSince(since.getEpochSecond())
                .setReachableSince(reachable.getEpochSecond())
                .setLastReached(last.getEpochSecond())
                .setAbsent(relay.absent().toSeconds());
        relay
            .ring()
            .ifPresent(
                ring ->
                    kept.setRingPeriod(ring.period())
                        .setRingPlace(ByteString.copyFrom(ring.place().toByteArray())));
        state.addRelays(kept.build());
      }
    }
    return state.build().toByteArray();
  }

  /** Takes up what {@link #state()} kept; what cannot be read is as if never known. */
  void restore(byte[] kept) {
    RegistryState state;
    try {
      state = RegistryState.parseFrom(kept);
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    if (state.getVersion() != VERSION) {
      return;
    }
    for (RegisteredRelayState each : state.getRelaysList()) {
      byte[] document = each.getDocument().toByteArray();
      RelayDescriptor.verify(document, network.id())
          .ifPresent(
              descriptor -> {
                RegisteredRelay relay = new RegisteredRelay(document, descriptor);
                relay.remember(
                    Instant.ofEpochSecond(each.getSince()),
                    Instant.ofEpochSecond(each.getReachableSince()),
                    Instant.ofEpochSecond(each.getLastReached()));
                if (each.getRingPeriod() > 0) {
                  relay.ring(ring(relay.identity(), each));
                  relay.absent(Duration.ofSeconds(each.getAbsent()), Duration.ofDays(365));
                }
                relays.put(relay.identity(), relay);
              });
    }
  }

  /** What was kept before places were drawn says the period only, whose value was fixed. */
  private RingPlace ring(Bytes32 identity, RegisteredRelayState kept) {
    Bytes32 place =
        kept.getRingPlace().size() == Bytes32.SIZE
            ? Bytes32.of(kept.getRingPlace().toByteArray())
            : SharedRandom.ringPlace(
                identity, SharedRandom.fixed(network.id(), kept.getRingPeriod()));
    return new RingPlace(kept.getRingPeriod(), place);
  }
}
