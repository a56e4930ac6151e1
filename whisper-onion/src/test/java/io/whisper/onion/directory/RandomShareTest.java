package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RandomShareTest {
  private static final long PERIOD = 20_000;

  private final Random random = new Random(31);
  private final ConsensusBuilder keys = ConsensusBuilder.ofAuthorities(3, random);
  private final Network network = keys.network();

  private RandomCommit commit(int author, Bytes32 reveal) {
    return RandomCommit.sign(
        network.id(),
        PERIOD,
        SharedRandom.commitment(
            network.id(), network.authorities().get(author).identity(), PERIOD, reveal),
        keys.seed(author));
  }

  private List<RandomShare> shares() {
    Bytes32 reveal = Bytes32.of(Relays.bytes(random));
    RandomCommit one = commit(0, reveal);
    RandomCommit two = commit(0, Bytes32.of(Relays.bytes(random)));
    return List.of(
        RandomShare.of(one),
        RandomShare.of(one).revealing(reveal),
        one.value().compareTo(two.value()) < 0
            ? new RandomShare(one, two, null)
            : new RandomShare(two, one, null));
  }

  @Test
  void everyShareIsReadAsItWasWritten() {
    for (RandomShare share : shares()) {
      assertThat(RandomShare.decode(share.encode())).contains(share);
      assertThat(share.verifies(network)).isTrue();
    }
  }

  @Test
  void everyTruncationAndEveryChangedByteIsRefused() {
    for (RandomShare share : shares()) {
      byte[] encoded = share.encode();
      assertThat(Tampering.truncations(encoded))
          .allMatch(bytes -> RandomShare.decode(bytes).isEmpty());
      assertThat(RandomShare.decode(Arrays.copyOf(encoded, encoded.length + 1))).isEmpty();
      assertThat(Tampering.singleByteChanges(encoded, random))
          .allMatch(bytes -> RandomShare.decode(bytes).filter(s -> s.verifies(network)).isEmpty());
    }
  }

  @Test
  void whateverIsReadIsWrittenAsItCame() {
    Property.holds(
        500,
        seeded -> {
          byte[] bytes = seeded.bytes(seeded.nextInt(260));
          RandomShare.decode(bytes).ifPresent(share -> assertThat(share.encode()).isEqualTo(bytes));
        });
  }

  @Test
  void aCommitmentBelongsToOneAuthorityPeriodAndNetwork() {
    Bytes32 reveal = Bytes32.of(Relays.bytes(random));
    Bytes32 self = network.authorities().get(0).identity();
    Bytes32 commitment = SharedRandom.commitment(network.id(), self, PERIOD, reveal);
    assertThat(SharedRandom.commitment(network.id(), self, PERIOD + 1, reveal))
        .isNotEqualTo(commitment);
    assertThat(SharedRandom.commitment(Bytes32.ZERO, self, PERIOD, reveal))
        .isNotEqualTo(commitment);
    // Who repeats another's commitment cannot open it.
    RandomCommit copied = RandomCommit.sign(network.id(), PERIOD, commitment, keys.seed(1));
    assertThat(RandomShare.of(copied).verifies(network)).isTrue();
    assertThat(RandomShare.of(copied).revealing(reveal).verifies(network)).isFalse();
  }

  @Test
  void strangersSharesAndThoseOfOtherNetworksAreRefused() {
    ConsensusBuilder others = ConsensusBuilder.ofAuthorities(3, new SeededRandom(5));
    RandomShare share = shares().get(0);
    assertThat(share.verifies(others.network())).isFalse();
    RandomCommit strange = RandomCommit.sign(network.id(), PERIOD, Bytes32.ZERO, others.seed(0));
    assertThat(RandomShare.of(strange).verifies(network)).isFalse();
  }

  @Test
  void twoCommitmentsAreTwoOfOneAuthorityAndPeriod() {
    RandomCommit one = commit(0, Bytes32.ZERO);
    RandomCommit other = commit(1, Bytes32.ZERO);
    assertThatThrownBy(() -> new RandomShare(one, one, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RandomShare(one, other, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aConsensusCarriesTheSharesOfItsPeriodInOneOrder() {
    RandomShare one = shares().get(0);
    RandomShare two = RandomShare.of(commit(1, Bytes32.ZERO));
    ConsensusBody body = body(PERIOD, List.of(two, one));
    ConsensusBody read = ConsensusBody.decode(body.encode()).orElseThrow();
    assertThat(read).isEqualTo(body);
    assertThat(read.shares()).containsExactlyInAnyOrder(one, two);
    assertThat(read.shares()).isSortedAccordingTo(RandomShare.ORDER);
    byte[] encoded = body.encode();
    assertThat(Tampering.truncations(encoded))
        .allSatisfy(
            cut ->
                ConsensusBody.decode(cut)
                    .ifPresent(shorter -> assertThat(shorter.shares()).hasSizeLessThan(2)));
    assertThat(Tampering.singleByteChanges(encoded, random))
        .allSatisfy(
            changed ->
                ConsensusBody.decode(changed)
                    .ifPresent(other -> assertThat(other.shares()).hasSizeLessThan(3)));
    assertThatThrownBy(() -> body(PERIOD + 1, List.of(one)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> body(PERIOD, List.of(one, one)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private ConsensusBody body(long period, List<RandomShare> shares) {
    RandomState begun = RandomState.begin(network.id(), period);
    return ConsensusBody.of(
        network.id(),
        new TimePeriod(period, 1_440).start(),
        NetworkParameters.STANDARD,
        List.of(),
        List.of(),
        new RandomState(period, begun.value(), begun.previous(), shares));
  }
}
