package io.whisper.onion.directory.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.Relays;
import io.whisper.onion.directory.RingPlace;
import io.whisper.onion.directory.SharedRandom;
import io.whisper.onion.directory.service.DirectoryStatus;
import io.whisper.onion.directory.wire.RegisteredRelayState;
import io.whisper.onion.directory.wire.RegistryState;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.onion.toml.TomlTable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RelayRegistryTest {
  private static final Instant NOW = VotingTable.START;

  private final Random random = new Random(17);
  private final ConsensusBuilder keys = ConsensusBuilder.ofAuthorities(3, random);
  private final Network open = keys.network();
  private final Network strict = Network.of(open.authorities(), NetworkParameters.STANDARD);
  private final RelayRegistry registry = new RelayRegistry(open);

  private static RelayDescriptor descriptor(LinkTarget target, Instant published) {
    return new RelayDescriptor(
        Bytes32.ZERO, target, Set.of(), "", RelayFlag.OFFERABLE, 100, published);
  }

  private RelayDescriptor descriptor(byte[] seed, Instant published) {
    return descriptor(Relays.target(seed, new Random(seed[0])), published);
  }

  private DirectoryStatus offer(RelayDescriptor descriptor, Instant now) {
    return registry.offer(new byte[0], descriptor, now);
  }

  private RegisteredRelay reached(byte[] seed, Instant at) {
    RelayDescriptor descriptor = descriptor(seed, at);
    assertThat(offer(descriptor, at)).isEqualTo(DirectoryStatus.ACCEPTED);
    RegisteredRelay relay = registry.relay(descriptor.target().identity()).orElseThrow();
    relay.reached(descriptor, at);
    return relay;
  }

  @Test
  void onlyRelaysThatWereReachedAreVotedFor() {
    byte[] seed = Relays.bytes(random);
    RelayDescriptor descriptor = descriptor(seed, NOW);
    assertThat(offer(descriptor, NOW)).isEqualTo(DirectoryStatus.ACCEPTED);
    assertThat(registry.votes(NOW)).isEmpty();
    RegisteredRelay relay = registry.relay(descriptor.target().identity()).orElseThrow();
    relay.reached(descriptor, NOW);
    assertThat(registry.votes(NOW)).hasSize(1);
    registry.lost(relay);
    assertThat(registry.votes(NOW)).isEmpty();
    assertThat(registry.relay(relay.identity())).isPresent();
  }

  @Test
  void whoWasNeverReachedIsForgotten() {
    RelayDescriptor descriptor = descriptor(Relays.bytes(random), NOW);
    offer(descriptor, NOW);
    registry.lost(registry.relay(descriptor.target().identity()).orElseThrow());
    assertThat(registry.all()).isEmpty();
  }

  @Test
  void olderDescriptorsAndThoseOfAnotherTimeAreRefused() {
    byte[] seed = Relays.bytes(random);
    assertThat(offer(descriptor(seed, NOW), NOW)).isEqualTo(DirectoryStatus.ACCEPTED);
    assertThat(offer(descriptor(seed, NOW), NOW)).isEqualTo(DirectoryStatus.ACCEPTED);
    assertThat(offer(descriptor(seed, NOW.minusSeconds(1)), NOW)).isEqualTo(DirectoryStatus.OLDER);
    assertThat(offer(descriptor(seed, NOW.plusSeconds(1)), NOW))
        .isEqualTo(DirectoryStatus.ACCEPTED);
    byte[] other = Relays.bytes(random);
    assertThat(offer(descriptor(other, NOW.plusSeconds(3_601)), NOW))
        .isEqualTo(DirectoryStatus.INVALID);
    assertThat(offer(descriptor(other, NOW.minusSeconds(86_401)), NOW))
        .isEqualTo(DirectoryStatus.INVALID);
  }

  @Test
  void addressesInsideAHouseAreRefusedInAPublicNetwork() {
    RelayRegistry publicRegistry = new RelayRegistry(strict);
    byte[] seed = Relays.bytes(random);
    LinkTarget outside = Relays.target(seed, random);
    for (String inside :
        List.of(
            "127.0.0.1:1",
            "10.0.0.1:1",
            "192.168.1.1:1",
            "172.16.0.1:1",
            "169.254.0.1:1",
            "[::1]:1",
            "[fe80::1]:1",
            "[fd00::1]:1")) {
      LinkTarget target =
          new LinkTarget(
              outside.identity(),
              outside.onionKey(),
              outside.certificateHash(),
              List.of(address(inside)));
      RelayDescriptor descriptor = descriptor(target, NOW);
      assertThat(publicRegistry.offer(new byte[0], descriptor, NOW))
          .as(inside)
          .isEqualTo(DirectoryStatus.INVALID);
      assertThat(new RelayRegistry(open).offer(new byte[0], descriptor, NOW))
          .isEqualTo(DirectoryStatus.ACCEPTED);
    }
    assertThat(publicRegistry.offer(new byte[0], descriptor(outside, NOW), NOW))
        .isEqualTo(DirectoryStatus.ACCEPTED);
  }

  private static InetSocketAddress address(String text) {
    return TomlTable.parse("a = '" + text + "'", "test").required("a").socketAddress();
  }

  @Test
  void anAuthorityIsNoRelay() {
    byte[] seed = keys.seed(0);
    assertThat(Ed25519.publicKey(seed))
        .isEqualTo(open.authorities().get(0).identity().toByteArray());
    assertThat(offer(descriptor(seed, NOW), NOW)).isEqualTo(DirectoryStatus.INVALID);
  }

  @Test
  void theNumberOfUnknownRelaysIsBounded() {
    int accepted = 0;
    for (int i = 0; i < 1_100; i++) {
      if (offer(descriptor(Relays.bytes(random), NOW), NOW) == DirectoryStatus.ACCEPTED) {
        accepted++;
      }
    }
    assertThat(accepted).isEqualTo(1_024);
  }

  @Test
  void stableAndGuardAreEarnedOnceTheNetworkIsOlder() {
    RegisteredRelay first = reached(Relays.bytes(random), NOW);
    RegisteredRelay second = reached(Relays.bytes(random), NOW.plusSeconds(500));
    assertThat(registry.votes(NOW.plusSeconds(500)))
        .hasSize(2)
        .allMatch(vote -> vote.flags().contains(RelayFlag.STABLE));
    Instant later = NOW.plusSeconds(900);
    first.reached(first.descriptor(), later);
    second.reached(second.descriptor(), later);
    assertThat(registry.votes(later))
        .filteredOn(vote -> vote.flags().contains(RelayFlag.GUARD))
        .extracting(VotedRelay::identity)
        .containsExactly(first.identity());
    Instant muchLater = NOW.plusSeconds(5_000);
    first.reached(first.descriptor(), muchLater);
    second.reached(second.descriptor(), muchLater);
    assertThat(registry.votes(muchLater)).allMatch(vote -> vote.flags().contains(RelayFlag.STABLE));
  }

  @Test
  void whoIsGoneForADayIsForgotten() {
    RegisteredRelay relay = reached(Relays.bytes(random), NOW);
    registry.expire(NOW.plus(Duration.ofDays(1)));
    assertThat(registry.relay(relay.identity())).isPresent();
    registry.expire(NOW.plus(Duration.ofDays(1)).plusSeconds(1));
    assertThat(registry.relay(relay.identity())).isEmpty();
  }

  @Test
  void whatWasReachedIsRememberedOverARestart() {
    byte[] seed = Relays.bytes(random);
    RelayDescriptor descriptor =
        new RelayDescriptor(
            open.id(), Relays.target(seed, random), Set.of("f"), "", RelayFlag.OFFERABLE, 100, NOW);
    registry.offer(descriptor.sign(seed), descriptor, NOW);
    offer(descriptor(Relays.bytes(random), NOW), NOW);
    registry
        .relay(descriptor.target().identity())
        .ifPresent(
            relay -> {
              relay.reached(descriptor, NOW);
              relay.ring(new RingPlace(77, Bytes32.ZERO));
            });
    RelayRegistry restarted = new RelayRegistry(open);
    restarted.restore(registry.state());
    assertThat(restarted.all()).hasSize(1);
    assertThat(restarted.votes(NOW))
        .singleElement()
        .satisfies(
            vote -> {
              assertThat(vote.descriptor()).isEqualTo(descriptor);
              assertThat(vote.ring()).contains(new RingPlace(77, Bytes32.ZERO));
              assertThat(vote.since()).isEqualTo(NOW);
            });
    restarted.restore(new byte[] {1, 2, 3});
    assertThat(restarted.all()).hasSize(1);
  }

  @Test
  void aRelayThatIsAwayForMoreThanATenthOfAPlacesLifeHasLostItsPlace() {
    ConsensusBuilder authorities = ConsensusBuilder.ofAuthorities(3, random);
    RelayRegistry learning = new RelayRegistry(authorities.network());
    RelayDescriptor descriptor = descriptor(Relays.bytes(random), NOW);
    learning.offer(new byte[0], descriptor, NOW);
    RegisteredRelay relay = learning.relay(descriptor.target().identity()).orElseThrow();
    RingPlace place = new RingPlace(20_000, Bytes32.of(Relays.bytes(random)));
    relay.ring(place);
    learning.learn(authorities.validAfter(NOW).build());
    // 14 days less a tenth; a gap between two consensuses counts as two hours at most.
    for (int hour = 1; hour <= 33; hour++) {
      learning.learn(authorities.validAfter(NOW.plus(Duration.ofHours(hour))).build());
      assertThat(relay.ring()).contains(place);
    }
    learning.learn(authorities.validAfter(NOW.plus(Duration.ofHours(34))).build());
    assertThat(relay.ring()).isEmpty();
  }

  @Test
  void whatWasKeptBeforePlacesWereDrawnIsRead() {
    byte[] seed = Relays.bytes(random);
    RelayDescriptor descriptor =
        new RelayDescriptor(
            open.id(), Relays.target(seed, random), Set.of(), "", RelayFlag.OFFERABLE, 1, NOW);
    RegistryState old =
        RegistryState.newBuilder()
            .setVersion(1)
            .addRelays(
                RegisteredRelayState.newBuilder()
                    .setDocument(ByteString.copyFrom(descriptor.sign(seed)))
                    .setSince(1)
                    .setReachableSince(1)
                    .setLastReached(NOW.getEpochSecond())
                    .setRingPeriod(20_000))
            .build();
    registry.restore(old.toByteArray());
    Bytes32 identity = descriptor.target().identity();
    assertThat(registry.relay(identity).orElseThrow().ring())
        .contains(
            new RingPlace(
                20_000, SharedRandom.ringPlace(identity, SharedRandom.fixed(open.id(), 20_000))));
  }
}
