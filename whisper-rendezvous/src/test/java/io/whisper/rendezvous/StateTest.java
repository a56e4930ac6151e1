package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StateTest {

  @Test
  void readinessIsToldAndNotLookedFor() {
    try (Town town = Town.of(5, new VirtualTime())) {
      // No time passes: whoever looked now and then would never see the first circuit.
      await(town.whisper().ready());
    }
  }

  @Test
  void anUnreachableNetworkSaysWhatWasTried() throws Exception {
    SeededRandom random = new SeededRandom(3);
    List<AuthorityEntry> authorities = new ArrayList<>();
    for (String name : List.of("alpha", "beta", "gamma")) {
      LinkTarget target =
          new LinkTarget(
              Bytes32.of(Ed25519.publicKey(random.bytes(32))),
              Bytes32.of(random.bytes(32)),
              Bytes32.of(random.bytes(32)),
              List.of(unusedPort()));
      authorities.add(new AuthorityEntry(name, target));
    }
    Network network = Network.of(authorities, NetworkParameters.STANDARD);
    try (Whisper whisper = Whisper.join(network)) {
      awaitState(
          whisper,
          WhisperState.starting(
              "no consensus yet; tried the authorities alpha (connection refused),"
                  + " beta (connection refused), gamma (connection refused)"));
    }
  }

  @Test
  void relaysThatCannotBeReachedAreCountedWhileTheFirstCircuitIsBuilt() {
    try (Town town = Town.of(5)) {
      stopAll(town);
      Whisper whisper = town.whisper();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(whisper.state().toString())
                      .matches(
                          "STARTING\\(building the first circuit; [2-5] relays could not be"
                              + " reached \\(connection refused\\)\\)"));
    }
  }

  @Test
  void whenNoCircuitComesAboutForLongTheStateSaysWhy() {
    VirtualTime time = new VirtualTime();
    try (Town town = Town.of(5, time)) {
      PassingTime passing = new PassingTime(town, time);
      Whisper whisper = town.whisper();
      await(whisper.ready());
      stopAll(town);
      passing.until(() -> whisper.state().phase() == WhisperState.Phase.DEGRADED);
      assertThat(whisper.state().reason())
          .startsWith("no circuit could be built for more than 30 s; ")
          .contains("could not be reached (connection refused)");
      for (int i = 0; i < town.network().size(); i++) {
        town.network().restart(i);
      }
      passing.until(() -> whisper.state().equals(WhisperState.READY));
    }
  }

  @Test
  void anOldConsensusIsATroubleOnlyOnceANewerOneWasSoughtInVain() {
    VirtualTime time = new VirtualTime();
    try (Town town = Town.of(5, time)) {
      time.advance(Duration.ofHours(5));
      News news = new News();
      List<WhisperState> states = new CopyOnWriteArrayList<>();
      Whisper whisper = town.whisper(news);
      whisper.onState(states::add);
      await(whisper.ready());
      town.settle();
      assertThat(whisper.state()).isEqualTo(WhisperState.READY);
      assertThat(states).noneMatch(each -> each.phase() == WhisperState.Phase.DEGRADED);

      news.tell(true);
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(whisper.state().phase()).isEqualTo(WhisperState.Phase.DEGRADED);
                assertThat(whisper.state().reason())
                    .startsWith("the authorities give no newer consensus; this one is valid until ")
                    .endsWith("; tried the authority alpha (connection refused)");
              });
      news.tell(false);
      awaitState(whisper, WhisperState.READY);
    }
  }

  /** What the test says of the way to a consensus. */
  private static final class News implements ConsensusNews {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean inVain;

    void tell(boolean value) {
      inVain = value;
      listeners.forEach(Runnable::run);
    }

    @Override
    public String trouble() {
      return inVain ? "tried the authority alpha (connection refused)" : "";
    }

    @Override
    public boolean inVain() {
      return inVain;
    }

    @Override
    public void listen(Runnable listener) {
      listeners.add(listener);
    }
  }

  private static void awaitState(Whisper whisper, WhisperState expected) {
    Awaitility.await().untilAsserted(() -> assertThat(whisper.state()).isEqualTo(expected));
  }

  private static void stopAll(Town town) {
    for (int i = 0; i < town.network().size(); i++) {
      town.network().stop(i);
    }
  }

  private static InetSocketAddress unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }
}
