package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.onion.testkit.TappedConnection;
import io.whisper.onion.testkit.TestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {
  private final Town town = Town.tapped(8);

  @AfterEach
  void stop() {
    town.close();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 3", "3, 3"})
  void aSessionMessageOf256BytesIsOneCellOnEachLink(int bobsHops, int alicesHops) {
    Endpoint alice =
        town.whisper()
            .endpoint(
                Identity.ephemeral(), EndpointOptions.defaults().withReceivingHops(alicesHops));
    alice.onSession(session -> session.onMessage(message -> {}));
    await(alice.published());
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    Profile profile = Profile.builder().hops(bobsHops, bobsHops).build();
    Session session = await(bob.connect(alice.address(), profile));
    await(session.send(new byte[256]).delivered());

    // One cell there and one back with the acknowledgement, on every link of both circuits.
    int expected = 2 * (bobsHops + 1 + alicesHops + 1);
    List<Integer> costs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int before = quietCells();
      await(session.send(new byte[256]).delivered());
      costs.add(quietCells() - before);
    }
    // Some of them make a credit due, which every 32nd cell does.
    assertThat(costs).allSatisfy(cost -> assertThat(cost).isGreaterThanOrEqualTo(expected));
    assertThat(costs).filteredOn(cost -> cost == expected).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void noWireShowsAnythingButWholeCells() {
    Endpoint alice = town.echo();
    Endpoint bob = town.whisper().endpoint(Identity.ephemeral());
    await(bob.send(alice.address(), new byte[100]).reply());
    await(bob.send(alice.address(), new byte[10_000]).delivered());
    quietCells();
    assertThat(connections()).isNotEmpty();
    assertThat(connections()).allSatisfy(wire -> assertThat(wire.anythingButCells()).isEmpty());
  }

  /** How many cells all wires carried, once none carries any more. */
  private int quietCells() {
    AtomicInteger last = new AtomicInteger(-1);
    AtomicInteger unchanged = new AtomicInteger();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(40))
        .until(
            () -> {
              int now = connections().stream().mapToInt(TappedConnection::cells).sum();
              return last.getAndSet(now) == now
                  ? unchanged.incrementAndGet() >= 5
                  : unchanged.getAndSet(0) < 0;
            });
    return last.get();
  }

  private List<TappedConnection> connections() {
    TestNetwork network = town.network();
    List<TappedConnection> connections = new ArrayList<>();
    for (int i = 0; i < network.size(); i++) {
      connections.addAll(network.tap(i).connections());
    }
    return connections;
  }
}
