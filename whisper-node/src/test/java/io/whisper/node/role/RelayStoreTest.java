package io.whisper.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.node.config.EnvelopeStoreOpener;
import io.whisper.node.config.RelayOffer;
import io.whisper.node.devnet.LocalNetwork;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.relay.RelaySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** The store of a relay of a network: what it says of itself, and what it does when damaged. */
class RelayStoreTest {
  private static final long QUOTA = 1L << 24;

  @TempDir private Path directory;
  private LocalNetwork network;

  @BeforeEach
  void begin() {
    network = LocalNetwork.start(directory.resolve("network"), 3);
  }

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void saysWhatItKeepsAndAsksForAndNothingOfWhose() {
    try (RelayRole relay = start()) {
      Awaitility.await().until(() -> Boolean.TRUE.equals(relay.status().get("listed")));
      assertThat(store(relay))
          .containsOnlyKeys(
              "entries",
              "bytes",
              "quota",
              "neededWork",
              "putsAccepted",
              "putsRefused",
              "putsFromStores",
              "lastHandOver",
              "trouble")
          .containsEntry("entries", 0L)
          .containsEntry("quota", QUOTA)
          .containsEntry("neededWork", 200_000L)
          .containsEntry("putsAccepted", 0L)
          .containsEntry("putsRefused", Map.of())
          .containsEntry("trouble", "");
      Awaitility.await().until(() -> !"".equals(store(relay).get("lastHandOver")));
    }
  }

  @Test
  void whoseFilesAreDamagedDoesNotStartAndSaysWhatToDo() throws IOException {
    start().close();
    Path files = directory.resolve("relay").resolve("envelopes").resolve("files");
    try (Stream<Path> all = Files.list(files)) {
      for (Path manifest :
          all.filter(file -> file.getFileName().toString().startsWith("MANIFEST")).toList()) {
        byte[] bytes = Files.readAllBytes(manifest);
        for (int i = bytes.length / 3; i < bytes.length; i++) {
          bytes[i] ^= 0x55;
        }
        Files.write(manifest, bytes);
      }
    }
    assertThatThrownBy(this::start)
        .hasRootCauseInstanceOf(RocksDBException.class)
        .hasCauseInstanceOf(EnvelopeStoreException.class)
        .hasMessageContaining("is damaged")
        .hasMessageContaining("Move the directory away and start again");
    assertThat(network.relays())
        .allSatisfy(relay -> assertThat(store(relay)).containsEntry("trouble", ""));

    Files.move(directory.resolve("relay").resolve("envelopes"), directory.resolve("away"));
    try (RelayRole relay = start()) {
      Awaitility.await().until(() -> Boolean.TRUE.equals(relay.status().get("listed")));
    }
  }

  private RelayRole start() {
    RelayOffer offer =
        new RelayOffer(
            RelaySettings.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build(),
            List.of(),
            1_000,
            RelayFlag.OFFERABLE,
            EnvelopeStoreOpener.onDisk(QUOTA));
    return RelayRole.start(
            network.pool().reactor(), network.network(), directory.resolve("relay"), offer)
        .join();
  }

  @SuppressWarnings("unchecked") // What a status has.
  private static Map<String, Object> store(RelayRole relay) {
    return (Map<String, Object>) Objects.requireNonNull(relay.status().get("store"));
  }
}
