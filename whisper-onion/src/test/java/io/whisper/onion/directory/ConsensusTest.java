package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConsensusTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Random random = new Random(1);
  private final ConsensusBuilder builder =
      ConsensusBuilder.ofAuthorities(3, random)
          .validAfter(NOON)
          .relay(Relays.entry(random))
          .relay(Relays.entry(random));

  @Test
  void whatTheAuthoritiesSignedIsRead() {
    RelayEntry relay = Relays.entry(random);
    Consensus consensus = builder.relay(relay).build();
    assertThat(consensus.relays()).hasSize(3).contains(relay);
    assertThat(consensus.relays())
        .isSortedAccordingTo((a, b) -> a.identity().compareTo(b.identity()));
    assertThat(consensus.relay(relay.identity())).contains(relay);
    assertThat(consensus.relay(Bytes32.ZERO)).isEmpty();
    assertThat(consensus.validAfter()).isEqualTo(NOON);
    assertThat(consensus.freshUntil()).isEqualTo(NOON.plus(Duration.ofMinutes(105)));
    assertThat(consensus.validUntil()).isEqualTo(NOON.plus(Duration.ofDays(1)));
    assertThat(consensus.parameters().relaxAddressBlocks()).isTrue();
    assertThat(consensus.period()).isEqualTo(TimePeriod.at(NOON, 1440));
    assertThat(consensus.signers()).hasSize(3);
    assertThat(consensus.excluded()).isEmpty();
    assertThat(consensus.sharedRandom())
        .isEqualTo(SharedRandom.fixed(builder.network().id(), consensus.period().number()));
    assertThat(consensus.previousSharedRandom())
        .isEqualTo(SharedRandom.fixed(builder.network().id(), consensus.period().number() - 1));
    assertThat(Consensus.verify(consensus.document(), builder.network())).isPresent();
  }

  @Test
  void moreThanHalfOfTheAuthoritiesMustSign() {
    Bytes32 whole = builder.build().digest();
    assertThat(builder.signatures(2).build().digest()).isEqualTo(whole);
    byte[] one = builder.signatures(1).document();
    assertThat(Consensus.verify(one, builder.network())).isEmpty();
    assertThat(Consensus.check(one, builder.network()).finding())
        .isEqualTo(Consensus.Finding.TOO_FEW_SIGNATURES);
    assertThat(Consensus.verify(builder.signatures(0).document(), builder.network())).isEmpty();
  }

  @Test
  void everyTruncationAndEveryChangedByteIsRefused() {
    DocumentTampering.assertRefused(
        builder.document(), document -> Consensus.verify(document, builder.network()), random);
  }

  @Test
  void strangersSignaturesAreRefused() {
    ConsensusBuilder other = ConsensusBuilder.ofAuthorities(3, random).validAfter(NOON);
    assertThat(Consensus.verify(other.document(), builder.network())).isEmpty();
    byte[] body = builder.body().encode();
    Bytes32 digest = SignedDocument.digest(body);
    List<SignedDocument.Signature> signatures = new ArrayList<>();
    signatures.add(SignedDocument.Signature.of(builder.seed(0), Consensus.LABEL, digest));
    signatures.add(SignedDocument.Signature.of(builder.seed(1), Consensus.LABEL, digest));
    assertThat(verify(signatures, body)).isPresent();
    signatures.add(SignedDocument.Signature.of(other.seed(0), Consensus.LABEL, digest));
    assertThat(verify(signatures, body)).isEmpty();
  }

  @Test
  void signaturesUnderAnotherLabelAreRefused() {
    byte[] body = builder.body().encode();
    Bytes32 digest = SignedDocument.digest(body);
    List<SignedDocument.Signature> signatures =
        List.of(
            SignedDocument.Signature.of(builder.seed(0), Consensus.LABEL, digest),
            SignedDocument.Signature.of(builder.seed(1), "whisper-1 vote", digest));
    assertThat(verify(signatures, body)).isEmpty();
  }

  @Test
  void signedNonsenseIsRefused() {
    for (byte[] body : List.of(new byte[] {1}, new byte[100], Relays.bytes(random))) {
      Bytes32 digest = SignedDocument.digest(body);
      List<SignedDocument.Signature> signatures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        signatures.add(SignedDocument.Signature.of(builder.seed(i), Consensus.LABEL, digest));
      }
      assertThat(verify(signatures, body)).isEmpty();
    }
  }

  private Optional<Consensus> verify(List<SignedDocument.Signature> signatures, byte[] body) {
    return Consensus.verify(new SignedDocument(signatures, body).encode(), builder.network());
  }

  @Test
  void anExcludedAuthorityIsNamedAndMayNotSign() {
    builder.excluded(2);
    assertThat(Consensus.verify(builder.document(), builder.network())).isEmpty();
    assertThat(builder.signatures(2).build().excluded())
        .containsExactly(
            new ExcludedAuthority("a2", builder.network().authorities().get(2).identity()));
  }

  @Test
  void unknownParametersAreKeptAndValuesOutOfRangeAreNarrowed() {
    NetworkParameters given =
        new NetworkParameters(Map.of("vote-interval-seconds", 1L, "from-the-future", 7L));
    NetworkParameters read = builder.parameters(given).build().parameters();
    assertThat(read).isEqualTo(given);
    assertThat(read.voteInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(read.consensusLife()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aRelayListedTwiceIsRefused() {
    RelayEntry relay = Relays.entry(random);
    assertThatThrownBy(() -> builder.relay(relay).relay(relay).build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
