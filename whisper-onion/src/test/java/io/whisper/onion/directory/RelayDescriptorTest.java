package io.whisper.onion.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RelayDescriptorTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Random random = new Random(2);
  private final byte[] seed = Relays.bytes(random);
  private final Bytes32 network = Bytes32.of(Relays.bytes(random));
  private final LinkTarget target = Relays.target(seed, random);

  private RelayDescriptor descriptor(String contact, Instant published) {
    return new RelayDescriptor(
        network,
        target,
        Set.of("b", "a"),
        contact,
        Set.of(RelayFlag.GUARD, RelayFlag.STORE),
        1_000,
        published);
  }

  @Test
  void whatWasSignedIsRead() {
    RelayDescriptor descriptor = descriptor("ops@example.org", NOON);
    assertThat(RelayDescriptor.verify(descriptor.sign(seed), network)).contains(descriptor);
  }

  @Test
  void everyTruncationAndEveryChangedByteIsRefused() {
    DocumentTampering.assertRefused(
        descriptor("me", NOON).sign(seed),
        document -> RelayDescriptor.verify(document, network),
        random);
  }

  @Test
  void anotherNetworksDescriptorIsRefused() {
    byte[] document = descriptor("me", NOON).sign(seed);
    assertThat(RelayDescriptor.verify(document, Bytes32.ZERO)).isEmpty();
  }

  @Test
  void onlyTheIdentityMaySign() {
    assertThatThrownBy(() -> descriptor("me", NOON).sign(Relays.bytes(random)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void contentDigestLeavesOutTheTimeOnly() {
    Bytes32 digest = descriptor("me", NOON).contentDigest();
    assertThat(descriptor("me", NOON.plusSeconds(9)).contentDigest()).isEqualTo(digest);
    assertThat(descriptor("you", NOON).contentDigest()).isNotEqualTo(digest);
  }

  @Test
  void whatNoDescriptorMaySayIsRefused() {
    assertThatThrownBy(() -> descriptor("two\nlines", NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contact");
    assertThatThrownBy(() -> descriptor("me", NOON.plusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new RelayDescriptor(network, target, Set.of("Upper"), "", Set.of(), 1, NOON))
        .hasMessageContaining("Upper");
    assertThatThrownBy(
            () ->
                new RelayDescriptor(
                    network, target, Set.of(), "", Set.of(RelayFlag.STABLE), 1, NOON))
        .hasMessageContaining("STABLE");
  }
}
